"""Usage is charged once: early, late, in windows longer or shorter than a billing period, and against a minimum."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.support.billing import (
    APRIL,
    FEBRUARY,
    JANUARY,
    MARCH,
    UsageLog,
    addon,
    amounts,
    day,
    item,
    minimum,
    overage,
    period,
    setup,
    sold,
    told,
)
from tests.support.pricing import calls, flat, graduated, money, volume
from tollgate.billing.invoice import InvoiceDraft
from tollgate.billing.invoicing import arrears, changed, closing, renewal, restarted, unprorated
from tollgate.billing.ledger import UsageLedger
from tollgate.billing.sold import Sold
from tollgate.billing.usage import Usage, UsageWindow, usage_needed
from tollgate.charges.line import LineType
from tollgate.shared.money import Money
from tollgate.shared.period import Period
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod

CALLS = item(calls("0.10"), 0, name="API calls")
MONTHS = (JANUARY, FEBRUARY, MARCH, APRIL)


def renew(log: UsageLog, of: Sold, closed: Period) -> InvoiceDraft:
    usage = log.usage(of, closed)
    return log.issue(renewal(of, usage=usage, closed=closed, period=None, at=closed.end))


def charge(log: UsageLog, of: Sold, closed: Period, at: datetime) -> InvoiceDraft:
    return log.issue(arrears(of, usage=log.usage(of, closed, until=at), closed=closed, at=at))


def totals(drafts: list[InvoiceDraft]) -> list[str]:
    return [f"{draft.total.rounded().amount:f}" for draft in drafts]


def total(*drafts: InvoiceDraft) -> Money:
    return sum((draft.total for draft in drafts), money("0"))


def test_what_was_charged_early_is_not_charged_at_the_renewal() -> None:
    log, held = UsageLog().use(10, "2026-01-05"), sold(CALLS)
    first = charge(log, held, JANUARY, day("2026-01-10"))
    again = charge(log, held, JANUARY, day("2026-01-10"))
    log.use(30, "2026-01-20")
    last = renew(log, held, JANUARY)
    assert totals([first, again, last]) == ["1.00", "0.00", "3.00"]
    assert told(last) == [("Pro: 30 × API calls (1 Jan 2026 - 1 Feb 2026)", "3.00")]


@pytest.mark.parametrize(
    "of", [graduated(("10", "1", None), (None, "0.50", None)), volume(("10", "1", None), (None, "0.50", None))]
)
def test_tiers_go_on_where_usage_is_charged_in_two_steps(of: object) -> None:
    log, held = UsageLog().use(8, "2026-01-05"), sold(CALLS.but(price=of))
    in_one = UsageLog().use(8, "2026-01-05").use(8, "2026-01-20")
    first = charge(log, held, JANUARY, day("2026-01-10"))
    log.use(8, "2026-01-20")
    assert total(first, renew(log, held, JANUARY)) == renew(in_one, held, JANUARY).total


def test_late_usage_comes_with_the_next_invoice_at_the_price_of_its_time_and_then_no_more() -> None:
    log, held = UsageLog().use(10, "2026-01-05"), sold(CALLS)
    first = renew(log, held, JANUARY)
    log.use(5, "2026-01-31T23:30:00+00:00")
    second = renew(log, sold(CALLS.but(price=calls("9"))), FEBRUARY)
    log.use(7, "2026-01-31")
    assert told(second) == [("Pro: 5 × API calls, reported late (1 Jan 2026 - 1 Feb 2026)", "0.50")]
    assert totals([first, renew(log, held, MARCH)]) == ["1.00", "0.00"]


def test_late_usage_of_what_is_not_sold_any_more_is_charged() -> None:
    log = UsageLog().use(10, "2026-01-05")
    renew(log, sold(CALLS), JANUARY)
    log.use(5, "2026-01-31")
    assert total(renew(log, sold(item(flat("1"))), FEBRUARY)) == money("0.50")


def test_a_correction_downwards_is_credited() -> None:
    log, held = UsageLog().use(10, "2026-01-05"), sold(CALLS)
    first = charge(log, held, JANUARY, day("2026-01-10"))
    log.use(-4, "2026-01-06")
    assert total(first, renew(log, held, JANUARY)) == money("0.60")


def test_a_window_that_goes_on_after_the_period_is_charged_with_the_next_one() -> None:
    weekly = sold(overage(calls("1"), "10", reset_period=ResetPeriod.WEEK, reset_anchor=ResetAnchor.EVERY_MONDAY))
    # The week from the 26th of January ends on the 2nd of February.
    log = UsageLog().use(8, "2026-01-30").use(8, "2026-02-01").use(12, "2026-02-03")
    assert totals([renew(log, weekly, month) for month in MONTHS[:3]]) == ["0.00", "8.00", "0.00"]


def test_windows_of_midnight_and_periods_of_the_afternoon_lose_nothing() -> None:
    afternoon = [period(f"2026-0{month}-10T13:45:00+00:00", f"2026-0{month + 1}-10T13:45:00+00:00") for month in (1, 2)]
    held = sold(
        overage(calls("1"), "10", reset_period=ResetPeriod.MONTH),
        usage_anchor=afternoon[0].start,
        charged_from=day("2026-01-10T13:00:00+00:00"),
    )
    log = UsageLog().use(12, "2026-01-10T13:00:00+00:00").use(13, "2026-02-10T01:00:00+00:00")
    assert totals([renew(log, held, each) for each in afternoon]) == ["2.00", "3.00"]


def test_the_hour_a_subscription_begins_in_counts() -> None:
    first = period("2026-01-10T13:45:00+00:00", "2026-02-10T13:45:00+00:00")
    held = sold(CALLS, charged_from=day("2026-01-10T13:00:00+00:00"))
    log = UsageLog().use(10, "2026-01-10T13:00:00+00:00").use(99, "2026-01-10T12:00:00+00:00")
    assert total(renew(log, held, first)) == money("1.00")


def test_usage_that_adds_up_over_a_year_is_charged_each_month_for_what_it_adds() -> None:
    yearly = graduated(("20", "1", None), (None, "0.10", None)).but(reset_period=ResetPeriod.YEAR)
    log, held = UsageLog(), sold(CALLS.but(price=yearly))
    for month in MONTHS:
        log.use(15, month.start + timedelta(days=3))
    assert totals([renew(log, held, month) for month in MONTHS]) == ["15.00", "6.00", "1.50", "1.50"]


def test_overage_of_a_limit_for_all_time_is_charged_for_what_each_month_adds() -> None:
    log, held = UsageLog(), sold(overage(calls("1"), "20"), charged_from=JANUARY.start)
    for month in MONTHS:
        log.use(15, month.start + timedelta(days=3))
    assert totals([renew(log, held, month) for month in MONTHS]) == ["0.00", "10.00", "15.00", "15.00"]


def test_monthly_overage_of_an_annual_subscription_is_charged_by_the_month() -> None:
    log, held = UsageLog(), sold(overage(calls("1"), "10", reset_period=ResetPeriod.MONTH))
    for month in MONTHS:
        log.use(15, month.start + timedelta(days=3))
    assert totals([charge(log, held, month, month.end) for month in MONTHS]) == ["5.00"] * 4
    assert totals([charge(log, held, month, month.end) for month in MONTHS[3:]]) == ["0.00"]


def test_a_final_invoice_charges_windows_that_would_have_gone_on() -> None:
    held = sold(overage(calls("1"), "10", reset_period=ResetPeriod.MONTH), usage_anchor=day("2026-01-15"))
    log, at = UsageLog().use(12, "2026-03-20").use(17, "2026-04-16"), day("2026-04-20")
    usage = log.usage(held, APRIL, until=at, is_final=True)
    assert closing(held, usage=usage, period=APRIL, at=at, is_prorated=False).total == money("9.00")


def test_what_an_addon_counted_is_charged_when_it_goes_and_not_before_it_comes_again() -> None:
    with_addon, without = sold(item(flat("10")), addon(calls("1"), 0)), sold(item(flat("10")))
    log = UsageLog().use(1, "2026-04-02").use(2, "2026-04-12").use(4, "2026-04-22")
    gone, back = day("2026-04-10"), day("2026-04-20")
    usage = log.usage(with_addon, APRIL, until=gone, is_final=True)
    first = log.issue(changed(with_addon, without, period=APRIL, at=gone, usage=usage))
    returned = sold(item(flat("10")), addon(calls("1"), 0, since=back))
    usage = log.usage(without, APRIL, until=back, is_final=True)
    log.issue(changed(without, returned, period=APRIL, at=back, usage=usage))
    assert totals([first, renew(log, returned, APRIL)]) == ["1.00", "4.00"]


def test_a_minimum_is_used_up_across_early_charges_renewal_and_late_reports() -> None:
    held, log = sold(minimum("100"), item(calls("1"), 0)), UsageLog().use(70, "2026-01-05")
    early = charge(log, held, JANUARY, day("2026-01-10"))
    log.use(20, "2026-01-20")
    closed = renew(log, held, JANUARY)
    log.use(30, "2026-01-31")
    late = renew(log, held, FEBRUARY)
    assert [amounts(each)[LineType.MINIMUM_SPEND_ADJUSTMENT] for each in (early, closed, late)] == [
        ["-70.00"],
        ["-20.00"],
        ["-10.00"],
    ]
    assert totals([early, closed, late]) == ["0.00", "0.00", "20.00"]


def test_overage_is_paid_beside_a_minimum() -> None:
    held = sold(minimum("100"), overage(calls("1", feature_id="seats"), "5"), CALLS)
    log = UsageLog().use(100, "2026-01-05").use(7, "2026-01-05", "seats")
    assert total(renew(log, held, JANUARY)) == money("2.00")


def test_a_minimum_that_is_given_back_in_part_covers_only_what_is_left_of_it() -> None:
    held, without = sold(minimum("100"), item(calls("1"), 0)), sold(item(calls("1"), 0))
    log, half = UsageLog().use(80, "2026-04-05"), day("2026-04-16")
    early = charge(log, held, APRIL, day("2026-04-10"))
    settled = log.issue(
        changed(held, without, period=APRIL, at=half, usage=log.usage(held, APRIL, until=half, is_final=True))
    )
    last = renew(log, without, APRIL)
    assert amounts(settled) == {LineType.MINIMUM_SPEND_ADJUSTMENT: ["30.00"], LineType.MINIMUM_SPEND: ["-50.00"]}
    assert money("100") + total(early, settled, last) == money("80.00")


@pytest.mark.parametrize("is_prorated", [True, False])
def test_a_repeated_end_charges_nothing_more(is_prorated: bool) -> None:
    held, log, at = sold(CALLS), UsageLog().use(10, "2026-04-05"), day("2026-04-16")

    def end() -> InvoiceDraft:
        usage = log.usage(held, APRIL, until=at, is_final=True)
        return log.issue(closing(held, usage=usage, period=APRIL, at=at, is_prorated=is_prorated))

    assert totals([end(), end()]) == ["1.00", "0.00"]


def test_a_cycle_that_is_restarted_within_a_window_goes_on_from_there() -> None:
    held = sold(overage(calls("1"), "10", reset_period=ResetPeriod.MONTH))
    log, at = UsageLog().use(15, "2026-04-05").use(15, "2026-04-20"), day("2026-04-16")
    following = period("2026-04-16", "2026-05-16")
    usage = log.usage(held, APRIL, until=at, is_final=True)
    settled = log.issue(restarted(held, held, former_period=APRIL, period=following, at=at, usage=usage))
    assert totals([settled, renew(log, held, following)]) == ["5.00", "5.00"]


def test_billing_asks_for_the_windows_it_charges_for() -> None:
    held = sold(
        CALLS,
        overage(calls("1", feature_id="seats"), "5", reset_period=ResetPeriod.WEEK),
        item(calls("1", feature_id="projects"), 0, is_level=True),
        item(flat("10")),
    )
    week = period("2026-01-01", "2026-01-08")
    fortnight = period("2026-01-01", "2026-01-15")
    assert usage_needed(held, fortnight) == (
        UsageWindow(feature_id="calls", period=fortnight),
        UsageWindow(feature_id="seats", period=week),
        UsageWindow(feature_id="seats", period=period("2026-01-08", "2026-01-15")),
        UsageWindow(feature_id="projects", period=Period(start=day("1970-01-01"), end=fortnight.end)),
    )


def test_a_subscription_that_begins_has_used_nothing() -> None:
    usage = Usage(ledger=UsageLedger(subscription_id=sold(CALLS).subscription_id))
    assert usage.within("calls", JANUARY) == Decimal(0)
    assert renewal(sold(CALLS), usage=usage, closed=JANUARY, period=None, at=JANUARY.end).is_empty


def test_a_change_that_is_not_prorated_settles_usage_and_what_is_paid_once() -> None:
    before = sold(item(flat("100")), minimum("50"), CALLS)
    after = sold(item(flat("200")), CALLS.but(price=calls("1")), setup("25"))
    log, half = UsageLog().use(10, "2026-04-05").use(10, "2026-04-20"), day("2026-04-16")
    usage = log.usage(before, APRIL, until=half, is_final=True)
    settled = log.issue(unprorated(before, after, period=APRIL, at=half, usage=usage))
    assert [amount for _, amount in told(settled)] == ["1.00", "-1.00", "25.00"]
    assert totals([settled, renew(log, after, APRIL)]) == ["25.00", "0.00"]


def test_what_is_known_of_usage_is_told_only_where_it_changed() -> None:
    held, log = sold(CALLS), UsageLog()
    assert renew(log, held, JANUARY).ledger is None
    log.use(1, "2026-02-10")
    assert renew(log, held, FEBRUARY).ledger is not None
    assert charge(log, held, MARCH, day("2026-03-10")).ledger is None
