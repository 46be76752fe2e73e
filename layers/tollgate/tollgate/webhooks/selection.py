"""Who is told of an event, and in which body: the same for all but where thresholds are the listener's own. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tollgate.shared.events import RecordedEvent
from tollgate.webhooks.settings import EXCEEDED
from tollgate.webhooks.webhook import Webhook

Body = Mapping[str, Any]

_TOLD, _CROSSED = "thresholdPercentage", "crossedThresholds"


def bodies_for(webhooks: Iterable[Webhook], event: RecordedEvent, body: Body) -> list[tuple[Webhook, Body]]:
    """Return each webhook that is told of the event, with the body that it is sent."""
    hearing = (each for each in webhooks if each.hears_of(event.type))
    told = ((webhook, body_at(webhook.thresholds, event, body)) for webhook in hearing)
    return [(webhook, sent) for webhook, sent in told if sent is not None]


def body_at(thresholds: Sequence[int], event: RecordedEvent, body: Body) -> Body | None:
    """Return what a listener with these thresholds is sent of an event, None where the event is not for it."""
    override = _override_at(thresholds, event)
    if not override:
        return body if override is not None else None
    return {name: value for name, value in body.items() if name != _CROSSED} | override


def thresholds_for(webhook: Webhook, event: RecordedEvent) -> dict[str, Any] | None:
    """Return what is different in the body that a webhook is sent, None where the event is not for it."""
    return _override_at(webhook.thresholds, event)


def _override_at(thresholds: Sequence[int], event: RecordedEvent) -> dict[str, Any] | None:
    if event.type != EXCEEDED:
        return {}
    # Of those that were crossed at once the highest is told of. Events of former releases name only that one.
    own = set(thresholds).intersection(event.payload.get(_CROSSED) or [event.payload[_TOLD]])
    return {_TOLD: max(own)} if own else None
