"""What is invoiced when: at the start, at a change, at each renewal and at the end."""

from decimal import Decimal

import pytest

from tests.support.billing import (
    APRIL,
    BEGUN,
    FEBRUARY,
    JANUARY,
    MARCH,
    UsageLog,
    addon,
    amounts,
    day,
    fixed,
    item,
    line,
    minimum,
    overage,
    percent,
    period,
    setup,
    sold,
    told,
)
from tests.support.pricing import blocks, calls, flat, graduated, money, price, seats, tiers, volume
from tollgate.billing.invoicing import arrears, changed, closing, opening, renewal, restarted
from tollgate.billing.sold import SoldItem
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.charges.line import LineType
from tollgate.charges.price import BillingModel, TiersMode
from tollgate.shared.reset_period import ResetPeriod

HALF = day("2026-04-16")
CALLS = item(calls("0.10"), 0, name="API calls")


def test_the_first_invoice_holds_all_that_is_paid_in_advance_and_once() -> None:
    everything = sold(
        item(flat("100")),
        item(seats("10"), 5, name="Seats", free_quantity=Decimal(2)),
        item(price("0.02", BillingModel.CREDIT_BASED, top_up_custom_currency_id="tokens"), 1000, name="Tokens"),
        minimum("50"),
        addon(flat("7"), 3, name="Extra storage"),
        setup("25"),
        CALLS,
        overage(calls("1"), "10"),
    )
    invoice = opening(everything, period=JANUARY, at=BEGUN)
    assert told(invoice) == [
        ("Pro (1 Jan 2026 - 1 Feb 2026)", "100.00"),
        ("Pro: 5 × Seats (2 of them free) (1 Jan 2026 - 1 Feb 2026)", "30.00"),
        ("Pro: 1000 × Tokens (1 Jan 2026 - 1 Feb 2026)", "20.00"),
        ("Pro: minimum spend (1 Jan 2026 - 1 Feb 2026)", "50.00"),
        ("3 × Extra storage (1 Jan 2026 - 1 Feb 2026)", "21.00"),
        ("Setup", "25.00"),
    ]
    assert [each.type for each in invoice.lines] == [
        LineType.BASE,
        LineType.IN_ADVANCE_COMMITMENT,
        LineType.OTHER,
        LineType.MINIMUM_SPEND,
        LineType.ADDON,
        LineType.BASE,
    ]
    assert invoice.total == money("246")


def test_without_a_billing_period_only_what_is_paid_once_is_due() -> None:
    assert told(opening(sold(item(flat("100")), setup("25")), period=None, at=BEGUN)) == [("Setup", "25.00")]


def test_a_coupon_comes_off_before_tax() -> None:
    invoice = opening(sold(item(flat("99.99")), discount=percent("15"), tax_percentage="19"), period=JANUARY, at=BEGUN)
    assert (invoice.subtotal, invoice.discount, invoice.tax) == (money("99.99"), money("15.00"), money("16.15"))
    assert invoice.total == money("101.14")
    assert (invoice.coupon_id, invoice.coupon_name) == ("coupon-percent", "Spring")


@pytest.mark.parametrize(
    ("coupon", "at", "off"),
    [
        (fixed("30"), "2026-01-01", "30.00"),
        (fixed("300"), "2026-01-01", "100.00"),
        (percent("10", months=1), "2026-01-31", "10.00"),
        (percent("10", months=1), "2026-02-01", "0"),
        (percent("10", starts_at=day("2026-02-01")), "2026-01-31", "0"),
    ],
)
def test_a_coupon_takes_off_what_it_says_while_it_lasts(coupon: object, at: str, off: str) -> None:
    invoice = opening(sold(item(flat("100")), discount=coupon), period=JANUARY, at=day(at))
    assert invoice.discount == money(off)


def test_a_coupon_without_an_amount_in_the_currency_takes_nothing_off() -> None:
    euros = sold(item(flat("100", "eur")), currency="eur", discount=fixed("30"))
    assert opening(euros, period=JANUARY, at=BEGUN).total == money("100.00", "eur")


def test_a_downgrade_at_half_period_leaves_a_credit() -> None:  # golden case 8
    invoice = changed(sold(item(flat("100"))), sold(item(flat("40"))), period=APRIL, at=HALF)
    assert told(invoice) == [
        ("Unused time: Pro (16 Apr 2026 - 1 May 2026)", "-50.00"),
        ("Rest of the period: Pro (16 Apr 2026 - 1 May 2026)", "20.00"),
    ]
    assert invoice.total == money("-30.00")
    assert all(each.is_proration for each in invoice.lines)


def test_an_upgrade_at_half_period_costs_the_difference_now_and_the_whole_next_time() -> None:  # golden case 9
    after = sold(item(flat("100")))
    assert changed(sold(item(flat("40"))), after, period=APRIL, at=HALF).total == money("30.00")
    following = period("2026-05-01", "2026-06-01")
    renewed = renewal(after, usage=UsageLog().usage(after, APRIL), closed=APRIL, period=following, at=following.start)
    assert renewed.total == money("100.00")


def test_a_start_in_the_past_is_first_charged_at_the_next_boundary() -> None:  # golden case 11
    backdated = sold(item(flat("100")), CALLS, charged_from=JANUARY.start)
    used = UsageLog().use(30, "2026-01-10").use(20, "2026-02-10")
    first = renewal(backdated, usage=used.usage(backdated, FEBRUARY), closed=FEBRUARY, period=MARCH, at=MARCH.start)
    assert amounts(first) == {LineType.PAY_AS_YOU_GO: ["2.00"], LineType.BASE: ["100.00"]}


@pytest.mark.parametrize(
    ("used", "invoiced"),
    [
        (80, {LineType.PAY_AS_YOU_GO: ["80.00"], LineType.MINIMUM_SPEND_ADJUSTMENT: ["-80.00"]}),
        (130, {LineType.PAY_AS_YOU_GO: ["130.00"], LineType.MINIMUM_SPEND_ADJUSTMENT: ["-100.00"]}),
    ],
)
def test_a_minimum_spend_is_used_up_by_what_is_charged_on_demand(  # golden case 13
    used: int, invoiced: dict[LineType, list[str]]
) -> None:
    agreed = sold(minimum("100"), item(calls("1"), 0))
    log = UsageLog().use(used, "2026-01-20")
    assert opening(agreed, period=JANUARY, at=BEGUN).total == money("100.00")
    final = renewal(agreed, usage=log.usage(agreed, JANUARY), closed=JANUARY, period=None, at=FEBRUARY.start)
    assert amounts(final) == invoiced
    assert final.total == money(f"{max(0, used - 100)}.00")


def test_what_stays_the_same_settles_nothing() -> None:
    before = sold(item(flat("100", id="price-1")), item(seats("10"), 5))
    after = sold(item(flat("100", id="price-2")), item(seats("10"), 7))
    assert told(changed(before, after, period=APRIL, at=HALF)) == [
        ("Unused time: Pro: 5 × seats (16 Apr 2026 - 1 May 2026)", "-25.00"),
        ("Rest of the period: Pro: 7 × seats (16 Apr 2026 - 1 May 2026)", "35.00"),
    ]
    assert changed(before, before, period=APRIL, at=HALF).is_empty


def test_what_is_paid_once_is_paid_once() -> None:
    before = sold(item(flat("100")), setup("25"))
    more = sold(item(flat("100")), setup("30"), addon(flat("9", billing_cadence="ONE_OFF"), 2, name="Training"))
    assert told(changed(before, more, period=APRIL, at=HALF)) == [("2 × Training", "18.00")]
    still_more = sold(*more.items[:2], addon(flat("9", billing_cadence="ONE_OFF"), 3, name="Training"))
    assert told(changed(more, still_more, period=APRIL, at=HALF)) == [("Training", "9.00")]
    assert changed(still_more, before, period=APRIL, at=HALF).is_empty


@pytest.mark.parametrize(
    ("before", "after", "net"),
    [
        (percent("10"), percent("10"), "-27.00"),
        (percent("10"), None, "-25.00"),
        (None, percent("50"), "-40.00"),
        (fixed("10"), fixed("10"), "-30.00"),
        (fixed("60"), fixed("60"), "-20.00"),
        (percent("10", months=1, starts_at=APRIL.start), percent("10", months=1, starts_at=APRIL.start), "-27.00"),
        (percent("10", months=1, starts_at=MARCH.start), percent("10", months=1, starts_at=MARCH.start), "-30.00"),
    ],
)
def test_coupons_of_both_sides_count_in_a_change(before: object, after: object, net: str) -> None:
    invoice = changed(
        sold(item(flat("100")), discount=before), sold(item(flat("40")), discount=after), period=APRIL, at=HALF
    )
    assert invoice.total == money(net)


def test_a_fixed_discount_is_not_given_again_for_an_addon() -> None:
    before, coupon = item(flat("100")), fixed("10")
    invoice = changed(
        sold(before, discount=coupon), sold(before, addon(flat("20")), discount=coupon), period=APRIL, at=HALF
    )
    assert (invoice.total, invoice.discount) == (money("10.00"), money("0.00"))


def test_a_credit_gives_back_the_tax_of_its_time() -> None:
    before, after = sold(item(flat("100")), tax_percentage="19"), sold(item(flat("100"), 2), tax_percentage="7")
    invoice = changed(before, after, period=APRIL, at=HALF)
    assert invoice.tax == money("-9.50") + money("7.00")


def test_a_new_cycle_credits_the_old_one_and_charges_a_whole_one() -> None:
    year = period("2026-04-16", "2027-04-16")
    invoice = restarted(sold(item(flat("100"))), sold(item(flat("900"))), former_period=APRIL, period=year, at=HALF)
    assert [amount for _, amount in told(invoice)] == ["-50.00", "900.00"]


def test_a_new_cycle_charges_the_usage_of_the_old_one_and_none_of_it_again() -> None:
    monthly = sold(item(flat("100")), CALLS)
    log, following = UsageLog().use(10, "2026-04-10").use(20, "2026-04-20"), period("2026-04-16", "2026-05-16")
    usage = log.usage(monthly, APRIL, until=HALF, is_final=True)
    first = log.issue(restarted(monthly, monthly, former_period=APRIL, period=following, at=HALF, usage=usage))
    second = renewal(monthly, usage=log.usage(monthly, following), closed=following, period=None, at=following.end)
    assert (amounts(first)[LineType.PAY_AS_YOU_GO], amounts(second)[LineType.PAY_AS_YOU_GO]) == (["1.00"], ["2.00"])


def test_carried_lines_come_with_the_renewal_at_their_own_discount() -> None:
    once = percent("50", months=1, starts_at=APRIL.start)
    before, after = sold(item(flat("40")), discount=once), sold(item(flat("100")), discount=once)
    settled = changed(before, after, period=APRIL, at=HALF)
    following = period("2026-05-01", "2026-06-01")
    renewed = renewal(
        after,
        usage=UsageLog().usage(after, APRIL),
        closed=APRIL,
        period=following,
        at=following.start,
        carried=settled.lines,
    )
    assert settled.total == money("15.00")
    assert (renewed.subtotal, renewed.discount, renewed.total) == (money("130.00"), money("15.00"), money("115.00"))


def test_the_final_invoice_charges_usage_and_credits_the_rest_if_it_is_prorated() -> None:
    held = sold(item(flat("100")), setup("30"), CALLS)
    log = UsageLog().use(40, "2026-04-10").use(99, "2026-04-20")
    usage = log.usage(held, APRIL, until=HALF, is_final=True)
    prorated = closing(held, usage=usage, period=APRIL, at=HALF, is_prorated=True, carried=(line("3"),))
    assert [amount for _, amount in told(prorated)] == ["4.00", "-50.00", "3"]
    unprorated = closing(held, usage=usage, period=APRIL, at=HALF, is_prorated=False)
    assert [amount for _, amount in told(unprorated)] == ["4.00"]


CONVERTED = UnitTransformation(divide=1000)
LEVEL = item(calls("5", feature_id="projects"), 0, is_level=True)


@pytest.mark.parametrize(
    ("what", "used", "amount"),
    [
        (item(graduated(("5", "20", None), ("10", "15", None), (None, "10", None)), 0), 20, "275.00"),
        (item(graduated(("5", "20", "10"), ("10", "15", "8"), (None, "10", "5")), 0), 20, "298.00"),
        (item(volume(("5", "20", None), ("10", "15", None), (None, "10", None)), 0), 20, "200.00"),
        (item(volume(("5", None, "50"), ("20", None, "120"), (None, None, "300")), 0), 20, "120.00"),
        (item(volume(("5", None, "50"), ("20", None, "120"), (None, None, "300")), 0), 21, "300.00"),
        (item(blocks("3", "1000"), 0), 500, "3.00"),
        (item(blocks("3", "1000"), 0), 1500, "6.00"),
        (item(calls("0.00005"), 0), 12345, "0.62"),
        (item(calls("2"), 0, unit_transformation=CONVERTED), 1001, "4.00"),
        (item(calls("2"), 0, unit_transformation=CONVERTED.but(round="DOWN")), 1999, "2.00"),
        (overage(calls("0.50"), "100"), 130, "15.00"),
        (overage(blocks("3", "1000"), "100"), 130, "3.00"),
        (overage(calls("2"), "1", unit_transformation=CONVERTED), 2500, "4.00"),
    ],
)
def test_usage_costs_what_its_price_says(what: SoldItem, used: int, amount: str) -> None:
    held = sold(what)
    log = UsageLog().use(used, "2026-01-20")
    [own] = arrears(held, usage=log.usage(held, JANUARY), closed=JANUARY, at=JANUARY.end).lines
    assert own.amount == money(amount)


@pytest.mark.parametrize(
    ("what", "used"),
    [(CALLS, 0), (overage(calls("1"), "100"), 100), (overage(calls("1"), None), 10**6)],
    ids=["unused", "within the limit", "unlimited"],
)
def test_what_costs_nothing_is_not_told(what: SoldItem, used: int) -> None:
    held = sold(what)
    log = UsageLog().use(used, "2026-01-20")
    assert arrears(held, usage=log.usage(held, JANUARY), closed=JANUARY, at=JANUARY.end).is_empty


def test_a_stair_step_that_is_bought_is_told_as_such() -> None:
    stairs = seats("0").but(price=None, tiers=tiers(("5", None, "40"), ("10", None, "70")), tiers_mode=TiersMode.VOLUME)
    [own] = opening(sold(item(stairs, 7, name="Seats")), period=JANUARY, at=BEGUN).lines
    assert (own.amount, own.unit_price, own.details) == (money("70.00"), None, ("above 5 up to 10: 70",))


def test_a_level_costs_what_it_is_at_the_end() -> None:
    held = sold(LEVEL)
    log = UsageLog().use(5, "2025-12-01", "projects").use(2, "2026-01-05", "projects").use(-3, "2026-01-20", "projects")
    [own] = arrears(held, usage=log.usage(held, JANUARY), closed=JANUARY, at=JANUARY.end).lines
    assert (own.quantity, own.amount) == (Decimal(4), money("20.00"))


def test_each_reset_window_has_a_limit_of_its_own() -> None:
    held = sold(overage(calls("1"), "10", reset_period=ResetPeriod.DAY))
    log = UsageLog().use(15, "2026-01-03").use(8, "2026-01-04").use(12, "2026-01-05")
    [own] = arrears(held, usage=log.usage(held, JANUARY), closed=JANUARY, at=JANUARY.end).lines
    assert (own.quantity, own.amount) == (Decimal(7), money("7.00"))


def test_changes_of_what_usage_costs_charge_what_was_used_at_the_price_of_its_time() -> None:
    before, after = sold(CALLS), sold(CALLS.but(price=calls("1")))
    log = UsageLog().use(10, "2026-04-10").use(10, "2026-04-20")
    usage = log.usage(before, APRIL, until=HALF, is_final=True)
    settled = log.issue(changed(before, after, period=APRIL, at=HALF, usage=usage))
    renewed = renewal(after, usage=log.usage(after, APRIL), closed=APRIL, period=None, at=APRIL.end)
    assert [amount for _, amount in told(settled)] == ["1.00"]
    assert [amount for _, amount in told(renewed)] == ["10.00"]


def test_a_change_charges_no_usage_that_goes_on_to_be_charged_the_same_way() -> None:
    before, after = sold(item(flat("100")), CALLS), sold(item(flat("40")), CALLS)
    log = UsageLog().use(10, "2026-04-10").use(10, "2026-04-20")
    usage = log.usage(before, APRIL, until=HALF, is_final=True)
    settled = log.issue(changed(before, after, period=APRIL, at=HALF, usage=usage))
    renewed = renewal(after, usage=log.usage(after, APRIL), closed=APRIL, period=None, at=APRIL.end)
    assert (settled.total, renewed.total) == (money("-30.00"), money("2.00"))
