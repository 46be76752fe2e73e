"""What changes of a subscription invoice, where more than one thing happens to it."""

from datetime import timedelta
from decimal import Decimal

from tests.support.life_story import ANNUALLY, MONTHLY, Deed, a_shop, do
from tests.support.memory_lifecycle import MemoryShop
from tollgate.subscriptions.status import CancelReason, SubscriptionStatus
from tollgate.subscriptions.terms import AddonWish


def totals(shop: MemoryShop) -> list[str]:
    return [f"{each.draft.total.amount:.2f}" for each in shop.invoices]


def test_changes_that_follow_each_other_in_one_instant_are_invoiced_each() -> None:
    shop = a_shop()
    for addons in ((AddonWish(id="boost", quantity=2),), (), (AddonWish(id="boost", quantity=2),)):
        answer = do(shop, Deed("provision", "basic", {"billing_period": MONTHLY, "addons": addons}))
        assert answer == "done"
    assert totals(shop) == ["18.00", "-8.00", "8.00"]


def test_a_trial_is_charged_when_it_is_paid_for() -> None:
    shop = a_shop()
    do(shop, Deed("provision", "pro", {"billing_period": ANNUALLY}))
    shop.advance(shop.clock.now() + timedelta(days=14))
    (converted,) = shop.subscriptions
    assert (converted.status, converted.billing_cycle_anchor) == (SubscriptionStatus.ACTIVE, shop.clock.now())
    assert totals(shop) == ["350.00"]


def test_a_billing_period_means_nothing_for_what_is_free() -> None:
    shop = a_shop()
    do(shop, Deed("provision", "free", {}))
    (before,) = shop.subscriptions
    assert do(shop, Deed("update", before.id, {"billing_period": MONTHLY})) == "done"
    assert shop.subscriptions == [before]


def test_a_renewal_that_is_late_does_not_overtake_what_replaces_it() -> None:
    shop = a_shop()
    begun = shop.clock.now()
    do(shop, Deed("provision", "basic", {"billing_period": MONTHLY}))
    do(shop, Deed("provision", "free", {"start_date": timedelta(days=10)}))
    shop.clock.set(begun + timedelta(days=100))
    shop.sweep()
    assert [(each.plan_id, each.status, each.end_date) for each in shop.subscriptions] == [
        ("basic", SubscriptionStatus.CANCELED, begun + timedelta(days=10)),
        ("free", SubscriptionStatus.ACTIVE, None),
    ]
    assert len(totals(shop)) == 2
    assert sum(each.draft.total.amount for each in shop.invoices) == Decimal("3.57")  # 10 of the 28 days until 28 Feb


def test_a_rule_ends_a_subscription_whose_renewal_is_late() -> None:
    shop = a_shop()
    begun = shop.clock.now()
    site = {"billing_period": MONTHLY, "resource_id": "north"}
    do(shop, Deed("provision", "site", site))
    shop.advance(begun + timedelta(days=5))
    do(shop, Deed("provision", "pro", {"billing_period": MONTHLY, "skips_trial": True}))
    shop.clock.set(begun + timedelta(days=40))
    assert do(shop, Deed("cancel", shop.subscriptions[1].id, {"is_prorated": True})) == "done"
    ended = shop.subscriptions[0]
    assert (ended.status, ended.end_date) == (SubscriptionStatus.CANCELED, ended.current_billing_period_end)
    assert ended.cancel_reason is CancelReason.AUTO_CANCELLATION_RULE
