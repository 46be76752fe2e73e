"""What others hear of: who asks for which events, and what the bodies of events are made of."""

from functools import cache
from typing import TYPE_CHECKING, Any

from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType
from tollgate.wiring.catalog import addon_versions, plan_versions
from tollgate.wiring.credits import known_currencies
from tollgate.wiring.metering import checking, known_features
from tollgate.wiring.work import clock, session, working

if TYPE_CHECKING:  # a function starts without what it does not need
    from collections.abc import Sequence

    from tollgate.entitlements.entitlement import Entitlement
    from tollgate.event_catalogue.ports import Directory, ListenerRepository
    from tollgate.shared.following import Listeners
    from tollgate.shared.scope import Scope


def directory() -> "Directory":
    """Return what looks up what bodies show beside what their event tells."""
    from tollgate.storage.directory import DynamoDirectory

    return DynamoDirectory(
        plans=plan_versions(),
        addons=addon_versions(),
        features=known_features(),
        currencies=known_currencies(),
        entitlements=_entitlements,
        clock=clock(),
    )


def _entitlements(scope: "Scope", customer_id: str, resource_id: str | None) -> "Sequence[Entitlement]":
    from tollgate.entitlements.list import find_entitlements

    with working(actor=ActorType.SYSTEM):
        return find_entitlements(scope, customer_id, resource_id, checking=checking()).entitlements


@cache
def known_listeners() -> "Listeners":
    """Return who asks for which events, as this process knows it."""
    from tollgate.storage.listeners import KnownListeners

    return KnownListeners(clock)


def listeners() -> "ListenerRepository":
    """Return where webhooks, queues and workflows say which events they ask for."""
    from tollgate.storage.listeners import DynamoListeners

    return DynamoListeners(session())


def event_body(event: RecordedEvent) -> dict[str, Any]:
    """Return the body in which others hear of an event, made of the whole of it."""
    from tollgate.event_catalogue.body import body_of

    with working(actor=ActorType.SYSTEM):
        return body_of(whole_event(event), directory())


def whole_event(event: RecordedEvent) -> RecordedEvent:
    """Return the event with its payload, also where that was too large for the bus."""
    from tollgate.event_catalogue.whole_event import whole_event as made_whole
    from tollgate.storage.told_events import DynamoToldEvents

    return made_whole(event, DynamoToldEvents())
