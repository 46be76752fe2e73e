"""Budgets of a currency: what is burnt by whoever names entities counts in them, and checks obey them."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.credit_rates import given_rates
from tests.support.governance import ACME, assign, budget, define_types, name_entities, nodes
from tests.support.graphql import ask
from tests.support.metered import count_waiting, send, waiting
from tests.support.template_api import TemplateApi
from tollgate.governance.errors import GovernanceUnavailable
from tollgate.storage.budgets import DynamoBudgetReader

GRANTS, CONSUMPTION = "/api/v1/credits/grants", "/api/v1/credits/consumption"
TEAM, AGENT = {"teamId": "team"}, {"agentId": "agent"}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A customer with 100 tokens; its team may burn 50 of them a month, an agent of the team 20."""
    given_rates(api)
    define_types(api)
    name_entities(api, team="team", agent="agent")
    given = {"customerId": "acme", "currencyId": "tokens", "displayName": "Gift", "grantType": "PROMOTIONAL"}
    assert api.post(GRANTS, **given, amount=100).status == 201
    tokens: dict[str, Any] = {"feature": None, "currencyId": "tokens"}
    assert assign(api, budget("team", 50, **tokens), budget("agent", 20, parentId="team", **tokens)).status == 200
    return api


def consume(api: TemplateApi, amount: float, key: str, **fields: Any) -> Any:
    body = {"customerId": "acme", "currencyId": "tokens", "amount": amount, "idempotencyKey": key, **fields}
    answer = api.post(CONSUMPTION, **body)
    assert answer.status == 201, answer.body
    return answer.data


def burnt(api: TemplateApi) -> dict[str, float]:
    """Return what is used of each budget of tokens."""
    rows = api.get(f"{ACME}/governance", currencyIds="tokens").data
    return {row["entityId"]: row["currentUsage"] for row in rows if row["usageLimit"] is not None}


def check(api: TemplateApi, requested: int) -> Any:
    query = {"currencyId": "tokens", "requestedUsage": requested, "dimensions[agentId]": "agent"}
    return api.get("/api/v1/customers/acme/entitlements/check", **query).data


def test_consumption_counts_for_whom_it_names_and_everyone_above(shop: TemplateApi) -> None:
    shown = consume(shop, 8, "a", dimensions=AGENT)
    assert {each["entityId"]: each["currentUsage"] for each in shown["entities"]} == {"agent": 8, "team": 8}
    assert {(each["currencyId"], each["featureId"]) for each in shown["entities"]} == {("tokens", None)}
    assert consume(shop, 5, "b", dimensions=TEAM)["entities"][0]["currentUsage"] == 13
    assert consume(shop, 7, "c")["entities"] == []
    assert consume(shop, 7, "d", dimensions={"model": "m"})["entities"] == []
    assert burnt(shop) == {"agent": 8, "team": 13}


def test_the_same_key_counts_once_and_is_answered_alike(shop: TemplateApi) -> None:
    first = consume(shop, 8, "a", dimensions=AGENT)
    assert consume(shop, 8, "a", dimensions=AGENT) == first
    assert burnt(shop) == {"agent": 8, "team": 8}


def test_a_check_obeys_the_budget_though_there_are_credits(shop: TemplateApi) -> None:
    consume(shop, 15, "a", dimensions=AGENT)
    assert check(shop, 5)["isGranted"] is True
    denied = check(shop, 6)
    assert (denied["isGranted"], denied["accessDeniedReason"]) == (False, "BudgetExceeded")
    assert nodes(denied) == [[("agent", 15, False), ("team", 15, True)]]


def test_a_check_of_budgets_holds_no_credits(shop: TemplateApi) -> None:
    query = {"currencyId": "tokens", "reserveAmount": 5, "dimensions[agentId]": "agent"}
    refused = shop.get("/api/v1/customers/acme/entitlements/check", **query)
    assert (refused.status, refused.error["field"]) == (400, "reserveAmount")


def test_queued_consumption_counts_however_many_name_entities(shop: TemplateApi) -> None:
    own = {"customerId": "acme", "currencyId": "tokens", "amount": 1}
    sent = [{**own, "idempotencyKey": f"k{number}", "dimensions": AGENT} for number in range(12)]
    assert shop.post(f"{CONSUMPTION}/async", consumptions=[*sent, {**own, "idempotencyKey": "x"}]).status == 201
    count_waiting(shop)
    assert burnt(shop) == {"agent": 12, "team": 12}


def test_queued_consumption_waits_while_budgets_cannot_be_read(
    shop: TemplateApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"customerId": "acme", "currencyId": "tokens", "amount": 3, "idempotencyKey": "k", "dimensions": AGENT}
    assert shop.post(f"{CONSUMPTION}/async", consumptions=[own]).status == 201
    records = waiting()
    with monkeypatch.context() as patched:
        patched.setattr(DynamoBudgetReader, "read", unreadable)
        failed = shop.run("IngestUsageFunction", {"Records": records})["batchItemFailures"]
        assert [each["itemIdentifier"] for each in failed] == [each["messageId"] for each in records]
        assert consumption_refused(shop) == (503, "UnexpectedError")
    assert burnt(shop) == {"agent": 0, "team": 0}
    assert shop.get("/api/v1/events/rejected").data == []
    assert shop.run("IngestUsageFunction", {"Records": records}) == {"batchItemFailures": []}
    assert burnt(shop) == {"agent": 3, "team": 3}


def unreadable(*_: Any) -> None:
    raise GovernanceUnavailable.of()


def consumption_refused(api: TemplateApi) -> tuple[int, str]:
    own = {"customerId": "acme", "currencyId": "tokens", "amount": 3, "idempotencyKey": "l", "dimensions": AGENT}
    refused = api.post(CONSUMPTION, **own)
    return refused.status, refused.error["code"]


def test_what_reports_and_events_burn_counts_in_the_same_transaction(shop: TemplateApi) -> None:
    reported = [{"customerId": "acme", "featureId": "calls", "value": 3, "dimensions": AGENT}]
    shown = shop.post("/api/v2/usage", usages=reported).data["entities"]
    assert {each["entityId"]: each["currentUsage"] for each in shown} == {"agent": 6, "team": 6}
    upload = {"customerId": "acme", "eventName": "upload", "idempotencyKey": "u", "dimensions": {**AGENT, "size": 4}}
    for _ in range(2):
        send(shop, upload)
        count_waiting(shop)
    # 6 of the report; of the upload 10 for its count, and 3 for each of the 4 by which the peak grows.
    assert burnt(shop) == {"agent": 28, "team": 28}


def test_a_new_month_begins_anew(shop: TemplateApi, clock: FixedClock) -> None:
    consume(shop, 8, "a", dimensions=AGENT)
    clock.advance(days=32)
    assert burnt(shop) == {"agent": 0, "team": 0}
    consume(shop, 2, "b", dimensions=AGENT)
    assert burnt(shop) == {"agent": 2, "team": 2}


def test_graphql_consumption_counts_too(shop: TemplateApi) -> None:
    given = {"customerId": "acme", "currencyId": "tokens", "amount": 4, "idempotencyKey": "g", "dimensions": AGENT}
    document = "mutation ($input: ConsumeCreditInput!) { consumeCredits(input: $input) { amount } }"
    assert ask(shop, document, input=given)["consumeCredits"] == {"amount": 4}
    assert burnt(shop) == {"agent": 4, "team": 4}
