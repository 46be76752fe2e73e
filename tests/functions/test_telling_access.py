"""What a customer and its resources may use is told as a whole whenever it changes, where somebody asks for it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.listening import Followed, ask_for, heard
from tests.support.selling import given_plan, given_product, subscribe
from tests.support.sweeping import sweep
from tests.support.template_api import TemplateApi
from tests.support.thresholds import given_limits

Act = Callable[[TemplateApi], Any]


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    given_limits(api)
    given_product(api, "product-two")
    given_plan(api, "plan-two", product_id="product-two")
    given_product(api, "product-sites", multipleSubscriptions=True)
    given_plan(api, "plan-site", product_id="product-sites")
    return api


@pytest.fixture
def stream(shop: TemplateApi) -> Followed:
    ask_for("ENTITLEMENTS_UPDATED")
    return Followed(shop)


def told() -> list[tuple[str, str | None, list[str]]]:
    """Return what was told: what it came from, the resource, and the features of the list."""
    bodies = heard("EntitlementsUpdated")
    return [
        (
            each["trigger"],
            each["resource"]["id"] if each["resource"] is not None else None,
            [row["feature"]["id"] for row in each["entitlements"]],
        )
        for each in bodies
    ]


EVERYTHING = ["calls", "endless", "gigabytes", "seats", "soft"]


def grant(api: TemplateApi, feature_id: str = "calls", **fields: Any) -> Any:
    promotion = {"featureId": feature_id, "usageLimit": 50, "period": "lifetime", **fields}
    return api.post("/api/v1/customers/acme/promotional-entitlements", promotionalEntitlements=[promotion]).data


def revoke(api: TemplateApi) -> Any:
    return api.call("DELETE", "/api/v1/customers/acme/promotional-entitlements/calls").data


def test_the_whole_list_is_told(shop: TemplateApi, stream: Followed) -> None:
    shop.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "calls", "value": 3}]).data  # noqa: B018
    grant(shop, "seats")
    stream.follow()
    [body] = heard("EntitlementsUpdated")
    assert body["type"] == "entitlements.updated"
    assert body["trigger"] == "promotional_entitlement_granted"
    assert body["customer"]["id"] == "acme"
    assert body["actor"] == {"type": "SYSTEM"}
    assert body["eventId"] == body["messageId"]
    rows = {row["feature"]["id"]: row for row in body["entitlements"]}
    assert sorted(rows) == EVERYTHING
    for feature_id, row in rows.items():
        checked = shop.get("/api/v1/customers/acme/entitlements/check", featureId=feature_id).data
        assert (row["usageLimit"], row["currentUsage"], row["hasUnlimitedUsage"]) == (
            checked["usageLimit"],
            checked["currentUsage"],
            checked["hasUnlimitedUsage"],
        )
    assert rows["seats"]["usageLimit"] == 50
    assert rows["calls"]["currentUsage"] == 3


@pytest.mark.parametrize(
    ("prepare", "act", "trigger"),
    [
        (None, lambda api: subscribe(api, "plan-two"), "subscription_created"),
        (None, lambda api: api.post("/api/v1/subscriptions/of-acme/cancel").data, "subscription_canceled"),
        (None, grant, "promotional_entitlement_granted"),
        (grant, lambda api: grant(api, usageLimit=60), "promotional_entitlement_updated"),
        (grant, revoke, "promotional_entitlement_revoked"),
        (None, lambda api: api.call("POST", "/api/v1/customers/acme/archive").data, "customer_deleted"),
    ],
)
def test_what_led_to_it_is_told(
    shop: TemplateApi, stream: Followed, prepare: Act | None, act: Act, trigger: str
) -> None:
    if prepare is not None:
        prepare(shop)
        stream.follow()
    act(shop)
    stream.follow()
    assert told()[-1][0] == trigger


def test_an_archived_customer_may_use_nothing_and_has_no_name(shop: TemplateApi, stream: Followed) -> None:
    shop.call("POST", "/api/v1/customers/acme/archive").data  # noqa: B018
    stream.follow()
    assert told()[0] == ("customer_deleted", None, [])
    body = heard("EntitlementsUpdated")[0]
    assert (body["customer"]["name"], body["customer"]["email"]) == (None, None)


def test_nothing_is_told_where_nobody_asks(shop: TemplateApi, stream: Followed) -> None:
    ask_for()
    grant(shop)
    stream.follow()
    assert told() == []


def test_a_stream_that_tells_twice_makes_no_second_event(shop: TemplateApi, stream: Followed) -> None:
    grant(shop)
    stream.follow(times=3)
    assert len(told()) == 1


def test_two_changes_are_two_lists_and_the_latest_is_right(shop: TemplateApi, stream: Followed) -> None:
    grant(shop)
    revoke(shop)
    stream.follow()
    assert [trigger for trigger, _, _ in told()] == [
        "promotional_entitlement_granted",
        "promotional_entitlement_revoked",
    ]
    limits = [row["usageLimit"] for row in heard("EntitlementsUpdated")[-1]["entitlements"]]
    assert 50 not in limits


def test_what_changes_nothing_of_it_is_not_told(shop: TemplateApi, stream: Followed) -> None:
    shop.patch("/api/v1/customers/acme", name="Another").data  # noqa: B018
    shop.patch("/api/v1/subscriptions/of-acme", metadata={"note": "x"}).data  # noqa: B018
    shop.post("/api/v1/usage", usages=[{"customerId": "acme", "featureId": "calls", "value": 3}]).data  # noqa: B018
    shop.post("/api/v1/customers", id="new").data  # noqa: B018
    stream.follow()
    assert told() == []


def test_a_resource_is_told_of_from_its_first_subscription_on(shop: TemplateApi, stream: Followed) -> None:
    subscribe(shop, "plan-site", id="of-site", resourceId="site-1")
    stream.follow()
    assert told() == [("subscription_created", "site-1", EVERYTHING)]


def test_what_the_customer_holds_is_told_of_its_resources_too(shop: TemplateApi, stream: Followed) -> None:
    subscribe(shop, "plan-site", id="of-site", resourceId="site-1")
    stream.follow()
    grant(shop)
    stream.follow(times=2)
    later = told()[1:]
    assert {resource for _, resource, _ in later} == {None, "site-1"}
    assert [(trigger, features) for trigger, _, features in later] == [
        ("promotional_entitlement_granted", EVERYTHING)
    ] * 2


def test_the_end_of_a_promotion_is_told_as_such(shop: TemplateApi, stream: Followed, clock: FixedClock) -> None:
    grant(shop, period="1 week")
    stream.follow()
    clock.advance(days=8)
    sweep(shop)
    stream.follow()
    assert [trigger for trigger, _, _ in told()] == [
        "promotional_entitlement_granted",
        "promotional_entitlement_expired",
    ]
