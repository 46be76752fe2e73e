"""Imports of customers through the API: the task, what becomes of each customer, and one import at a time."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.graphql import ask, refusal_of
from tests.support.payment_vendor import ScriptedVendor
from tests.support.recorded import recorded, recorded_names
from tests.support.selling import given_catalogue, given_customer, subscribe
from tests.support.tasks import seen, take_turn
from tests.support.template_api import TemplateApi
from tollgate import wiring

IMPORT = "/api/v1/customers/import"
ACME = {"id": "acme", "name": "Acme Inc", "email": "admin@acme.com"}


def bare(customer_id: str, **fields: Any) -> dict[str, Any]:
    """Return a customer of which nothing but the id is told, and these fields."""
    return {"id": customer_id, "name": None, "email": None, **fields}


def begin(api: TemplateApi, *customers: dict[str, Any]) -> str:
    """Begin an import; return the id of its task."""
    return api.post(IMPORT, customers=list(customers)).data["taskId"]


def imported(api: TemplateApi, *customers: dict[str, Any]) -> Any:
    """Import customers; return the finished task."""
    return take_turn(api, begin(api, *customers))


def customer(api: TemplateApi, customer_id: str = "acme") -> Any:
    """Return a customer as the API shows it."""
    return api.get(f"/api/v1/customers/{customer_id}").data


def test_an_import_answers_with_who_is_new_and_the_task(api: TemplateApi) -> None:
    given_customer(api)
    answer = api.post(IMPORT, customers=[ACME, bare("globex")])
    assert (answer.status, answer.data) == (201, {"newCustomers": ["globex"], "taskId": "task-1"})
    assert seen(api, "task-1") == {
        "id": "task-1",
        "type": "IMPORT_CUSTOMERS_BULK",
        "status": "PENDING",
        "customers": 2,
        "skipped": 0,
        "done": 0,
        "failed": 0,
        "failures": [],
        "createdAt": "2026-01-15T10:30:00.000Z",
        "updatedAt": "2026-01-15T10:30:00.000Z",
        "finishedAt": None,
    }
    assert customer(api)["name"] is None
    [triggered] = [event for event in recorded() if event.name == "ImportCustomersBulkTriggered"]
    assert triggered.payload == seen(api, "task-1")


def test_customers_are_made_and_brought_up_to_date(api: TemplateApi, clock: FixedClock) -> None:
    given_customer(api, name="Old", email="old@acme.com", language="de", metadata={"tier": "gold"})
    clock.advance(minutes=1)
    own = {"billingId": "cus_1", "salesforceId": "003", "metadata": {"from": "crm"}}
    task = imported(api, {**ACME, **own}, bare("globex"))
    assert (task["status"], task["done"], task["failed"], task["skipped"]) == ("COMPLETED", 2, 0, 0)
    shown = customer(api)
    assert {name: shown[name] for name in (*ACME, *own)} == {**ACME, **own}
    assert (shown["language"], shown["createdAt"]) == ("de", "2026-01-15T10:30:00.000Z")
    assert customer(api, "globex")["createdAt"] == "2026-01-15T10:31:00.000Z"
    told = ["ImportCustomersBulkTriggered", "CustomerUpdated", "CustomerCreated", "ImportCustomersBulkFinished"]
    assert recorded_names() == ["CustomerCreated", *told]


def test_what_is_not_told_stays_but_for_name_and_e_mail(api: TemplateApi) -> None:
    imported(api, {**ACME, "billingId": "cus_1", "metadata": {"k": "v"}, "salesforceId": "003"})
    imported(api, bare("acme"))
    shown = customer(api)
    assert (shown["name"], shown["email"]) == (None, None)
    assert (shown["billingId"], shown["metadata"], shown["salesforceId"]) == ("cus_1", {"k": "v"}, "003")


def test_an_import_made_again_changes_nothing(api: TemplateApi, clock: FixedClock) -> None:
    imported(api, ACME)
    before, told = customer(api), recorded_names().count("CustomerUpdated")
    clock.advance(minutes=1)
    assert imported(api, ACME)["done"] == 1
    assert (customer(api), recorded_names().count("CustomerUpdated")) == (before, told)


@pytest.mark.parametrize(
    ("updated_at", "is_applied"),
    [
        ("2026-01-15T10:29:59.999Z", False),
        ("2026-01-15T10:30:00Z", True),
        ("2026-01-15T11:31:00+01:00", True),
        (None, True),
    ],
)
def test_a_customer_of_which_something_newer_is_known_is_left_alone(
    api: TemplateApi, clock: FixedClock, updated_at: str | None, is_applied: bool
) -> None:
    given_customer(api, name="Ours")
    clock.advance(hours=1)
    task = imported(api, {**ACME, **({"updatedAt": updated_at} if updated_at else {})})
    assert (task["status"], task["done"], task["skipped"]) == ("COMPLETED", int(is_applied), int(not is_applied))
    assert customer(api)["name"] == ("Acme Inc" if is_applied else "Ours")


def test_what_is_wrong_with_one_customer_is_its_failure_and_the_others_go_on(api: TemplateApi) -> None:
    given_customer(api, "gone")
    api.post("/api/v1/customers/gone/archive")
    task = imported(
        api,
        bare("a b"),
        ACME,
        {**bare("mail"), "email": "nobody"},
        bare("gone"),
        bare("meta", metadata={"k": "x" * 501}),
        bare("paying", paymentMethodId="pm_visa"),
    )
    assert (task["status"], task["done"], task["failed"]) == ("PARTIALLY_FAILED", 1, 5)
    assert [(each["id"], each["code"]) for each in task["failures"]] == [
        ("a b", "InvalidArgumentError"),
        ("mail", "InvalidArgumentError"),
        ("gone", "EntityIsArchivedError"),
        ("meta", "InvalidMetadataError"),
        ("paying", "BillingIntegrationMissing"),
    ]
    assert customer(api)["name"] == "Acme Inc"
    for customer_id in ("mail", "gone", "meta", "paying"):
        assert api.get(f"/api/v1/customers/{customer_id}").status == 404


def test_a_task_of_which_everything_failed_has_failed(api: TemplateApi) -> None:
    assert imported(api, bare("a b"))["status"] == "FAILED"


def test_payment_methods_are_looked_up_at_the_vendor(api: TemplateApi) -> None:
    vendor = ScriptedVendor()
    wiring.connect_payment_methods(vendor)
    paying = [bare(f"c-{number}", paymentMethodId="pm_visa") for number in range(1, 30, 2)]
    task = imported(api, *[bare(f"c-{number}") for number in range(0, 30, 2)], *paying)
    assert (task["status"], task["done"]) == ("COMPLETED", 30)
    assert len(vendor.asked) == 15
    shown = customer(api, "c-1")
    assert (shown["billingId"], shown["defaultPaymentMethod"]["cardLast4Digits"]) == ("cus_vendor", "4242")
    assert customer(api, "c-2")["defaultPaymentMethod"] is None


def test_one_import_goes_on_in_an_environment(api: TemplateApi) -> None:
    first = begin(api, ACME)
    refused = api.post(IMPORT, customers=[bare("globex")])
    assert (refused.status, refused.error["code"]) == (409, "ImportAlreadyInProgress")
    assert (refused.error["taskId"], refused.headers["x-should-retry"]) == (first, "false")
    take_turn(api, first)
    assert imported(api, bare("globex"))["status"] == "COMPLETED"


def test_the_same_request_is_the_same_import(api: TemplateApi) -> None:
    answers = [
        api.call("POST", IMPORT, {"customers": [ACME]}, headers={"Idempotency-Key": "the-same"}) for _ in range(2)
    ]
    assert answers[0].data == answers[1].data == {"newCustomers": ["acme"], "taskId": "task-1"}
    assert len(api.get("/api/v1/tasks").data) == 1


def test_an_import_of_another_environment_is_another_one(api: TemplateApi) -> None:
    begin(api, ACME)
    api.caller["environmentId"] = "production"
    assert imported(api, {**ACME, "name": "there"})["status"] == "COMPLETED"
    assert customer(api)["name"] == "there"
    api.caller["environmentId"] = "development"
    assert api.get("/api/v1/customers/acme").status == 404
    assert take_turn(api, "task-1")["status"] == "COMPLETED"
    assert customer(api)["name"] == "Acme Inc"


def test_more_customers_than_a_step_imports_take_several(api: TemplateApi) -> None:
    rows = ({"id": f"c-{number}", "name": None, "email": f"c-{number}@x.org"} for number in range(60))
    task = imported(api, *rows)
    assert (task["status"], task["done"]) == ("COMPLETED", 60)
    assert customer(api, "c-59")["email"] == "c-59@x.org"


def test_customers_of_the_largest_size_fit_too(api: TemplateApi) -> None:
    metadata = {f"{number:040d}": "ä" * 500 for number in range(50)}
    task = imported(api, *[bare(f"c-{number}", metadata=metadata) for number in range(12)])
    assert (task["status"], task["done"]) == ("COMPLETED", 12)
    assert customer(api, "c-11")["metadata"] == metadata


@pytest.mark.parametrize(
    ("customers", "code", "field"),
    [
        ([], "InvalidArgumentError", "customers"),
        ([bare(f"c-{number}") for number in range(1001)], "InvalidArgumentError", "customers"),
        ([ACME, bare("acme", billingId="cus_1")], "FailedToImportCustomer", "customers"),
        ([{"id": "acme", "name": None}], "BadUserInput", "customers[0].email"),
        ([{**ACME, "updatedAt": 1}], "BadUserInput", "customers[0].updatedAt"),
    ],
)
def test_what_cannot_be_begun_is_refused(
    api: TemplateApi, customers: list[dict[str, Any]], code: str, field: str
) -> None:
    refused = api.post(IMPORT, customers=customers)
    assert (refused.status, refused.error["code"], refused.error["field"]) == (400, code, field)
    assert api.get("/api/v1/tasks").data == []


def test_customers_named_twice_are_told(api: TemplateApi) -> None:
    refused = api.post(IMPORT, customers=[ACME, bare("acme", billingId="cus_1"), bare("globex")]).error
    assert (refused["failedCustomerIds"], refused["failedBillingIds"]) == (["acme"], ["cus_1"])
    unsupported = api.post(IMPORT, customers=[ACME], integrationId="stripe-eu").error
    assert (unsupported["code"], unsupported["field"]) == ("UnsupportedParameter", "integrationId")


def test_what_a_customer_has_outlasts_an_import(api: TemplateApi) -> None:
    given_catalogue(api)
    given_customer(api)
    subscribe(api, "plan-free")
    imported(api, ACME)
    assert [each["status"] for each in api.get("/api/v1/subscriptions", customerId="acme").data] == ["ACTIVE"]
    assert subscribe(api, "plan-site", "acme", resourceId="site-1")["status"] == "ACTIVE"


def test_an_imported_customer_subscribes(api: TemplateApi) -> None:
    given_catalogue(api)
    imported(api, ACME)
    assert subscribe(api, "plan-free")["status"] == "ACTIVE"


BULK = "mutation ($input: ImportCustomerBulkInput!) { importCustomersBulk(input: $input) }"
ONE = "mutation ($input: ImportCustomerInput!) { importOneCustomer(input: $input) { customerId name email } }"


def test_graphql_begins_the_same_import(api: TemplateApi) -> None:
    rows = [{"customerId": "acme", "name": "Acme", "updatedAt": "2026-01-15T11:31:00+01:00"}, {"customerId": "globex"}]
    task_id = ask(api, BULK, input={"customers": rows})["importCustomersBulk"]
    assert take_turn(api, task_id)["done"] == 2
    assert customer(api)["name"] == "Acme"


def test_graphql_imports_one_customer_at_once(api: TemplateApi, clock: FixedClock) -> None:
    given = {"customerId": "acme", "name": "Acme", "email": "a@b.co"}
    assert ask(api, ONE, input=given)["importOneCustomer"] == given
    clock.advance(minutes=1)
    older = {**given, "name": "Older", "updatedAt": "2026-01-15T10:29:00Z"}
    assert ask(api, ONE, input=older)["importOneCustomer"] == given
    assert ask(api, ONE, input={"customerId": "acme"})["importOneCustomer"]["name"] is None


@pytest.mark.parametrize(
    ("document", "given", "code", "field"),
    [
        (ONE, {"customerId": "a b"}, "InvalidArgumentError", "customerId"),
        (ONE, {"customerId": "a", "email": "nobody"}, "InvalidArgumentError", "email"),
        (ONE, {"customerId": "a", "refId": "b"}, "InvalidArgumentError", "refId"),
        (ONE, {"customerId": "a", "environmentId": "other"}, "EnvironmentMissing", None),
        (ONE, {"customerId": "a", "paymentMethodId": "pm_visa"}, "BillingIntegrationMissing", None),
        (BULK, {"customers": [{"customerId": "a", "environmentId": "other"}]}, "EnvironmentMissing", None),
        (BULK, {"customers": [{"customerId": "a"}], "integrationId": "i"}, "UnsupportedParameter", "integrationId"),
        (BULK, {"customers": [{"customerId": "a", "refId": "b"}]}, "InvalidArgumentError", "customers[0].refId"),
    ],
)
def test_graphql_refuses_what_cannot_be(
    api: TemplateApi, document: str, given: dict[str, Any], code: str, field: str | None
) -> None:
    refused = refusal_of(api, document, input=given)["extensions"]
    assert (refused["code"], refused.get("field")) == (code, field)
    assert api.get("/api/v1/customers/a").status == 404
