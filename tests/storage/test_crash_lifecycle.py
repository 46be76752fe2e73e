"""Crashes around every AWS call of the writes to customers and subscriptions, and parallel writers of one slot."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.catalog import publish
from tests.support.crashes import Write, check_crashes
from tests.support.emulator import dump
from tests.support.faults import Conflicts, LostAnswers, Refusals
from tests.support.parallel import in_parallel
from tests.support.selling import given_catalogue
from tests.support.template_api import Answer, TemplateApi
from tools.bench.hook import Hook, hooked

CUSTOMER = {"id": "customer-acme", "name": "Acme", "email": "billing@acme.example"}
SUBSCRIPTION = {"id": "subscription-acme", "customerId": "customer-acme", "planId": "plan-free"}
CUSTOM = {"newSubscription": {**SUBSCRIPTION, "planId": "plan-enterprise"}}
FOR_A_SITE = {"planId": "plan-site", "resourceId": "site-1"}
LINKS = "/api/v1/customers/customer-acme/integrations"
LINK = {"id": "stripe", "vendorIdentifier": "STRIPE", "syncedEntityId": "cus_1"}
OTHER = {**LINK, "syncedEntityId": "cus_2"}
NOW = {"subscriptionCancellationTime": "IMMEDIATE"}


def a_customer(api: TemplateApi) -> None:
    assert api.post("/api/v1/customers", **CUSTOMER).status == 201


def a_linked_customer(api: TemplateApi) -> None:
    a_customer(api)
    assert api.call("POST", LINKS, LINK).status == 201


def an_archived_customer(api: TemplateApi) -> None:
    a_customer(api)
    assert api.post("/api/v1/customers/customer-acme/archive").status == 200


def a_customer_and_plans(api: TemplateApi) -> None:
    given_catalogue(api)
    a_customer(api)


def a_subscription_of_a_site(api: TemplateApi) -> None:
    a_customer_and_plans(api)
    assert api.post("/api/v1/customers", id="customer-parent").status == 201
    assert api.post("/api/v1/subscriptions", **{**SUBSCRIPTION, **FOR_A_SITE}).status == 201


def a_subscription_behind(api: TemplateApi) -> None:
    a_customer_and_plans(api)
    paid = {**SUBSCRIPTION, "planId": "plan-pro", "billingPeriod": "MONTHLY"}
    assert api.post("/api/v1/subscriptions", **paid).status == 201
    assert api.post("/api/v1/plans/plan-pro/draft").status < 300
    publish(api)


def a_migration_that_waits(api: TemplateApi) -> None:
    a_subscription_behind(api)
    assert api.post("/api/v1/subscriptions/subscription-acme/migrate").status == 200


def a_subscription(api: TemplateApi) -> None:
    a_customer_and_plans(api)
    assert api.post("/api/v1/subscriptions", **SUBSCRIPTION).status == 201


WRITES = [
    Write("provision customer", "POST", "/api/v1/customers", CUSTOMER),
    Write("update customer", "PATCH", "/api/v1/customers/customer-acme", {"name": "Acme Corp"}, a_customer),
    Write("link", "POST", LINKS, LINK, a_customer),
    Write("unlink", "DELETE", f"{LINKS}/stripe", None, a_linked_customer),
    Write("link anew", "PATCH", "/api/v1/customers/customer-acme", {"integrations": [OTHER]}, a_linked_customer),
    Write("archive customer", "POST", "/api/v1/customers/customer-acme/archive", arrange=a_customer),
    Write("archive subscriber", "POST", "/api/v1/customers/customer-acme/archive", arrange=a_subscription),
    Write("unarchive customer", "POST", "/api/v1/customers/customer-acme/unarchive", arrange=an_archived_customer),
    Write("provision subscription", "POST", "/api/v1/subscriptions", SUBSCRIPTION, a_customer_and_plans),
    Write(
        "provision for a resource",
        "POST",
        "/api/v1/subscriptions",
        {**SUBSCRIPTION, **FOR_A_SITE},
        a_customer_and_plans,
    ),
    Write(
        "replace subscription",
        "POST",
        "/api/v1/subscriptions",
        {**SUBSCRIPTION, "id": "subscription-next", "planId": "plan-pro", "billingPeriod": "MONTHLY"},
        a_subscription,
    ),
    Write("cancel", "POST", "/api/v1/subscriptions/subscription-acme/cancel", NOW, a_subscription),
    Write(
        "migrate",
        "POST",
        "/api/v1/subscriptions/subscription-acme/migrate",
        {"subscriptionMigrationTime": "IMMEDIATE"},
        a_subscription_behind,
    ),
    Write(
        "transfer",
        "POST",
        "/api/v1/subscriptions/subscription-acme/transfer",
        {"destinationResourceId": "site-2"},
        a_subscription_of_a_site,
    ),
    Write(
        "delegate",
        "POST",
        "/api/v1/subscriptions/subscription-acme/delegate",
        {"targetCustomerId": "customer-parent"},
        a_subscription_of_a_site,
    ),
    Write(
        "import",
        "POST",
        "/api/v1/subscriptions/import",
        {"subscriptions": [SUBSCRIPTION]},
        a_customer_and_plans,
    ),
    Write(
        "create contract",
        "POST",
        "/api/v1/contracts",
        {"contractId": "contract-acme", "customerId": "customer-acme", "subscriptions": [CUSTOM]},
        a_customer_and_plans,
    ),
    Write(
        "cancel schedule",
        "DELETE",
        "/api/v1/subscriptions/subscription-acme/future-update/schedule",
        arrange=a_migration_that_waits,
    ),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_a_crash_leaves_all_or_nothing_and_the_same_request_completes_it(write: Write, emulator: None) -> None:
    check_crashes(write)


@pytest.fixture(params=["calm", "faults"])
def weather(request: pytest.FixtureRequest, emulator: None) -> Iterator[None]:
    """The emulator as it is, and one that refuses and loses answers."""
    faults: tuple[Hook, ...] = (Conflicts(), Refusals(every=5), LostAnswers(every=4))
    with hooked(*(faults if request.param == "faults" else ())):
        yield


@pytest.mark.parametrize("slot", [{}, FOR_A_SITE], ids=["customer", "resource"])
def test_parallel_provisions_into_one_slot_leave_one_live_subscription(
    slot: dict[str, str], weather: None, emulator_api: TemplateApi
) -> None:
    a_customer_and_plans(emulator_api)

    def provision(number: int) -> str:
        # Every second one agrees on something else, so that it replaces what it finds.
        terms = {} if slot or number % 2 else {"planId": "plan-pro", "billingPeriod": "MONTHLY"}
        body = {**SUBSCRIPTION, **slot, **terms, "id": f"s-{number}"}
        return until_done(emulator_api, "/api/v1/subscriptions", body).data["subscription"]["status"]

    assert set(in_parallel(16, provision)) == {"ACTIVE"}
    made = emulator_api.get("/api/v1/subscriptions", customerId="customer-acme", limit=100).data
    [live] = [each["id"] for each in made if each["status"] == "ACTIVE"]
    assert usable() == {live}
    assert told_of_subscriptions() == {each["id"]: 1 if each["id"] == live else 2 for each in made}


def test_parallel_provisions_of_one_id_create_it_once(weather: None, emulator_api: TemplateApi) -> None:
    a_customer_and_plans(emulator_api)
    answers = in_parallel(16, lambda _: until_done(emulator_api, "/api/v1/subscriptions", SUBSCRIPTION).status)
    assert set(answers) <= {201, 409}
    assert told_of_subscriptions() == {"subscription-acme": 1}


def test_parallel_cancellations_end_a_subscription_once(weather: None, emulator_api: TemplateApi) -> None:
    a_subscription(emulator_api)
    path = "/api/v1/subscriptions/subscription-acme/cancel"
    answers = in_parallel(16, lambda _: until_done(emulator_api, path, NOW).status)
    assert Counter(answers) == {200: 1, 409: 15}
    assert told_of_subscriptions() == {"subscription-acme": 2}
    assert usable() == set()


def until_done(api: TemplateApi, path: str, body: object) -> Answer:
    """Send until the answer is not one that a retry may cure, as the published clients do."""
    while True:
        answer = api.call("POST", path, body)
        if answer.headers.get("x-should-retry") != "true":
            return answer


def usable() -> set[str]:
    """Return the subscriptions that checks see, of all customers and resources."""
    access = [json.loads(item["D"]["S"]) for item in dump()["live"] if item["SK"]["S"] == "A"]
    return {each["id"] for item in access for each in item["subscriptions"]}


def told_of_subscriptions() -> Counter[str]:
    """Return how many events tell of each subscription."""
    partitions = [item["PK"]["S"] for item in dump()["outbox"]]
    return Counter(partition.rsplit("#", 1)[1] for partition in partitions if "#SUBSCRIPTION#" in partition)
