"""Deliver an event to a webhook: attempt it, keep what came of it, and come back later where it came to nothing.

What came of a round is kept before the next one is asked for, and a delivery that is not due is only sent on. So a
message that comes twice, or again after a crash, does nothing twice but what was under way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import Delivery, DeliveryAttempt, DeliveryStatus
from tollgate.webhooks.delivery_ports import Delivering, OpenDelivery
from tollgate.webhooks.health import Health, strain_of, webhook_after
from tollgate.webhooks.message import DeliveryReference
from tollgate.webhooks.webhook import Webhook, WebhookStatus

_AT_LEAST = timedelta(seconds=1)


@dataclass(frozen=True)
class Turn:
    """What one turn of a delivery came to: the delivery, its attempts, and whether its webhook is to be settled."""

    delivery: Delivery
    attempts: tuple[DeliveryAttempt, ...] = ()
    settles: bool = False


def deliver(about: DeliveryReference, ports: Delivering) -> Turn | None:
    """Return what this turn came to, None where there is nothing to deliver any more."""
    scope = about.scope
    opened = ports.log.open(scope, about.webhook_id, about.message_id)
    if opened is None or opened.delivery.status is not DeliveryStatus.PENDING:
        return None
    webhook = ports.webhooks.find(scope, about.webhook_id)
    if webhook is None or webhook.status is not WebhookStatus.ACTIVE:
        return Turn(_keep(scope, opened, (), ports, is_given_up=True))
    wait = _wait(scope, webhook, opened, ports)
    if wait > timedelta():
        ports.queue.send_later(about, delay=max(wait, _AT_LEAST))
        return Turn(opened.delivery)
    attempts = tuple(_attempts(webhook, opened, ports))
    delivery = _keep(scope, opened, attempts, ports)
    health = _health_after(about, opened.health, attempts, ports)
    if delivery.status is DeliveryStatus.PENDING and delivery.next_attempt_at is not None:
        ports.queue.send_later(about, delay=max(delivery.next_attempt_at - ports.clock.now(), _AT_LEAST))
    settles = webhook_after(webhook, health, now=ports.clock.now()) is not None
    return Turn(delivery, attempts, settles)


def _wait(scope: Scope, webhook: Webhook, opened: OpenDelivery, ports: Delivering) -> timedelta:
    """Return how long the delivery waits: until its next attempt, or until its endpoint may be tried again."""
    now = ports.clock.now()
    due = opened.delivery.next_attempt_at
    if due is not None and due > now:
        return due - now
    health = opened.health
    # A webhook that was switched on again is not failing, whatever its endpoint was before.
    if health is None or not health.is_worn or webhook.failing_since is None:
        return timedelta()
    turn = health.turn_of(opened.delivery.id)
    if health.wait(now) > timedelta():
        return health.wait(now) + turn
    # Whoever begins the next rest may try the endpoint, all others leave it alone.
    return timedelta() if ports.log.rest(scope, webhook.id, health, now=now) else health.next_rest + turn


def _attempts(webhook: Webhook, opened: OpenDelivery, ports: Delivering) -> Iterator[DeliveryAttempt]:
    delivery = opened.delivery
    is_worn = opened.health is not None and opened.health.is_worn
    first = delivery.made + 1
    for number in range(first, first + (1 if is_worn else delivery.at_once)):
        at = ports.clock.now()
        outcome = ports.sender.send(
            webhook.endpoint,
            webhook.secrets_at(at),
            opened.body,
            message_id=delivery.id,
            at=at,
            attempt=number,
        )
        yield delivery.attempt(number, outcome, at=at)
        if outcome.is_success:
            return


def _keep(
    scope: Scope,
    opened: OpenDelivery,
    attempts: tuple[DeliveryAttempt, ...],
    ports: Delivering,
    *,
    is_given_up: bool = False,
) -> Delivery:
    """Keep what came of a turn; where another turn was quicker, after what that one kept."""
    while True:
        now = ports.clock.now()
        changed = opened.delivery.given_up(at=now) if is_given_up else opened.delivery.attempted(attempts, at=now)
        if ports.log.save(scope, changed, version=opened.version):
            return changed
        again = ports.log.open(scope, changed.webhook_id, changed.id)
        if again is None or (is_given_up and again.delivery.status is not DeliveryStatus.PENDING):
            return changed
        opened = again


def _health_after(
    about: DeliveryReference, before: Health | None, attempts: tuple[DeliveryAttempt, ...], ports: Delivering
) -> Health | None:
    if any(each.is_success for each in attempts):
        if before is not None:
            ports.log.recover(about.scope, about.webhook_id)
        return None
    return ports.log.strain(about.scope, about.webhook_id, strain_of(attempts), at=ports.clock.now())
