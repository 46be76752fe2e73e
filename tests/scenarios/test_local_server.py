"""The product as `make start` serves it: over HTTP, with the emulator behind it and its event sources at work."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from openfeature import api as openfeature
from openfeature.contrib.provider.ofrep import OFREPProvider
from stigg import ConflictError, PermissionDeniedError, Stigg

from tests.support.local_server import client_of_server, local_server
from tests.support.openfeature import customer
from tests.support.receiver import Receiver, hang, receiving
from tollgate.integrations.webhook_queue import LANES
from tools.local_environment import FULL_KEY, PUBLISHABLE_KEY
from tools.main_job import show
from tools.seed import ENTITLEMENTS, FEATURES, PLANS, seed
from tools.template import ROOT


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    """A server that keeps nothing."""
    with local_server(data=None) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: httpx.Client) -> Stigg:
    """The official client with the full key."""
    return client_of_server(server, FULL_KEY)


def test_the_catalogue_loads_through_the_api_and_loads_again(client: Stigg) -> None:
    seed(client)
    seed(client)
    assert {feature.id for feature in client.v1.features.list_features()} == FEATURES.keys()
    assert {plan.id: plan.status for plan in client.v1.plans.list()} == dict.fromkeys(PLANS, "PUBLISHED")
    for plan, granted in ENTITLEMENTS.items():
        assert {entitlement.id for entitlement in client.v1.plans.entitlements.list(plan).data} == granted.keys()


def test_the_main_job_ends_in_a_denial_with_its_reason(client: Stigg, capsys: pytest.CaptureFixture[str]) -> None:
    show(client)
    steps = capsys.readouterr().out.splitlines()
    assert steps[-2:] == [
        "  → feature-api-calls: yes (9,990 of 10,000 used)",
        "  → feature-api-calls: no: RequestedUsageExceedingLimit (9,990 of 10,000 used)",
    ]


def test_the_main_job_can_be_shown_again(client: Stigg) -> None:
    assert show(client) != show(client)


def test_a_report_is_seen_by_the_next_check_and_counts_once(client: Stigg) -> None:
    seed(client)
    client.v1.customers.provision(id="customer-once", name="Once", email="once@example.com")
    client.v1.subscriptions.provision(customer_id="customer-once", plan_id="plan-free")
    for _ in range(3):
        client.v1.usage.report(
            usages=[
                {
                    "customer_id": "customer-once",
                    "feature_id": "feature-api-calls",
                    "value": 400,
                    "idempotency_key": "report-1",
                }
            ]
        )
    checked = client.v1.customers.check_entitlement("customer-once", feature_id="feature-api-calls")
    assert checked.data.type == "FEATURE"
    assert (checked.data.is_granted, checked.data.current_usage, checked.data.usage_limit) == (True, 400, 1000)


def test_the_openfeature_provider_reads_entitlements_as_flags(server: httpx.Client, client: Stigg) -> None:
    seed(client)
    client.v1.customers.provision(id="customer-flags", name="Flags", email="flags@example.com")
    client.v1.subscriptions.provision(customer_id="customer-flags", plan_id="plan-free")
    openfeature.set_provider(OFREPProvider(str(server.base_url), headers_factory=lambda: {"X-API-KEY": FULL_KEY}))
    flags, context = openfeature.get_client(), customer("customer-flags")
    try:
        assert flags.get_boolean_value("feature-sso", True, context) is False
        assert flags.get_integer_value("feature-api-calls", 0, context) == 1000
        assert flags.get_string_value("feature-regions", "", context) == "eu"
    finally:
        openfeature.shutdown()


def has_heard_of(receiver: Receiver, customer_ids: set[str]) -> bool:
    """Tell whether an endpoint is told of all these customers while somebody would wait for it."""
    deadline = time.monotonic() + 30
    while not customer_ids <= {json.loads(request.body)["id"] for request in list(receiver.requests)}:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_a_webhook_hears_of_what_happens_while_another_hangs(server: httpx.Client, client: Stigg) -> None:
    key = {"X-API-KEY": FULL_KEY}
    with receiving(hang) as hanging, receiving() as receiver:
        made = []
        for endpoint in (hanging.url, receiver.url):
            body = {"endpoint": endpoint, "eventTypes": ["customer.created"]}
            made.append(server.post("/api/v1/webhooks", json=body, headers=key).raise_for_status().json()["data"]["id"])
        told = {f"customer-told-{number}" for number in range(12)}
        for customer_id in told:
            client.v1.customers.provision(id=customer_id, name="Told", email="told@example.com")
        # Of customers that were there already it may hear too: their events are still on their way.
        assert has_heard_of(receiver, told)
        assert 1 <= len(hanging.requests) <= LANES
        for webhook_id in made:
            server.delete(f"/api/v1/webhooks/{webhook_id}", headers=key).raise_for_status()


def test_what_exists_is_refused_over_http_too(client: Stigg) -> None:
    seed(client)
    with pytest.raises(ConflictError, match="DuplicatedEntityNotAllowed"):
        client.v1.features.create_feature(id="feature-sso", display_name="Again", feature_type="BOOLEAN")


def test_a_publishable_key_may_not_write(server: httpx.Client) -> None:
    browser = client_of_server(server, PUBLISHABLE_KEY)
    with pytest.raises(PermissionDeniedError):
        browser.v1.features.create_feature(id="feature-no", display_name="No", feature_type="BOOLEAN")


def test_the_gateway_itself_refuses_a_request_without_a_key(server: httpx.Client) -> None:
    refused = server.get("/api/v1/features")
    assert (refused.status_code, refused.text) == (401, '{"message":"Unauthorized"}')


def test_an_unknown_key_is_refused_in_the_shape_of_the_contract(server: httpx.Client) -> None:
    refused = server.get("/api/v1/features", headers={"X-API-KEY": "server-unknown"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "Unauthenticated")


@pytest.mark.parametrize("path", ["/health", "/openapi.json"])
def test_what_everyone_may_see_needs_no_key(server: httpx.Client, path: str) -> None:
    assert server.get(path).status_code == 200


def test_browsers_are_told_what_they_may_send(server: httpx.Client) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    preflight = server.options("/api/v1/features", headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")
    assert preflight.headers["access-control-allow-headers"] == "*"  # clients add headers of their own to each request
    answered = server.get("/health", headers={"Origin": "https://app.example"})
    assert answered.headers["access-control-allow-origin"] == "*"
    exposed = answered.headers["access-control-expose-headers"].split(",")
    assert exposed == ["etag", "x-request-id", "x-should-retry", "x-idempotent-replay"]


def test_an_unknown_path_is_answered_by_the_product(server: httpx.Client) -> None:
    missing = server.get("/api/v1/nothing", headers={"X-API-KEY": FULL_KEY})
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "RouteNotFound")


def test_a_body_beyond_the_gateway_s_limit_is_refused_unread(server: httpx.Client) -> None:
    refused = server.post("/api/v1/features", headers={"X-API-KEY": FULL_KEY}, content=b" " * 10_000_001)
    assert refused.status_code == 413


def test_graphql_answers_with_the_same_key(server: httpx.Client) -> None:
    answered = server.post("/graphql", headers={"X-API-KEY": FULL_KEY}, json={"query": "{ __typename }"})
    assert answered.json() == {"data": {"__typename": "Query"}}


def test_the_four_documents_of_the_readme_answer(server: httpx.Client, client: Stigg) -> None:
    seed(client)
    text = (ROOT / "tests" / "contract" / "seed-operations.graphql").read_text()
    documents = re.findall(r"^(?:mutation|query) .*?^}$", text, re.MULTILINE | re.DOTALL)
    answers = [
        server.post("/graphql", headers={"X-API-KEY": FULL_KEY}, json={"query": document}).json()
        for document in documents
    ]
    assert [list(answer) for answer in answers] == [["data"]] * 4
    assert answers[1]["data"]["provisionSubscription"]["subscription"]["status"] == "ACTIVE"
    assert answers[2]["data"]["entitlement"] == {"isGranted": True, "usageLimit": 10_000, "currentUsage": 0}


def test_data_is_there_after_a_restart(tmp_path: Path) -> None:
    with local_server(data=tmp_path) as server:
        seed(client_of_server(server, FULL_KEY))
    with local_server(data=tmp_path) as server:
        kept = client_of_server(server, FULL_KEY)
        assert {plan.id for plan in kept.v1.plans.list()} == PLANS.keys()
