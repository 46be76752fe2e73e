"""Let credits be burnt a little later: up to 1,000 consumptions, checked together, sent on their way."""

from collections.abc import Callable, Sequence

from tollgate.credits.consume import check_time, checked_consumption
from tollgate.credits.consumption import Consumption
from tollgate.credits.ports import ConsumptionQueue
from tollgate.customers.ports import AccessRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.errors import DomainError, InvalidInput
from tollgate.shared.scope import Scope

MOST_AT_ONCE = 1000


def consume_async(
    scope: Scope,
    consumptions: Sequence[Consumption],
    *,
    queue: ConsumptionQueue,
    access: AccessRepository,
    clock: CustomerClock,
) -> None:
    """Send the consumptions on their way; none of them where one is refused.

    Raises `InvalidInput` naming the place. Whether anybody knows the customer, or the currency, is found out later.
    """
    if not 1 <= len(consumptions) <= MOST_AT_ONCE:
        raise InvalidInput(f"consumptions holds 1-{MOST_AT_ONCE} consumptions", field="consumptions")
    now = clock.now(scope, None)

    def checked(index: int, each: Consumption) -> Consumption:
        return _located(index, lambda: _checked(scope, each, access, clock))

    sent = [checked(index, each) for index, each in enumerate(consumptions)]
    queue.send_consumptions(scope, sent, received_at=now)


def _checked(scope: Scope, consumption: Consumption, access: AccessRepository, clock: CustomerClock) -> Consumption:
    checked = checked_consumption(consumption)
    try:
        check_time(checked, clock.now(scope, None))
    except InvalidInput:
        # Only a customer that lives by a test clock has another present: nothing is read for the others.
        customer = access.find(scope, checked.customer_id)
        if customer is None or customer.test_clock_id is None:
            raise
        check_time(checked, clock.now(scope, customer.test_clock_id))
    return checked


def _located(index: int, check: Callable[[], Consumption]) -> Consumption:
    try:
        return check()
    except DomainError as error:
        field = error.details.get("field")
        path = f"consumptions[{index}]" + (f".{field}" if field else "")
        raise type(error)(f"consumptions[{index}]: {error.message}", **{**error.details, "field": path}) from error
