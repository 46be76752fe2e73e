"""Do what has fallen due, one step at a time."""

from tollgate.customers.advance_promotion import advance_promotion
from tollgate.customers.archive_customer import Archiving, continue_archiving
from tollgate.customers.promotion_book import Promoting
from tollgate.subscriptions.advance_subscription import advance_subscription
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.test_clocks.ports import TestClockRepository


def run_due(work: DueWork, test_clocks: TestClockRepository, life: Lifecycle) -> bool:
    """Stage the next step of the work and tell whether another one is due; what is done already stays as it is."""
    if work.promotion is not None:
        return advance_promotion(work.scope, work.customer_id, work.promotion, promoting=_promoting(life))
    if work.currency_id is not None:
        return life.wallets.run(work.scope, work.customer_id, work.resource_id, work.currency_id)
    if work.subscription_id is None:
        return continue_archiving(work.scope, work.customer_id, _archiving(test_clocks, life))
    return advance_subscription(work.scope, work.customer_id, work.subscription_id, life)


def _archiving(test_clocks: TestClockRepository, life: Lifecycle) -> Archiving:
    return Archiving(
        customers=life.customers,
        subscriptions=life.subscriptions,
        access=life.access,
        billing=life.billing,
        test_clocks=test_clocks,
        events=life.events,
        clock=life.clock,
    )


def _promoting(life: Lifecycle) -> Promoting:
    return Promoting(
        customers=life.customers,
        access=life.access,
        promotions=life.promotions,
        features=life.features,
        events=life.events,
        clock=life.clock,
    )
