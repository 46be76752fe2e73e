"""Customers through the API."""

import pytest

from tests.support.clock import FixedClock
from tests.support.recorded import recorded, recorded_names
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.template_api import TemplateApi, quoted

ACME = {
    "id": "acme",
    "name": "Acme Inc",
    "email": "admin@acme.com",
    "billingId": "cus_1",
    "billingCurrency": "usd",
    "language": "en",
    "timezone": "Europe/Berlin",
    "metadata": {"tier": "gold"},
}
SHOWN = {
    **ACME,
    "couponId": None,
    "defaultPaymentMethod": None,
    "integrations": [],
    "passthrough": None,
    "testClockId": None,
    "awsMarketplaceCustomerId": None,
    "crmId": None,
    "salesforceId": None,
    "archivedAt": None,
    "createdAt": "2026-01-15T10:30:00.000Z",
    "updatedAt": "2026-01-15T10:30:00.000Z",
}


def test_a_customer_is_provisioned_and_found(api: TemplateApi, clock: FixedClock) -> None:
    created = api.call("POST", "/api/v1/customers", ACME)
    assert (created.status, created.data) == (201, SHOWN)
    assert api.get("/api/v1/customers/acme").data == SHOWN
    assert recorded_names() == ["CustomerCreated"]


def test_a_customer_needs_an_id_only(api: TemplateApi) -> None:
    created = api.post("/api/v1/customers", id="solo").data
    assert (created["id"], created["name"], created["email"], created["metadata"]) == ("solo", None, None, {})


def test_an_id_may_hold_an_at_sign_and_arrives_encoded_in_paths(api: TemplateApi) -> None:
    given_customer(api, "user|1@example.com")
    assert api.get(f"/api/v1/customers/{quoted('user|1@example.com')}").data["id"] == "user|1@example.com"


def test_an_id_that_is_taken_is_refused(api: TemplateApi) -> None:
    given_customer(api)
    refused = api.post("/api/v1/customers", id="acme")
    assert (refused.status, refused.error["code"]) == (409, "DuplicatedEntityNotAllowed")
    assert (refused.error["entityName"], refused.error["identifier"]) == ("customer", "acme")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "BadUserInput", "id"),
        ({"id": "a b"}, "InvalidArgumentError", "id"),
        ({"id": ""}, "InvalidArgumentError", "id"),
        ({"id": "a", "email": "nobody"}, "InvalidArgumentError", "email"),
        ({"id": "a", "email": "a@b@c"}, "InvalidArgumentError", "email"),
        ({"id": "a", "email": 7}, "BadUserInput", "email"),
        ({"id": "a", "name": "x" * 256}, "BadUserInput", "name"),
        ({"id": "a", "billingCurrency": "USD"}, "BadUserInput", "billingCurrency"),
        ({"id": "a", "metadata": {"k": 1}}, "BadUserInput", "metadata.k"),
        ({"id": "a", "metadata": None}, "BadUserInput", "metadata"),
        ({"id": "a", "metadata": {"k": "x" * 501}}, "InvalidMetadataError", "metadata.k"),
        ({"id": "a", "defaultPaymentMethod": {"type": "CASH"}}, "BadUserInput", "defaultPaymentMethod.type"),
        (
            {"id": "a", "defaultPaymentMethod": {"cardExpiryMonth": 13}},
            "BadUserInput",
            "defaultPaymentMethod.cardExpiryMonth",
        ),
        ({"id": "a", "integrations": [{"id": "i"}]}, "BadUserInput", "integrations[0].vendorIdentifier"),
        ({"id": "a", "passthrough": {"stripe": {"metadata": 1}}}, "BadUserInput", "passthrough.stripe.metadata"),
        (
            {"id": "a", "passthrough": {"zuora": {"metadata": {"k": "x" * 501}}}},
            "InvalidMetadataError",
            "passthrough.zuora.metadata.k",
        ),
    ],
)
def test_what_cannot_be_is_refused_naming_the_field(
    api: TemplateApi, body: dict[str, object], code: str, field: str
) -> None:
    refused = api.call("POST", "/api/v1/customers", body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)


def test_what_asks_for_nothing_is_not_refused(api: TemplateApi) -> None:
    created = api.post("/api/v1/customers", id="a", couponId="", integrations=[], passthrough={}, nickname="x")
    assert created.status == 201


def test_an_update_changes_what_is_sent_and_clears_what_is_null(api: TemplateApi, clock: FixedClock) -> None:
    api.call("POST", "/api/v1/customers", ACME)
    clock.advance(minutes=5)
    changed = api.patch("/api/v1/customers/acme", name="Acme Ltd", email=None, metadata={"tier": "silver"}).data
    assert changed == {
        **SHOWN,
        "name": "Acme Ltd",
        "email": None,
        "metadata": {"tier": "silver"},
        "updatedAt": "2026-01-15T10:35:00.000Z",
    }
    assert api.get("/api/v1/customers/acme").data == changed
    assert recorded_names() == ["CustomerCreated", "CustomerUpdated"]
    assert [event.version for event in recorded()] == [1, 2]


def test_an_update_is_checked_like_a_new_customer(api: TemplateApi) -> None:
    given_customer(api)
    assert api.patch("/api/v1/customers/acme", email="nobody").error["field"] == "email"
    assert api.patch("/api/v1/customers/acme", couponId="c").error["code"] == "CouponNotFound"
    assert api.patch("/api/v1/customers/acme", metadata={"": "x"}).error["code"] == "InvalidMetadataError"


def test_an_unknown_customer_is_not_found(api: TemplateApi) -> None:
    for identifier in ("nobody", "a%20b", "%23", "%C3%BC", "x" * 300):
        for answer in (
            api.get(f"/api/v1/customers/{identifier}"),
            api.patch(f"/api/v1/customers/{identifier}", name="x"),
            api.post(f"/api/v1/customers/{identifier}/archive"),
            api.post(f"/api/v1/customers/{identifier}/unarchive"),
        ):
            assert (answer.status, answer.error["code"]) == (404, "CustomerNotFound")


def test_customers_are_listed_newest_first_by_email_and_by_name(api: TemplateApi, clock: FixedClock) -> None:
    for number, name in enumerate(("Acme", "Globex", "Acme")):
        given_customer(api, f"customer-{number}", name=name, email=f"Mail{number}@x.org")
        clock.advance(minutes=1)
    assert listed(api) == ["customer-2", "customer-1", "customer-0"]
    assert listed(api, name="Acme") == ["customer-2", "customer-0"]
    assert listed(api, email="mail1@X.org") == ["customer-1"]
    assert listed(api, email="mail1@X.org", name="Acme") == []
    assert listed(api, **{"createdAt[gte]": "2026-01-15T10:31:00Z", "createdAt[lt]": "2026-01-15T10:32:00Z"}) == [
        "customer-1"
    ]
    api.patch("/api/v1/customers/customer-1", email="other@x.org")
    assert listed(api, email="mail1@x.org") == []


def test_a_list_is_walked_in_pages(api: TemplateApi, clock: FixedClock) -> None:
    for number in range(5):
        given_customer(api, f"customer-{number}")
    first = api.get("/api/v1/customers", limit=2).body
    second = api.get("/api/v1/customers", limit=2, after=first["pagination"]["next"]).body
    last = api.get("/api/v1/customers", limit=2, after=second["pagination"]["next"]).body
    walked = [row["id"] for page in (first, second, last) for row in page["data"]]
    assert walked == [f"customer-{number}" for number in reversed(range(5))]
    assert last["pagination"]["next"] is None
    back = api.get("/api/v1/customers", limit=2, before=last["pagination"]["prev"]).body
    assert back["data"] == second["data"]


def test_an_archived_customer_is_gone_but_for_unarchive(api: TemplateApi, clock: FixedClock) -> None:
    given_catalogue(api)
    api.call("POST", "/api/v1/customers", ACME)
    subscription = subscribe(api, "plan-free")
    archived = api.post("/api/v1/customers/acme/archive").data
    assert archived == {**SHOWN, "name": None, "email": None, "archivedAt": "2026-01-15T10:30:00.000Z"}
    assert api.get("/api/v1/customers/acme").status == 404
    assert api.patch("/api/v1/customers/acme", name="x").status == 404
    assert listed(api) == listed(api, email="admin@acme.com") == []
    ended = api.get(f"/api/v1/subscriptions/{subscription['id']}").data
    assert (ended["status"], ended["cancelReason"]) == ("CANCELED", "CustomerArchived")
    assert recorded_names()[-2:] == ["SubscriptionCanceled", "CustomerDeleted"]
    assert "admin@acme.com" not in recorded()[-1].model_dump_json()


def test_an_archived_id_is_not_given_again(api: TemplateApi) -> None:
    given_catalogue(api)
    given_customer(api)
    api.post("/api/v1/customers/acme/archive")
    for refused in (
        api.post("/api/v1/customers", id="acme"),
        api.post("/api/v1/customers/acme/archive"),
        api.post("/api/v1/subscriptions", customerId="acme", planId="plan-free"),
    ):
        assert (refused.status, refused.error["code"]) == (409, "EntityIsArchivedError")


@pytest.mark.parametrize(("plan", "period"), [("plan-pro", "MONTHLY"), ("plan-enterprise", None)])
def test_a_customer_who_pays_is_not_archived(api: TemplateApi, plan: str, period: str | None) -> None:
    given_catalogue(api)
    given_customer(api)
    subscription = subscribe(api, plan, **({"billingPeriod": period} if period else {}))
    refused = api.post("/api/v1/customers/acme/archive")
    assert (refused.status, refused.error["code"]) == (409, "CannotDeleteCustomerError")
    assert refused.error["refId"] == "acme"
    api.post(f"/api/v1/subscriptions/{subscription['id']}/cancel")
    assert api.post("/api/v1/customers/acme/archive").status == 200


def test_an_update_that_changes_nothing_leaves_the_customer_as_it_is(api: TemplateApi, clock: FixedClock) -> None:
    first = api.call("POST", "/api/v1/customers", ACME).data
    clock.advance(minutes=1)
    assert api.patch("/api/v1/customers/acme").data == first
    assert api.patch("/api/v1/customers/acme", name=first["name"], metadata=first["metadata"]).data == first
    assert recorded_names() == ["CustomerCreated"]


def test_what_an_archived_customer_cannot_do_names_the_customer(api: TemplateApi) -> None:
    api.call("POST", "/api/v1/customers", ACME)
    api.post("/api/v1/customers/acme/archive")
    for refused in (api.post("/api/v1/customers/acme/archive"), api.call("POST", "/api/v1/customers", ACME)):
        error = refused.error
        assert (refused.status, error["code"]) == (409, "EntityIsArchivedError")
        assert (error["entityName"], error["identifier"]) == ("customer", "acme")


def test_an_unarchived_customer_subscribes_again_without_what_it_had(api: TemplateApi, clock: FixedClock) -> None:
    given_catalogue(api)
    api.call("POST", "/api/v1/customers", ACME)
    subscribe(api, "plan-free")
    api.post("/api/v1/customers/acme/archive")
    clock.advance(minutes=1)
    back = api.post("/api/v1/customers/acme/unarchive")
    assert back.data == {**SHOWN, "name": None, "email": None, "updatedAt": "2026-01-15T10:31:00.000Z"}
    assert api.get("/api/v1/customers/acme").data == back.data
    assert listed(api) == ["acme"]
    statuses = [row["status"] for row in api.get("/api/v1/subscriptions", customerId="acme").data]
    assert statuses == ["CANCELED"]
    assert subscribe(api, "plan-free")["status"] == "ACTIVE"
    assert api.post("/api/v1/customers/acme/unarchive").data["archivedAt"] is None


def test_a_key_of_another_environment_meets_nobody(api: TemplateApi) -> None:
    given_customer(api)
    api.caller["environmentId"] = "production"
    assert api.get("/api/v1/customers/acme").status == 404
    assert api.patch("/api/v1/customers/acme", name="x").status == 404
    assert listed(api) == []
    assert api.post("/api/v1/customers", id="acme").status == 201


def listed(api: TemplateApi, **query: str) -> list[str]:
    return [row["id"] for row in api.get("/api/v1/customers", **query).data]
