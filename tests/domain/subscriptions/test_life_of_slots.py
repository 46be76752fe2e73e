"""Whatever happens to a customer's subscriptions, in whatever order, what is known of them agrees."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.support.life_story import (
    Deed,
    a_shop,
    aimed,
    cancellations,
    do,
    lapses,
    price_of,
    provisions,
    publications,
    sites,
    updates,
)
from tests.support.memory_lifecycle import MemoryShop
from tollgate.catalog.package import PricingType
from tollgate.shared.period import billing_period_at
from tollgate.subscriptions.access_row import access_of
from tollgate.subscriptions.status import CancelReason, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription

EXAMPLES = 60


def value_of(subscription: Subscription, shop: MemoryShop) -> Decimal:
    """Return what is left of what was paid in advance for the running period; what has ended is worth nothing."""
    period = subscription.period
    if subscription.status is not SubscriptionStatus.ACTIVE or period is None:
        return Decimal(0)
    left = (period.end - shop.clock.now()) / (period.end - period.start)
    return price_of(subscription) * Decimal(left)


def invoiced(shop: MemoryShop) -> Decimal:
    """Return what was invoiced so far, with what waits for the next invoice."""
    waiting = (line.amount.amount for each in shop.subscriptions if not each.has_ended for line in each.carried)
    return sum((each.draft.total.amount for each in shop.invoices), sum(waiting, Decimal(0)))


def is_given_up(before: Subscription, after: Subscription) -> bool:
    """Tell whether a subscription just ended without giving back what was left of its period."""
    if before.has_ended or not after.has_ended or after.cancel_reason is CancelReason.UPGRADE_OR_DOWNGRADE:
        return False
    return not after.is_cancellation_prorated


class LifeOfSlots(RuleBasedStateMachine):
    """Provisions, updates, cancellations, versions and time, against slots, periods, access and money."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = a_shop()

    @initialize(is_followed=st.booleans(), downgrades_later=st.booleans())
    def open(self, is_followed: bool, downgrades_later: bool) -> None:
        self.shop = a_shop(is_followed=is_followed, downgrades_later=downgrades_later)

    @rule(deed=provisions | sites)
    def provision(self, deed: Deed) -> None:
        self._do(deed)

    @rule(deed=updates)
    def update(self, deed: Deed) -> None:
        self._do(deed)

    @rule(deed=cancellations)
    def cancel(self, deed: Deed) -> None:
        self._do(deed)

    @rule(deed=publications)
    def publish(self, deed: Deed) -> None:
        self._do(deed)

    @rule(lapse=lapses)
    def advance(self, lapse: timedelta) -> None:
        to = self.shop.clock.now() + lapse
        while (name := self.shop.reach_next(to)) is not None:
            self._settled(lambda name=name: self.shop.step(name))
        self.shop.clock.set(to)

    def _do(self, deed: Deed) -> None:
        found = aimed(deed, self.shop)
        if found is not None:
            self._settled(lambda: event(do(self.shop, found)))

    def _settled(self, change: Callable[[], object]) -> None:
        """Make a change, and see that what it invoices is what the rest of the period is worth more than before."""
        before, paid = {each.id: each for each in self.shop.subscriptions}, invoiced(self.shop)
        worth = {name: value_of(each, self.shop) for name, each in before.items()}
        change()
        after = self.shop.subscriptions
        kept = sum(worth[each.id] for each in after if each.id in worth and is_given_up(before[each.id], each))
        difference = sum(value_of(each, self.shop) for each in after) - sum(worth.values()) + kept
        assert abs(invoiced(self.shop) - paid - difference) <= Decimal("0.05"), (paid, invoiced(self.shop), difference)

    @invariant()
    def a_slot_holds_one_that_is_paid_for_and_one_that_is_tried(self) -> None:
        live = [each for each in self.shop.subscriptions if not each.has_ended]
        slots = Counter((each.product_id, each.resource_id, each.status) for each in live)
        assert set(slots.values()) <= {1}, slots

    @invariant()
    def access_is_what_goes_on_gives(self) -> None:
        rows = {row.id: row for access in self.shop.documents.stored("access") for row in access.subscriptions}
        going_on = {each.id: each for each in self.shop.subscriptions if not each.has_ended}
        assert rows.keys() == going_on.keys()
        for name, row in rows.items():
            assert row == access_of(going_on[name], usage_cut=row.usage_cut)

    @invariant()
    def nothing_that_is_due_is_left(self) -> None:
        now = self.shop.clock.now()
        assert [each for each in self.shop.subscriptions if each.is_due(now)] == []

    @invariant()
    def what_is_paid_for_is_in_the_period_of_its_anchor(self) -> None:
        now = self.shop.clock.now()
        for each in self.shop.subscriptions:
            has_period = each.pricing_type is PricingType.PAID and each.status is SubscriptionStatus.ACTIVE
            if not has_period:
                assert each.has_ended or each.period is None
                continue
            assert each.billing_period is each.terms.billing_period
            assert each.billing_period is not None
            assert each.billing_cycle_anchor is not None
            assert each.period == billing_period_at(each.billing_cycle_anchor, each.billing_period, now)

    @invariant()
    def invoices_and_credit_add_up(self) -> None:
        issued = self.shop.invoices
        assert [each.number[-6:] for each in issued] == [f"{number:06d}" for number in range(1, len(issued) + 1)]
        balance = Decimal(0)
        for each in issued:
            assert each.starting_balance.amount == balance
            assert (
                each.starting_balance.amount + each.draft.total.amount
                == each.amount_due.amount + each.ending_balance.amount
            )
            balance = each.ending_balance.amount


LifeOfSlots.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
test_whatever_happens_all_that_is_known_agrees = LifeOfSlots.TestCase
