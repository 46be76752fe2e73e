"""Report events: up to 1,000, checked together, sent to be counted; they show in the usage some seconds later."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tollgate.entitlements.live import LiveState
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import DomainError, InvalidInput
from tollgate.shared.scope import Scope
from tollgate.usage.customer_times import CustomerTimes, times_of
from tollgate.usage.errors import located
from tollgate.usage.event import MOST_EVENTS, NewEvent
from tollgate.usage.event_ports import EventQueue, EventState


def report_events(
    scope: Scope, events: Sequence[NewEvent], *, queue: EventQueue, live: EventState, clock: CustomerClock
) -> None:
    """Send the events on their way; none of them where one is refused.

    Raises `InvalidInput` naming the event's place. Whether anybody knows the customer, or a meter counts the event, is
    found out later: such events are kept and count nowhere.
    """
    if not 1 <= len(events) <= MOST_EVENTS:
        raise InvalidInput(f"events holds 1-{MOST_EVENTS} events", field="events")
    for index, event in enumerate(events):
        _located(index, event.checked)
    now = clock.now(scope, None)
    elsewhen = {index: event for index, event in enumerate(events) if _is_elsewhen(event, now)}
    if elsewhen:
        times = _times(scope, list(elsewhen.values()), live=live, clock=clock)
        for index, event in elsewhen.items():
            _located(index, lambda event=event: event.check_time(times.of(event.customer_id)))  # type: ignore[misc]
    queue.send(scope, events, received_at=now)


def _is_elsewhen(event: NewEvent, now: datetime) -> bool:
    try:
        event.check_time(now)
    except InvalidInput:
        return True
    return False


def _times(scope: Scope, events: Sequence[NewEvent], *, live: EventState, clock: CustomerClock) -> CustomerTimes:
    # Only customers that live by a test clock have another present: nothing is read for the others.
    customers = {event.customer_id for event in events}
    state: LiveState = live.of_events(scope, [(each, None) for each in customers], ())
    return times_of(scope, customers, state, clock=clock)


def _located(index: int, check: Callable[[], object]) -> None:
    try:
        check()
    except DomainError as error:
        raise located(error, index, of="events") from error
