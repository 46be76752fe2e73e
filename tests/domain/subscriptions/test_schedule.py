"""When a change that waits takes place, what it replaces, and what falls due first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.domain.subscriptions.test_subscription import paid
from tollgate.catalog.package import PricingType
from tollgate.shared.errors import DomainError
from tollgate.shared.period import BillingPeriod
from tollgate.subscriptions.future_update import (
    MOST_KEPT,
    AddonChange,
    AnyChange,
    CouponChange,
    FutureUpdate,
    LatestVersions,
    MetadataChange,
    PeriodChange,
    PlanChange,
    PlanDirection,
    PriceChange,
    QuantityChange,
    ScheduleStatus,
    ScheduleType,
    kept,
)
from tollgate.subscriptions.schedule import scheduled_time, with_schedule
from tollgate.subscriptions.status import ScheduleStrategy, SubscriptionStatus
from tollgate.subscriptions.subscription import Subscription
from tollgate.subscriptions.terms import ChargeType, Quantity, Terms
from tollgate.subscriptions.timeline import Due, DueKind

MONTHLY, ANNUALLY = BillingPeriod.MONTHLY, BillingPeriod.ANNUALLY
PERIOD, MONTH, NOW = (
    ScheduleStrategy.END_OF_BILLING_PERIOD,
    ScheduleStrategy.END_OF_BILLING_MONTH,
    ScheduleStrategy.IMMEDIATE,
)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=8, tzinfo=UTC)


def tried(end: str) -> Subscription:
    return paid(day("2026-01-10")).but(
        status=SubscriptionStatus.IN_TRIAL,
        trial_end_date=day(end),
        is_trial_end_told=True,
        current_billing_period_start=None,
        current_billing_period_end=None,
    )


@pytest.mark.parametrize(
    ("subscription", "strategy", "now", "expected"),
    [
        (paid(day("2026-01-10")), NOW, "2026-01-20", None),
        (paid(day("2026-01-10")), PERIOD, "2026-01-20", "2026-02-10"),
        (paid(day("2026-01-10")), MONTH, "2026-01-20", "2026-02-10"),
        (paid(day("2026-01-10"), ANNUALLY), PERIOD, "2026-03-03", "2027-01-10"),
        (paid(day("2026-01-10"), ANNUALLY), MONTH, "2026-03-03", "2026-03-10"),
        (paid(day("2026-01-10"), ANNUALLY), MONTH, "2026-03-10", "2026-04-10"),
        (paid(day("2026-01-31"), ANNUALLY), MONTH, "2026-02-03", "2026-02-28"),
        (paid(day("2026-01-10"), ANNUALLY), MONTH, "2026-12-20", "2027-01-10"),
        (tried("2026-01-24"), PERIOD, "2026-01-20", "2026-01-24"),
        (tried("2026-01-24"), MONTH, "2026-01-20", "2026-01-24"),
    ],
)
def test_when_a_change_takes_place(
    subscription: Subscription, strategy: ScheduleStrategy, now: str, expected: str | None
) -> None:
    found = scheduled_time(subscription, strategy, now=day(now))
    assert found == (None if expected is None else day(expected))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"pricing_type": PricingType.FREE}, "SchedulingAtEndOfBillingPeriod"),
        ({"pricing_type": PricingType.CUSTOM}, "SchedulingAtEndOfBillingPeriod"),
        ({"current_billing_period_end": None}, "SubscriptionDoesNotHaveBillingPeriod"),
    ],
)
@pytest.mark.parametrize("strategy", [PERIOD, MONTH])
def test_only_what_is_paid_for_has_a_period_to_wait_for(
    fields: dict[str, Any], code: str, strategy: ScheduleStrategy
) -> None:
    with pytest.raises(DomainError) as refused:
        scheduled_time(paid(day("2026-01-10")).but(**fields), strategy, now=day("2026-01-20"))
    assert (refused.value.code, refused.value.details["field"]) == (code, "scheduleStrategy")


SEATS, CREDITS = Quantity(id="seats", quantity=3), Quantity(type=ChargeType.CREDIT, id="tokens", quantity=3)  # type: ignore[arg-type]
OTHER = {"plan_id": "basic", "terms": Terms()}


@pytest.mark.parametrize(
    ("change", "type", "target"),
    [
        (QuantityChange(quantity=SEATS), "UNIT_AMOUNT", None),
        (QuantityChange(quantity=CREDITS), "RECURRING_CREDITS", None),
        (AddonChange(addon_id="boost", quantity=2), "ADDON", "boost"),
        (PeriodChange(billing_period=ANNUALLY), "BILLING_PERIOD", None),
        (PriceChange(prices=()), "PRICE_OVERRIDE", None),
        (CouponChange(coupon=None), "COUPON", None),
        (MetadataChange(metadata={}), "ADDITIONAL_META_DATA", None),
        (MetadataChange(metadata={}, is_billing=True), "BILLING_INFO_METADATA", None),
        (LatestVersions(), "MIGRATE_TO_LATEST", None),
        (PlanChange(direction=PlanDirection.DOWNGRADE, **OTHER), "DOWNGRADE", "basic"),
        (PlanChange(direction=PlanDirection.UPGRADE, **OTHER), "PLAN", "basic"),
        (PlanChange(direction=PlanDirection.NONE, **OTHER), "PLAN", "basic"),
    ],
)
def test_a_change_is_called_as_the_contract_calls_it(change: AnyChange, type: str, target: str | None) -> None:
    update = FutureUpdate(change=change, scheduled_at=day("2026-02-01"), created_at=day("2026-01-01"))
    assert (update.type, update.target_package_id) == (type, target)
    assert FutureUpdate.model_validate_json(update.model_dump_json()) == update


def test_every_kind_of_change_has_a_name() -> None:
    assert len(ScheduleType) == 11


def waiting(*names: str, at: str = "2026-02-10") -> tuple[FutureUpdate, ...]:
    changes = (AddonChange(addon_id=name, quantity=1) for name in names)
    return tuple(FutureUpdate(change=each, scheduled_at=day(at), created_at=day("2026-01-20")) for each in changes)


def test_what_is_scheduled_takes_the_place_of_what_was() -> None:
    first = with_schedule(
        paid(day("2026-01-10")),
        (AddonChange(addon_id="a", quantity=1),),
        at=day("2026-02-10"),
        now=day("2026-01-20"),
    )
    second = with_schedule(
        first,
        (AddonChange(addon_id="b", quantity=1), AddonChange(addon_id="c", quantity=1)),
        at=day("2026-02-10"),
        now=day("2026-01-20"),
    )
    assert first.future_updates == waiting("a")
    canceled = waiting("a")[0].over(ScheduleStatus.CANCELED)
    assert second.future_updates == (canceled, *waiting("b", "c"))
    assert second.scheduled == waiting("b", "c")
    assert second.with_month_told().due == Due(day("2026-02-10"), DueKind.SCHEDULED_UPDATE)


def test_only_the_newest_of_what_is_over_are_kept_and_all_that_wait() -> None:
    over = tuple(each.over(ScheduleStatus.DONE) for each in waiting(*(str(number) for number in range(30))))
    left = kept((*waiting("first"), *over, *waiting("last")))
    assert left == (*over[-MOST_KEPT:], *waiting("first", "last"))


NEW = paid(day("2026-01-10"))
ACTIVE = NEW.but(month_told=day("2026-02-10"))
YEARLY = paid(day("2026-01-10"), ANNUALLY).but(bills_monthly=True)
UNPAID = waiting("a")[0].over(ScheduleStatus.PENDING_PAYMENT)

DUE: list[tuple[str, Subscription, str | None, DueKind | None]] = [
    ("the end of its period", ACTIVE, "2026-02-10", DueKind.RENEWAL),
    ("its end", ACTIVE.but(end_date=day("2026-02-01")), "2026-02-01", DueKind.END),
    ("its cancellation", ACTIVE.but(cancellation_date=day("2026-02-02")), "2026-02-02", DueKind.CANCELLATION),
    ("a change", ACTIVE.but(future_updates=waiting("a", at="2026-02-03")), "2026-02-03", DueKind.SCHEDULED_UPDATE),
    ("a change that was not paid for", ACTIVE.but(future_updates=(UNPAID,)), "2026-01-21T07", DueKind.UPDATE_OVERDUE),
    ("an hour before", NEW, "2026-02-10T07", DueKind.MONTH_ENDS_SOON),
    ("the end of a period it began in the last hour of", NEW.but(created_at=day("2026-02-10") - timedelta(minutes=59)),
     "2026-02-10", DueKind.RENEWAL),
    ("an hour before a month of its year", YEARLY.but(arrears_from=day("2026-03-10"), month_told=day("2026-03-10")),
     "2026-04-10T07", DueKind.MONTH_ENDS_SOON),
    ("a month of its year", YEARLY.but(arrears_from=day("2026-03-10"), month_told=day("2026-04-10")),
     "2026-04-10", DueKind.ARREARS),
    ("the last month of its year", YEARLY.but(arrears_from=day("2026-12-10"), month_told=day("2027-01-10")),
     "2027-01-10", DueKind.RENEWAL),
    ("its start", ACTIVE.but(status=SubscriptionStatus.NOT_STARTED), "2026-01-10", DueKind.START),
    ("its first payment", ACTIVE.but(status=SubscriptionStatus.PAYMENT_PENDING), "2026-01-11T07",
     DueKind.PAYMENT_OVERDUE),
    ("the end of its trial", tried("2026-01-24"), "2026-01-24", DueKind.TRIAL_END),
    ("a week before", tried("2026-01-24").but(is_trial_end_told=False), "2026-01-17", DueKind.TRIAL_ENDS_SOON),
    ("a cancellation during the trial", tried("2026-01-24").but(cancellation_date=day("2026-01-12")), "2026-01-12",
     DueKind.CANCELLATION),
    ("what ends by rule", ACTIVE.but(status=SubscriptionStatus.CANCELED, has_rules_to_apply=True), "2026-01-10",
     DueKind.RULES),
    ("nothing once it has ended", ACTIVE.but(status=SubscriptionStatus.EXPIRED), None, None),
    ("nothing of what has no period", ACTIVE.but(current_billing_period_start=None, current_billing_period_end=None),
     None, None),
]  # fmt: skip


@pytest.mark.parametrize(("subscription", "at", "kind"), [case[1:] for case in DUE], ids=[case[0] for case in DUE])
def test_what_happens_next_by_itself(subscription: Subscription, at: str | None, kind: DueKind | None) -> None:
    if at is None or kind is None:
        assert subscription.due is None
        return
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC) if "T" in at else day(at)
    assert subscription.due == Due(moment, kind)
    assert subscription.is_due(moment)
    assert not subscription.is_due(moment - timedelta(milliseconds=1))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"cancellation_date": day("2026-02-10"), "end_date": day("2026-02-10")}, DueKind.CANCELLATION),
        ({"end_date": day("2026-02-10")}, DueKind.END),
        ({"future_updates": waiting("a")}, DueKind.SCHEDULED_UPDATE),
        ({"cancellation_date": day("2026-02-10"), "future_updates": waiting("a")}, DueKind.CANCELLATION),
    ],
)
def test_at_one_instant_what_ends_comes_before_what_changes_and_both_before_renewal(
    fields: dict[str, Any], kind: DueKind
) -> None:
    assert ACTIVE.but(**fields).due == Due(day("2026-02-10"), kind)


def test_at_the_end_of_a_trial_what_follows_it_comes_first() -> None:
    followed = tried("2026-01-24").but(future_updates=waiting("a", at="2026-01-24"))
    assert followed.due == Due(day("2026-01-24"), DueKind.SCHEDULED_UPDATE)
