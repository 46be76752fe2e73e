"""Coupons: what they take off, for how long, and on what."""

import pytest

from tests.scenarios.lifecycle.story import Story, open_shop
from tests.support.template_api import TemplateApi


@pytest.fixture
def story(api: TemplateApi) -> Story:
    """A customer at the beginning of April, where a coupon takes a quarter off for two months."""
    open_shop(api)
    coupon = {"id": "spring", "name": "Spring", "percentOff": 25, "durationInMonths": 2}
    api.call("POST", "/api/v1/coupons", coupon).data  # noqa: B018
    return Story.begin(api, "2026-04-01T00:00:00Z")


def test_a_coupon_takes_a_share_off_until_its_months_are_over(story: Story) -> None:
    story.subscribe("small", appliedCoupon={"couponId": "spring"})
    story.to("2026-07-01T00:00:00Z")
    assert story.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 30.00 due 30.00",
        "2026-05-01 00:00 BILLING_CYCLE 30.00 due 30.00",
        "2026-06-01 00:00 BILLING_CYCLE 40.00 due 40.00",
        "2026-07-01 00:00 BILLING_CYCLE 40.00 due 40.00",
    ]
    assert [coupon["status"] for coupon in story.seen(1)["coupons"]] == ["EXPIRED"]
    assert story.told() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATED subscription-1",
        "2026-05-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-06-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
        "2026-07-01 00:00 SUBSCRIPTION_UPDATED subscription-1",
    ]


def test_a_coupon_applies_to_what_a_change_settles(story: Story) -> None:
    story.subscribe("small", appliedCoupon={"couponId": "spring"})
    story.to("2026-04-16T00:00:00Z")
    story.subscribe("large", appliedCoupon={"couponId": "spring"})
    assert story.invoices()[1:] == ["2026-04-16 00:00 SUBSCRIPTION_UPDATE 22.50 due 22.50"]


def test_a_discount_of_its_own_may_begin_later(story: Story) -> None:
    discount = {"name": "For you", "amountsOff": [{"amount": 15, "currency": "usd"}], "durationInMonths": 1}
    configured = {"discount": discount, "configuration": {"startDate": "2026-05-01T00:00:00Z"}}
    story.subscribe("small", appliedCoupon=configured)
    story.to("2026-06-01T00:00:00Z")
    assert story.invoices() == [
        "2026-04-01 00:00 SUBSCRIPTION_CREATION 40.00 due 40.00",
        "2026-05-01 00:00 BILLING_CYCLE 25.00 due 25.00",
        "2026-06-01 00:00 BILLING_CYCLE 40.00 due 40.00",
    ]


def test_an_archived_coupon_goes_on_where_it_was_applied(story: Story) -> None:
    story.subscribe("small", appliedCoupon={"couponId": "spring"})
    story.api.post("/api/v1/coupons/spring/archive").data  # noqa: B018
    story.to("2026-05-01T00:00:00Z")
    assert story.invoices()[1:] == ["2026-05-01 00:00 BILLING_CYCLE 30.00 due 30.00"]
    refused = story.provision("large", appliedCoupon={"couponId": "spring"})
    assert refused.error["code"] == "ArchivedCouponCantBeApplied"
