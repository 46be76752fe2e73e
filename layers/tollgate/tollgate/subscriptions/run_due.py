"""Do what has fallen due, one step at a time."""

from tollgate.customers.archive_customer import continue_archiving
from tollgate.customers.ports import AccessRepository, CustomerRepository
from tollgate.shared.clock import CustomerClock
from tollgate.shared.events import EventRecorder
from tollgate.subscriptions.advance_subscription import advance_subscription
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.ports import SubscriptionRepository
from tollgate.test_clocks.ports import TestClockRepository


def run_due(
    work: DueWork,
    customers: CustomerRepository,
    subscriptions: SubscriptionRepository,
    access: AccessRepository,
    test_clocks: TestClockRepository,
    *,
    events: EventRecorder,
    clock: CustomerClock,
) -> bool:
    """Stage the next step of the work and tell whether another one is due; what is done already stays as it is."""
    if work.subscription_id is None:
        return continue_archiving(
            work.scope,
            work.customer_id,
            customers=customers,
            subscriptions=subscriptions,
            access=access,
            test_clocks=test_clocks,
            events=events,
            clock=clock,
        )
    return advance_subscription(
        work.scope, work.customer_id, work.subscription_id, subscriptions=subscriptions, events=events, clock=clock
    )
