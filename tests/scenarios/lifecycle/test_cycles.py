"""Billing cycles over years: each boundary is counted from the first day, and none drifts."""

import pytest

from tests.scenarios.lifecycle.story import Story, open_shop
from tests.support.template_api import TemplateApi


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A shop where Small costs 40 a month and 400 a year."""
    return open_shop(api)


def test_a_month_from_the_last_of_january_ends_on_the_last_day_of_each_month(shop: TemplateApi) -> None:
    story = Story.begin(shop, "2026-01-31T09:30:00Z")
    story.subscribe("small")
    story.to("2028-01-31T09:30:00Z")
    days = ["02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31"]
    boundaries = [*(f"2026-{day}" for day in days), "2027-01-31", *(f"2027-{day}" for day in days), "2028-01-31"]
    assert story.told() == [
        "2026-01-31 09:30 SUBSCRIPTION_CREATED subscription-1",
        *(f"{day} 09:30 SUBSCRIPTION_UPDATED subscription-1" for day in boundaries),
    ]
    assert story.months_told() == [f"{day} 08:30 subscription-1" for day in boundaries]
    assert story.invoices() == [
        "2026-01-31 09:30 SUBSCRIPTION_CREATION 40.00 due 40.00",
        *(f"{day} 09:30 BILLING_CYCLE 40.00 due 40.00" for day in boundaries),
    ]
    assert story.seen(1, "currentBillingPeriodEnd") == ("2028-02-29T09:30:00.000Z",)


def test_a_year_from_the_29th_of_february_ends_on_the_28th_but_for_leap_years(shop: TemplateApi) -> None:
    story = Story.begin(shop, "2028-02-29T00:00:00Z")
    story.subscribe("small", billingPeriod="ANNUALLY")
    story.to("2036-02-29T00:00:00Z")
    boundaries = [
        "2029-02-28",
        "2030-02-28",
        "2031-02-28",
        "2032-02-29",
        "2033-02-28",
        "2034-02-28",
        "2035-02-28",
        "2036-02-29",
    ]
    assert story.told() == [
        "2028-02-29 00:00 SUBSCRIPTION_CREATED subscription-1",
        *(f"{day} 00:00 SUBSCRIPTION_UPDATED subscription-1" for day in boundaries),
    ]
    months_told = story.months_told()
    assert len(months_told) == 8 * 12
    assert months_told[:13] == [
        *(f"2028-{month:02d}-28 23:00 subscription-1" for month in range(3, 13)),
        "2029-01-28 23:00 subscription-1",
        "2029-02-27 23:00 subscription-1",
        "2029-03-28 23:00 subscription-1",
    ]
    assert story.invoices() == [
        "2028-02-29 00:00 SUBSCRIPTION_CREATION 400.00 due 400.00",
        *(f"{day} 00:00 BILLING_CYCLE 400.00 due 400.00" for day in boundaries),
    ]


def test_a_change_at_the_end_of_the_billing_month_of_a_year_waits_for_the_day_of_its_start(
    shop: TemplateApi,
) -> None:
    story = Story.begin(shop, "2026-01-10T00:00:00Z")
    story.subscribe("large", billingPeriod="ANNUALLY")
    story.to("2026-03-03T00:00:00Z")
    story.provision("small", billingPeriod="ANNUALLY", scheduleStrategy="END_OF_BILLING_MONTH")
    story.to("2026-03-10T00:00:00Z")
    assert story.told() == [
        "2026-01-10 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-03-03 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-03-10 00:00 SUBSCRIPTION_CANCELED subscription-1",
        "2026-03-10 00:00 SUBSCRIPTION_CREATED subscription-2",
    ]
    assert story.months_told() == [f"2026-{day} 23:00 subscription-1" for day in ("02-09", "03-09")]
    # 306 of 365 days are left: credit 838.36, debit 335.34.
    assert story.invoices()[1:] == ["2026-03-10 00:00 SUBSCRIPTION_UPDATE -503.02 due 0.00"]
    assert story.seen(2, "currentBillingPeriodEnd") == ("2027-01-10T00:00:00.000Z",)
