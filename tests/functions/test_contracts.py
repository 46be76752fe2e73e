"""Contracts through the API: several custom subscriptions of a customer, agreed on at once."""

from typing import Any

import pytest

from tests.support.advancing import advance
from tests.support.clock import FixedClock
from tests.support.recorded import recorded_names
from tests.support.selling import given_catalogue, given_customer, given_plan, given_product, subscribe
from tests.support.template_api import TemplateApi

NOW, LATER, END = "2026-01-15T10:30:00.000Z", "2026-02-01T00:00:00.000Z", "2027-02-01T00:00:00.000Z"
PATH = "/api/v1/contracts"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with custom plans, one of them subscribed per site, and one customer."""
    given_catalogue(api)
    given_product(api, "product-plants", multipleSubscriptions=True)
    given_plan(api, "plan-plant", "CUSTOM", "product-plants")
    given_customer(api)
    return api


def new(plan_id: str = "plan-enterprise", **fields: Any) -> dict[str, Any]:
    return {"newSubscription": {"customerId": "acme", "planId": plan_id, **fields}}


def plants(number: int) -> list[dict[str, Any]]:
    return [new("plan-plant", resourceId=f"plant-{each}") for each in range(number)]


def create(api: TemplateApi, *members: dict[str, Any], **fields: Any) -> Any:
    return api.post(PATH, **{"customerId": "acme", "subscriptions": list(members), **fields})


def test_a_contract_is_made_with_new_and_existing_subscriptions(shop: TemplateApi) -> None:
    held = subscribe(shop, "plan-plant", resourceId="plant-1")["id"]
    answer = create(shop, new(), {"existingSubscriptionId": held}, contractId="c-1", name="Order 7", poNumber="PO-7")
    assert answer.status == 201
    assert answer.data == {
        "id": answer.data["id"],
        "contractId": "c-1",
        "externalId": "c-1",
        "refId": "c-1",
        "customerExternalId": "acme",
        "name": "Order 7",
        "poNumber": "PO-7",
        "state": "ACTIVE",
        "billingState": "ACTIVE",
        "billingId": None,
        "activationStartDate": NOW,
        "activationEndDate": None,
        "createdAt": NOW,
        "latestInvoice": None,
        "nextInvoice": None,
        "subscriptions": [
            {
                "subscriptionId": "subscription-2",
                "planDisplayName": "plan-enterprise",
                "productDisplayName": "product-app",
            },
            {"subscriptionId": held, "planDisplayName": "plan-plant", "productDisplayName": "product-plants"},
        ],
    }
    assert recorded_names()[-3:] == ["SubscriptionCreated", "SubscriptionUpdated", "ContractCreated"]
    for subscription_id in ("subscription-2", held):
        assert shop.get(f"/api/v1/subscriptions/{subscription_id}").data["contractId"] == "c-1"
    assert shop.get(f"{PATH}/c-1").data == answer.data
    assert shop.get(PATH).data == shop.get("/api/v1/customers/acme/contracts").data == [answer.data]


def test_the_same_request_again_is_the_same_contract(shop: TemplateApi) -> None:
    first = create(shop, new(), contractId="c-1").data
    assert create(shop, new(), contractId="c-1").data == first
    refused = create(shop, new(), contractId="c-1", name="Another")
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")


def test_a_contract_begins_and_ends_with_its_subscriptions(shop: TemplateApi, clock: FixedClock) -> None:
    made = create(shop, new(), contractId="c-1", activationStartDate=LATER, activationEndDate=END).data
    assert (made["state"], made["activationEndDate"]) == ("DRAFT", END)
    waiting = shop.get("/api/v1/subscriptions/subscription-1").data
    assert (waiting["status"], waiting["startDate"], waiting["endDate"]) == ("NOT_STARTED", LATER, END)
    clock.set(LATER)
    assert advance(shop)["status"] == "ACTIVE"
    assert shop.get(f"{PATH}/c-1").data["state"] == "ACTIVE"
    clock.set(END)
    ended = advance(shop)
    assert (ended["status"], ended["cancelReason"]) == ("EXPIRED", "EXPIRED")
    assert shop.get(f"{PATH}/c-1").data["state"] == "END_BILLING"


def test_without_billing_it_gives_access_only(shop: TemplateApi) -> None:
    made = create(shop, new(), contractId="c-1", setupBilling=False).data
    assert (made["state"], made["billingState"]) == ("ACTIVE", None)
    assert shop.get("/api/v1/subscriptions/subscription-1").data["paymentCollectionMethod"] == "NONE"
    assert shop.patch(f"{PATH}/c-1", setupBilling=True).data["billingState"] == "ACTIVE"
    assert shop.get("/api/v1/subscriptions/subscription-1").data["paymentCollectionMethod"] is None


def test_twelve_subscriptions_are_agreed_on_at_once_and_no_more(shop: TemplateApi) -> None:
    refused = create(shop, *plants(13))
    assert (refused.status, refused.error["field"]) == (400, "subscriptions")
    assert "12" in refused.error["message"]
    made = create(shop, *plants(12), contractId="c-1").data
    assert len(made["subscriptions"]) == 12
    assert shop.post(f"{PATH}/c-1/archive").data["state"] == "CANCELED"


@pytest.mark.parametrize(
    ("member", "status", "field"),
    [
        ({}, 400, "subscriptions[1]"),
        ({"existingSubscriptionId": "none"}, 404, None),
        ({"existingSubscriptionId": "of-other"}, 400, "subscriptions[1].existingSubscriptionId"),
        ({"existingSubscriptionId": "free"}, 400, "subscriptions[1].existingSubscriptionId"),
        (new("plan-free"), 400, "subscriptions[1].newSubscription.planId"),
        (new("none"), 404, None),
        (new("plan-plant"), 400, "subscriptions[1].newSubscription.resourceId"),
        (new("plan-plant", resourceId="plant-0"), 400, "subscriptions[1]"),
        (new(scheduleStrategy="END_OF_BILLING_PERIOD"), 400, "subscriptions[1].newSubscription.scheduleStrategy"),
        (
            {"newSubscription": {"customerId": "other", "planId": "plan-enterprise"}},
            400,
            "subscriptions[1].newSubscription.customerId",
        ),
    ],
)
def test_one_that_cannot_be_keeps_all_of_it_from_being_made(
    shop: TemplateApi, member: dict[str, Any], status: int, field: str | None
) -> None:
    given_customer(shop, "other")
    subscribe(shop, "plan-enterprise", "other", id="of-other")
    subscribe(shop, "plan-free", id="free")
    refused = create(shop, *plants(1), member, contractId="c-1")
    assert (refused.status, refused.error.get("field")) == (status, field)
    assert shop.get(f"{PATH}/c-1").status == 404
    assert [each["id"] for each in shop.get("/api/v1/subscriptions", customerId="acme").data] == ["free"]


@pytest.mark.parametrize(
    "dates", [{"activationEndDate": NOW}, {"activationStartDate": END, "activationEndDate": LATER}]
)
def test_a_contract_ends_after_it_begins(shop: TemplateApi, dates: dict[str, str]) -> None:
    assert create(shop, new(), **dates).error["field"] == "activationEndDate"


def test_a_contract_is_changed_as_a_whole(shop: TemplateApi) -> None:
    create(shop, *plants(2), contractId="c-1", name="Order 7", poNumber="PO-7").data  # noqa: B018
    more = subscribe(shop, "plan-enterprise")["id"]
    changed = shop.patch(f"{PATH}/c-1", name=None, activationEndDate=END, subscriptionIds=["subscription-2", more]).data
    assert (changed["name"], changed["poNumber"], changed["activationEndDate"]) == (None, "PO-7", END)
    assert [each["subscriptionId"] for each in changed["subscriptions"]] == ["subscription-2", more]
    shown = [shop.get(f"/api/v1/subscriptions/{each}").data for each in ("subscription-1", "subscription-2", more)]
    assert [(each["contractId"], each["endDate"]) for each in shown] == [(None, None), ("c-1", END), ("c-1", END)]
    assert recorded_names()[-1] == "ContractUpdated"
    count = len(recorded_names())
    assert shop.patch(f"{PATH}/c-1", poNumber="PO-7").data == changed
    assert len(recorded_names()) == count


def test_what_has_begun_does_not_begin_anew_and_what_waits_does(shop: TemplateApi) -> None:
    create(shop, new(), contractId="begun").data  # noqa: B018
    assert shop.patch(f"{PATH}/begun", activationStartDate=LATER).error["field"] == "activationStartDate"
    create(shop, *plants(1), contractId="waits", activationStartDate=LATER).data  # noqa: B018
    moved = shop.patch(f"{PATH}/waits", activationStartDate="2026-03-01T00:00:00.000Z").data
    [row] = moved["subscriptions"]
    shown = shop.get(f"/api/v1/subscriptions/{row['subscriptionId']}").data
    assert (shown["status"], shown["startDate"]) == ("NOT_STARTED", "2026-03-01T00:00:00.000Z")


def test_a_subscription_is_in_one_contract(shop: TemplateApi) -> None:
    create(shop, new(), contractId="c-1").data  # noqa: B018
    refused = create(shop, {"existingSubscriptionId": "subscription-1"}, contractId="c-2")
    assert (refused.status, refused.error["code"]) == (409, "IntegrityViolation")


def test_an_archived_contract_ends_its_subscriptions_and_changes_no_more(shop: TemplateApi) -> None:
    create(shop, new(), *plants(1), contractId="c-1").data  # noqa: B018
    assert shop.post(f"{PATH}/c-1/archive").data["state"] == "CANCELED"
    assert recorded_names()[-3:] == ["SubscriptionCanceled", "SubscriptionCanceled", "ContractArchived"]
    statuses = [each["status"] for each in shop.get("/api/v1/subscriptions").data]
    assert statuses == ["CANCELED", "CANCELED"]
    for refused in (shop.post(f"{PATH}/c-1/archive"), shop.patch(f"{PATH}/c-1", name="X")):
        assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")


def test_contracts_are_listed_by_customer_name_and_state(shop: TemplateApi) -> None:
    given_customer(shop, "other")
    create(shop, new(), contractId="c-1", name="Order").data  # noqa: B018
    create(shop, contractId="c-2").data  # noqa: B018
    create(shop, contractId="c-3", customerId="other", name="Order").data  # noqa: B018

    def listed(**query: str) -> list[str]:
        return [each["contractId"] for each in shop.get(PATH, **query).data]

    assert listed() == ["c-3", "c-2", "c-1"]
    assert listed(customerExternalId="acme") == ["c-2", "c-1"]
    assert listed(name="Order") == ["c-3", "c-1"]
    assert listed(state="DRAFT") == ["c-3", "c-2"]
    assert listed(state="ACTIVE", customerExternalId="acme") == ["c-1"]
    first = shop.get(PATH, limit=2).body
    rest = shop.get(PATH, limit=2, after=first["pagination"]["next"]).data
    assert [each["contractId"] for each in rest] == ["c-1"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "POST"])
def test_a_contract_that_is_not_there_is_not_found(shop: TemplateApi, method: str) -> None:
    path = f"{PATH}/none/archive" if method == "POST" else f"{PATH}/none"
    assert shop.call(method, path, None if method == "GET" else {}).status == 404
    assert shop.get("/api/v1/customers/nobody/contracts").error["code"] == "CustomerNotFound"
    assert create(shop, customerId="nobody").error["code"] == "CustomerNotFound"
