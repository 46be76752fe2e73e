"""Links of customers to vendors' systems through the API, and the resources of customers."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.recorded import recorded_names
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.template_api import TemplateApi, quoted

LINKS = "/api/v1/customers/acme/integrations"
STRIPE = {"id": "stripe-eu", "vendorIdentifier": "STRIPE", "syncedEntityId": "cus_1"}
HUBSPOT = {"id": "hubspot", "vendorIdentifier": "HUBSPOT", "syncedEntityId": "42"}
BY_ITSELF = {"syncData": None}


@pytest.fixture
def acme(api: TemplateApi) -> TemplateApi:
    """The API with a customer."""
    given_customer(api)
    return api


def link(api: TemplateApi, body: dict[str, Any] = STRIPE, customer_id: str = "acme") -> Any:
    """Link a customer; return the answer."""
    return api.call("POST", f"/api/v1/customers/{customer_id}/integrations", body)


def test_a_customer_is_linked_shown_and_unlinked(acme: TemplateApi, clock: FixedClock) -> None:
    linked = link(acme)
    assert (linked.status, linked.data) == (201, {**STRIPE, **BY_ITSELF})
    assert acme.get(f"{LINKS}/stripe-eu").data == linked.data
    assert acme.get("/api/v1/customers/acme").data["integrations"] == [STRIPE]
    clock.advance(minutes=1)
    changed = acme.patch(f"{LINKS}/stripe-eu", syncedEntityId="cus_2").data
    assert changed == {**STRIPE, "syncedEntityId": "cus_2", **BY_ITSELF}
    assert acme.get("/api/v1/customers/acme").data["updatedAt"] == "2026-01-15T10:31:00.000Z"
    assert acme.delete(f"{LINKS}/stripe-eu").data == changed
    assert acme.get(f"{LINKS}/stripe-eu").error["code"] == "IntegrationNotFound"
    assert recorded_names() == ["CustomerCreated", *["CustomerUpdated"] * 3]


def test_a_change_of_a_link_that_changes_nothing_tells_nobody(acme: TemplateApi) -> None:
    link(acme)
    acme.patch(f"{LINKS}/stripe-eu", syncedEntityId="cus_1")
    assert recorded_names() == ["CustomerCreated", "CustomerUpdated"]


def test_links_are_listed_newest_first_by_vendor_and_in_pages(acme: TemplateApi, clock: FixedClock) -> None:
    for body in (STRIPE, HUBSPOT, {**STRIPE, "id": "stripe-us"}):
        link(acme, body)
        clock.advance(minutes=1)
    assert listed(acme) == ["stripe-us", "hubspot", "stripe-eu"]
    assert listed(acme, vendorIdentifier="STRIPE") == ["stripe-us", "stripe-eu"]
    assert listed(acme, vendorIdentifier="HUBSPOT,ZUORA") == ["hubspot"]
    first = acme.get(LINKS, limit=2).body
    assert [row["id"] for row in first["data"]] == ["stripe-us", "hubspot"]
    link(acme, {**HUBSPOT, "id": "newer", "syncedEntityId": "43"})
    assert listed(acme, after=first["pagination"]["next"]) == ["stripe-eu"]
    refused = acme.get(LINKS, after=first["pagination"]["next"], vendorIdentifier="STRIPE")
    assert refused.error["field"] == "after"


def test_one_integration_links_a_customer_once(acme: TemplateApi) -> None:
    link(acme)
    refused = link(acme, {**STRIPE, "syncedEntityId": "cus_2"})
    assert (refused.status, refused.error["code"]) == (409, "DuplicateIntegrationNotAllowed")
    assert (refused.error["field"], refused.headers["x-should-retry"]) == ("id", "false")


def test_an_entity_of_an_integration_stands_for_one_customer(acme: TemplateApi) -> None:
    given_customer(acme, "globex")
    link(acme)
    for refused in (
        link(acme, STRIPE, "globex"),
        acme.post("/api/v1/customers", id="b", integrations=[STRIPE]),
        acme.patch("/api/v1/customers/globex", integrations=[HUBSPOT, STRIPE]),
    ):
        assert (refused.status, refused.error["code"]) == (409, "DuplicateIntegrationNotAllowed")
    assert refused.error["field"] == "integrations[1].syncedEntityId"
    assert link(acme, {**STRIPE, "id": "stripe-us"}, "globex").status == 201
    acme.patch(f"{LINKS}/stripe-eu", syncedEntityId="cus_2")
    assert link(acme, STRIPE, "globex").status == 201
    acme.delete("/api/v1/customers/globex/integrations/stripe-eu")
    assert acme.patch(f"{LINKS}/stripe-eu", syncedEntityId="cus_1").status == 200


def test_a_link_may_wait_for_its_entity(acme: TemplateApi) -> None:
    link(acme)
    assert acme.patch(f"{LINKS}/stripe-eu", syncedEntityId=None).data["syncedEntityId"] is None
    assert acme.post("/api/v1/customers", id="b", integrations=[{**STRIPE, "syncedEntityId": None}]).status == 201
    assert link(acme, {**STRIPE, "id": "other", "syncedEntityId": None}).error["field"] == "syncedEntityId"


def test_a_list_of_links_replaces_those_there_are(acme: TemplateApi) -> None:
    acme.patch("/api/v1/customers/acme", integrations=[STRIPE, HUBSPOT])
    kept = acme.patch("/api/v1/customers/acme", integrations=[HUBSPOT]).data["integrations"]
    assert kept == [HUBSPOT]
    given_customer(acme, "globex", integrations=[STRIPE])
    assert acme.patch("/api/v1/customers/acme", name="Acme").data["integrations"] == [HUBSPOT]
    assert acme.patch("/api/v1/customers/acme", integrations=[]).data["integrations"] == []


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({**STRIPE, "vendorIdentifier": "SNOWFLAKE"}, "UnsupportedVendorIdentifier", "vendorIdentifier"),
        ({**STRIPE, "vendorIdentifier": "PAPER"}, "BadUserInput", "vendorIdentifier"),
        ({**STRIPE, "id": ""}, "BadUserInput", "id"),
        ({"id": "i", "vendorIdentifier": "STRIPE"}, "BadUserInput", "syncedEntityId"),
    ],
)
def test_a_link_that_cannot_be_is_refused(acme: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    refused = link(acme, body)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)


def test_lists_of_links_are_checked_too(acme: TemplateApi) -> None:
    many = [{**STRIPE, "id": f"i-{number}"} for number in range(21)]
    assert acme.patch("/api/v1/customers/acme", integrations=many).error["field"] == "integrations"
    twice = acme.patch("/api/v1/customers/acme", integrations=[STRIPE, STRIPE]).error
    assert (twice["code"], twice["field"]) == ("DuplicateIntegrationNotAllowed", "integrations[1].id")
    vendor = acme.post("/api/v1/customers", id="b", integrations=[{**STRIPE, "vendorIdentifier": "AUTH0"}]).error
    assert (vendor["code"], vendor["vendorIdentifier"]) == ("UnsupportedVendorIdentifier", "AUTH0")


def test_what_is_not_there_is_not_found(acme: TemplateApi) -> None:
    for path in (LINKS, f"{LINKS}/unknown"):
        elsewhere = path.replace("acme", "nobody")
        assert acme.get(elsewhere).error["code"] == "CustomerNotFound"
    assert link(acme, STRIPE, "nobody").error["code"] == "CustomerNotFound"
    for answer in (
        acme.get(f"{LINKS}/{quoted('ü#%')}"),
        acme.patch(f"{LINKS}/unknown", syncedEntityId="x"),
        acme.delete(f"{LINKS}/unknown"),
    ):
        assert (answer.status, answer.error["code"]) == (404, "IntegrationNotFound")


def test_links_outlast_the_archive(acme: TemplateApi) -> None:
    link(acme)
    acme.post("/api/v1/customers/acme/archive")
    assert acme.get(LINKS).error["code"] == "CustomerNotFound"
    given_customer(acme, "globex")
    assert link(acme, STRIPE, "globex").status == 409
    acme.post("/api/v1/customers/acme/unarchive")
    assert listed(acme) == ["stripe-eu"]


def test_resources_are_listed_newest_first_in_pages(acme: TemplateApi, clock: FixedClock) -> None:
    given_catalogue(acme)
    for number in range(3):
        subscribe(acme, "plan-site", resourceId=f"site-{number}")
        clock.advance(minutes=1)
    path = "/api/v1/customers/acme/resources"
    first = acme.get(path, limit=2).body
    newest = {"id": "site-2", "createdAt": "2026-01-15T10:32:00.000Z", "updatedAt": "2026-01-15T10:32:00.000Z"}
    assert first["data"][0] == newest
    assert [row["id"] for row in first["data"]] == ["site-2", "site-1"]
    last = acme.get(path, limit=2, after=first["pagination"]["next"]).body
    assert [row["id"] for row in last["data"]] == ["site-0"]
    assert last["pagination"]["next"] is None
    assert acme.get("/api/v1/customers/nobody/resources").error["code"] == "CustomerNotFound"


def test_links_and_resources_of_one_environment_are_not_those_of_another(acme: TemplateApi) -> None:
    given_catalogue(acme)
    subscribe(acme, "plan-site", resourceId="site-1")
    link(acme)
    acme.caller["environmentId"] = "production"
    given_customer(acme)
    assert (listed(acme), acme.get("/api/v1/customers/acme/resources").data) == ([], [])
    assert link(acme).status == 201
    assert acme.delete(f"{LINKS}/stripe-eu").status == 200
    acme.caller["environmentId"] = "development"
    assert listed(acme) == ["stripe-eu"]


def listed(api: TemplateApi, **query: str) -> list[str]:
    return [row["id"] for row in api.get(LINKS, **query).data]
