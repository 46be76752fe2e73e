"""Balances, consumption, the ledger and usage of credits through GraphQL."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.catalog import create_currency, create_plan, create_product, grant_credits, publish
from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, TOKENS, consume, grant, internal_id_of, ledger, with_tokens
from tests.support.graphql import ask, code_of, refusal_of
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tests.support.time_travel import create_clock
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind

BALANCES = """
query ($input: CreditBalanceSummaryInput!) {
  creditBalanceSummary(input: $input) {
    customerId
    balances {
      customerId resourceId currentBalance totalConsumed totalGranted validUntil
      currency { currencyId displayName symbol units { singular plural } }
    }
  }
}
"""
CONSUME = """
mutation ($input: ConsumeCreditInput!) {
  consumeCredits(input: $input) {
    amount currencyId customerId resourceId timestamp
    credit { currencyId currentUsage usageLimit timestamp usagePeriodEnd }
  }
}
"""
LEDGER = """
query ($input: CreditLedgerInput!) {
  creditsLedger(input: $input) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges {
      cursor
      node {
        amount creditCurrencyId creditGrantId customerId eventId eventType featureId resourceId timestamp
      }
    }
  }
}
"""
USAGE = """
query ($input: CreditUsageInput!) {
  creditUsage(input: $input) {
    currency { currencyId displayName symbol units { plural } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    series { featureId featureName totalCredits tags { key value } points { timestamp value } }
  }
}
"""
MINUTES = "currency-minutes"
FINE = {"customerId": CUSTOMER, "currencyId": TOKENS, "amount": 3, "idempotencyKey": "k1"}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """Plans with 100 tokens a month for a customer and for its sites; a second currency; a customer of neither."""
    create_product(api)
    create_product(api, "product-sites", multipleSubscriptions=True)
    create_currency(api)
    units = {"singular": "minute", "plural": "minutes"}
    api.post("/api/v1/credits/custom-currencies", id=MINUTES, displayName="Minutes", symbol="M", units=units)
    for plan_id, product_id in (("plan-free", "product-main"), ("plan-site", "product-sites")):
        create_plan(api, plan_id, productId=product_id)
        grant_credits(api, plan_id, TOKENS)
        publish(api, plan_id)
    api.post("/api/v1/customers", id=CUSTOMER)
    return api


def subscribe(api: TemplateApi, **fields: Any) -> Any:
    """Give the customer, or its site, the plan."""
    plan_id = "plan-site" if "resourceId" in fields else "plan-free"
    answer = api.post("/api/v1/subscriptions", customerId=CUSTOMER, planId=plan_id, **fields)
    assert answer.status == 201, answer.body
    return answer.data["subscription"]


def balances(api: TemplateApi, **fields: Any) -> dict[str, tuple[float, float, float]]:
    """Return what is left, consumed and granted, by currency."""
    summary = ask(api, BALANCES, input={"customerId": CUSTOMER, **fields})["creditBalanceSummary"]
    assert summary["customerId"] == CUSTOMER
    return {
        each["currency"]["currencyId"]: (each["currentBalance"], each["totalConsumed"], each["totalGranted"])
        for each in summary["balances"]
    }


def valid_until(api: TemplateApi, **fields: Any) -> datetime | None:
    """Return until when the balance of tokens holds."""
    asked = {"customerId": CUSTOMER, "currencyId": TOKENS, **fields}
    [balance] = ask(api, BALANCES, input=asked)["creditBalanceSummary"]["balances"]
    moment = balance["validUntil"]
    return datetime.fromtimestamp(moment / 1000, UTC) if moment is not None else None


def test_a_balance_is_told_with_its_currency(shop: TemplateApi) -> None:
    grant(shop, 10, currencyId=MINUTES)
    consume(shop, 2.5, currencyId=MINUTES)
    assert ask(shop, BALANCES, input={"customerId": CUSTOMER})["creditBalanceSummary"]["balances"] == [
        {
            "customerId": CUSTOMER,
            "resourceId": None,
            "currentBalance": 7.5,
            "totalConsumed": 2.5,
            "totalGranted": 10,
            "validUntil": None,
            "currency": {
                "currencyId": MINUTES,
                "displayName": "Minutes",
                "symbol": "M",
                "units": {"singular": "minute", "plural": "minutes"},
            },
        }
    ]


def test_who_holds_nothing_has_no_balances(shop: TemplateApi) -> None:
    assert balances(shop) == {}
    assert balances(shop, currencyId=TOKENS) == {}
    for fields, code in (
        ({"customerId": "nobody"}, "CustomerNotFound"),
        ({"resourceId": "nowhere"}, "CustomerResourceNotFound"),
        ({"currencyId": "nothing"}, "CustomCurrencyNotFound"),
        ({"environmentId": "other"}, "EnvironmentMissing"),
    ):
        assert code_of(shop, BALANCES, input={"customerId": CUSTOMER, **fields}) == code


def test_credits_of_a_plan_are_renewed_each_month_with_or_without_a_sweep(shop: TemplateApi, clock: FixedClock) -> None:
    subscribe(shop)
    grant(shop, 30, currencyId=MINUTES)
    consume(shop, 40)
    assert balances(shop) == {TOKENS: (60, 40, 100), MINUTES: (30, 0, 30)}
    assert balances(shop, currencyId=MINUTES) == {MINUTES: (30, 0, 30)}
    renewal = datetime(2026, 2, 15, tzinfo=UTC)
    assert valid_until(shop) == renewal
    clock.set("2026-02-15T00:00:00Z")
    assert balances(shop, currencyId=TOKENS) == {TOKENS: (100, 0, 100)}


def test_each_resource_has_balances_of_its_own(shop: TemplateApi) -> None:
    subscribe(shop, resourceId="site")
    consume(shop, 25, resourceId="site")
    grant(shop, 7)
    assert balances(shop, resourceId="site") == {TOKENS: (75, 25, 100)}
    assert balances(shop) == balances(shop, resourceId="") == {TOKENS: (7, 0, 7)}
    grant(shop, 5, resourceId="site", currencyId=MINUTES)
    assert balances(shop, resourceId="site") == {TOKENS: (75, 25, 100), MINUTES: (5, 0, 5)}
    assert balances(shop, resourceId="site", currencyId=MINUTES) == {MINUTES: (5, 0, 5)}


def test_credits_of_an_archived_currency_are_still_shown(shop: TemplateApi) -> None:
    grant(shop, 5, currencyId=MINUTES)
    assert shop.post(f"/api/v1/credits/custom-currencies/{MINUTES}/archive").status == 200
    assert balances(shop, currencyId=MINUTES) == {MINUTES: (5, 0, 5)}


def test_what_is_owed_is_below_zero(shop: TemplateApi) -> None:
    grant(shop, 10)
    consume(shop, 25)
    assert balances(shop) == {TOKENS: (-15, 25, 10)}


def test_a_balance_holds_until_credits_begin_or_cease_to_count(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, 10, effectiveAt="2026-01-16T00:00:00Z", expireAt="2026-01-20T00:00:00Z")
    assert (balances(shop), valid_until(shop)) == ({TOKENS: (0, 0, 0)}, datetime(2026, 1, 16, tzinfo=UTC))
    clock.set("2026-01-16T00:00:00Z")
    assert (balances(shop), valid_until(shop)) == ({TOKENS: (10, 0, 10)}, datetime(2026, 1, 20, tzinfo=UTC))
    clock.set("2026-01-20T00:00:00Z")
    assert (balances(shop), valid_until(shop)) == ({TOKENS: (0, 0, 0)}, None)
    subscribe(shop, startDate="2026-01-22T00:00:00Z")
    assert (balances(shop), valid_until(shop)) == ({TOKENS: (0, 0, 0)}, datetime(2026, 1, 22, tzinfo=UTC))


def test_a_balance_lives_by_its_customer_s_clock(shop: TemplateApi, clock: FixedClock) -> None:
    create_clock(shop, "2026-06-01T00:00:00Z")
    shop.post("/api/v1/customers", id="later", testClockId="clock").data  # noqa: B018
    grant(shop, 10, customerId="later", effectiveAt="2026-06-02T00:00:00Z")
    asked = {"customerId": "later"}
    [balance] = ask(shop, BALANCES, input=asked)["creditBalanceSummary"]["balances"]
    assert (balance["totalGranted"], balance["validUntil"]) == (0, 1780358400000)


def test_consuming_answers_with_the_balance_and_a_repeat_burns_nothing(shop: TemplateApi) -> None:
    subscribe(shop)
    asked = {**FINE, "dimensions": {"model": "x", "beta": True, "size": 1.5}, "createdAt": "2026-01-14T00:00:00Z"}
    first = ask(shop, CONSUME, input=asked)["consumeCredits"]
    now = "2026-01-15T10:30:00.000Z"
    assert first == {
        "amount": 3,
        "currencyId": TOKENS,
        "customerId": CUSTOMER,
        "resourceId": None,
        "timestamp": "2026-01-14T00:00:00.000Z",
        "credit": {
            "currencyId": TOKENS,
            "currentUsage": 3,
            "usageLimit": 100,
            "timestamp": now,
            "usagePeriodEnd": "2026-02-15T00:00:00.000Z",
        },
    }
    assert ask(shop, CONSUME, input=asked)["consumeCredits"] == first
    assert consume(shop, 3)["timestamp"] == first["timestamp"]
    assert ledger(shop) == [("CONSUMED", -3), ("GRANTED", 100)]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"amount": 0}, "InvalidArgumentError", "amount"),
        ({"idempotencyKey": ""}, "InvalidArgumentError", "idempotencyKey"),
        ({"createdAt": "2026-01-16T00:00:00Z"}, "InvalidArgumentError", "createdAt"),
        ({"dimensions": {"a": {}}}, "BadUserInput", None),
        ({"customerId": "nobody"}, "CustomerNotFound", None),
        ({"resourceId": "nowhere"}, "CustomerResourceNotFound", None),
        ({"currencyId": "nothing"}, "CustomCurrencyNotFound", None),
    ],
)
def test_what_cannot_be_consumed_is_refused(
    shop: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    told = refusal_of(shop, CONSUME, input={**FINE, **fields})["extensions"]
    assert told["code"] == code
    assert field is None or told["field"] == field


def test_dimensions_are_the_caller_s_own_whatever_they_are_called(shop: TemplateApi) -> None:
    internal = internal_id_of(TOKENS)
    grant(shop, 5)
    ask(shop, CONSUME, input={**FINE, "currencyId": internal, "dimensions": {"currencyId": internal}})
    asked = {"customerId": CUSTOMER, "currencyId": internal, "groupBy": ["currencyId"]}
    [series] = ask(shop, USAGE, input=asked)["creditUsage"]["series"]
    assert series["tags"] == [{"key": "currencyId", "value": internal}]
    assert balances(shop, currencyId=internal) == {TOKENS: (2, 3, 5)}


def entries(api: TemplateApi, **fields: Any) -> Any:
    return ask(api, LEDGER, input={"customerId": CUSTOMER, **fields})["creditsLedger"]


def told(connection: Any) -> list[tuple[str, float]]:
    nodes = [edge["node"] for edge in connection["edges"]]
    return [(node["eventType"].removeprefix("CREDITS_"), node["amount"]) for node in nodes]


def test_the_ledger_is_told_newest_first_and_goes_both_ways(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = grant(shop, 10)["id"]
    for number in range(1, 4):
        clock.advance(minutes=1)
        consume(shop, number, f"k{number}")
    whole = entries(shop)
    assert told(whole) == [("CONSUMED", -3), ("CONSUMED", -2), ("CONSUMED", -1), ("GRANTED", 10)]
    assert whole["edges"][0]["node"] == {
        "amount": -3,
        "creditCurrencyId": TOKENS,
        "creditGrantId": identifier,
        "customerId": CUSTOMER,
        "eventId": "k3",
        "eventType": "CREDITS_CONSUMED",
        "featureId": None,
        "resourceId": None,
        "timestamp": "2026-01-15T10:33:00.000Z",
    }
    first = entries(shop, paging={"first": 2})
    assert (told(first), first["totalCount"]) == ([("CONSUMED", -3), ("CONSUMED", -2)], 4)
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    second = entries(shop, paging={"first": 2, "after": first["pageInfo"]["endCursor"]})
    assert (told(second), second["pageInfo"]["hasNextPage"]) == ([("CONSUMED", -1), ("GRANTED", 10)], False)
    back = entries(shop, paging={"last": 2, "before": second["pageInfo"]["startCursor"]})
    oldest = entries(shop, paging={"last": 1})
    assert (told(back), told(oldest), oldest["totalCount"]) == (told(first), [("GRANTED", 10)], 4)


def test_the_ledger_is_narrowed(shop: TemplateApi) -> None:
    subscribe(shop, resourceId="site")
    grant(shop, 10)
    grant(shop, 7, currencyId=MINUTES)
    consume(shop, 1, resourceId="site")
    assert told(entries(shop, resourceId="site")) == [("CONSUMED", -1), ("GRANTED", 100)]
    assert told(entries(shop, currencyId=MINUTES)) == [("GRANTED", 7)]
    narrowed = entries(shop, eventType=["CREDITS_VOIDED", "CREDITS_CONSUMED"])
    assert (told(narrowed), narrowed["totalCount"]) == ([], 0)
    assert len(told(entries(shop, eventType=[]))) == 2
    assert code_of(shop, LEDGER, input={"customerId": "nobody"}) == "CustomerNotFound"
    cursor = entries(shop, paging={"first": 1})["pageInfo"]["endCursor"]
    for paging in ({"after": cursor}, {"before": "x"}):
        asked = {"customerId": CUSTOMER, "currencyId": TOKENS, "paging": paging}
        assert code_of(shop, LEDGER, input=asked) == "BadUserInput"


def test_reservations_are_in_the_ledger(shop: TemplateApi) -> None:
    grant(shop, 10)
    held = {"currencyId": TOKENS, "reserveAmount": 4, "reservationId": "job"}
    assert shop.get(f"/api/v1/customers/{CUSTOMER}/entitlements/check", **held).data["isGranted"]
    release = {"customerId": CUSTOMER, "currencyId": TOKENS, "consumedAmount": 1}
    assert shop.post("/api/v1/credits/reservations/job/release", **release).status in (200, 201)
    assert [kind for kind, _ in told(entries(shop))] == ["RESERVATION_RELEASED", "RESERVED", "GRANTED"]


def usage(api: TemplateApi, **fields: Any) -> Any:
    return ask(api, USAGE, input={"customerId": CUSTOMER, **fields})["creditUsage"]


def test_usage_is_told_by_the_day_and_by_dimensions(shop: TemplateApi) -> None:
    grant(shop, 100)
    consume(shop, 3, "a", dimensions={"model": "x"})
    consume(shop, 2, "b", dimensions={"model": "y"}, createdAt="2026-01-13T23:00:00Z")
    consume(shop, 1, "c")
    whole = usage(shop, currencyId=TOKENS)
    assert whole["currency"] == {"currencyId": TOKENS, "displayName": TOKENS, "symbol": None, "units": None}
    [series] = whole["series"]
    assert (series["featureId"], series["featureName"], series["totalCredits"], series["tags"]) == (None, None, 6, None)
    burnt = {point["timestamp"]: point["value"] for point in series["points"] if point["value"]}
    assert (len(series["points"]), burnt) == (30, {"2026-01-13T00:00:00.000Z": 2, "2026-01-15T00:00:00.000Z": 4})
    hourly = usage(shop, startDate="2026-01-13T22:00:00Z", endDate="2026-01-14T00:00:00Z", timeRange="LAST_YEAR")
    assert (hourly["currency"], [point["value"] for point in hourly["series"][0]["points"]]) == (None, [0, 2])
    assert len(usage(shop, timeRange="LAST_DAY")["series"][0]["points"]) == 24
    tagged = usage(shop, groupBy=["model"])
    assert [(each["tags"][0]["value"], each["totalCredits"]) for each in tagged["series"]] == [
        ("x", 3),
        ("y", 2),
        ("", 1),
    ]


def test_usage_is_told_page_by_page(shop: TemplateApi) -> None:
    grant(shop, 100)
    for number in range(1, 6):
        consume(shop, number, f"k{number}", dimensions={"n": number})

    def totals(**paging: Any) -> tuple[list[int], bool, bool]:
        page = usage(shop, groupBy=["n"], paging=paging)
        info = page["pageInfo"]
        assert (info["startCursor"] is None) == (page["series"] == [])
        return [each["totalCredits"] for each in page["series"]], info["hasPreviousPage"], info["hasNextPage"]

    first = usage(shop, groupBy=["n"], paging={"first": 2})["pageInfo"]
    assert totals(first=2) == ([5, 4], False, True)
    assert totals(first=3, after=first["endCursor"]) == ([3, 2, 1], True, False)
    assert totals(last=2) == ([2, 1], True, False)
    assert totals(last=9, before=first["endCursor"]) == ([5], False, True)
    assert totals(before=first["startCursor"]) == ([], False, True)
    for asked in (
        {"groupBy": ["m"], "paging": {"after": first["endCursor"]}},
        {"groupBy": ["n"], "paging": {"first": 1, "before": first["endCursor"]}},
        {"groupBy": ["n"], "paging": {"first": 0}},
    ):
        assert code_of(shop, USAGE, input={"customerId": CUSTOMER, **asked}) == "BadUserInput"


def test_what_cannot_be_told_of_usage_is_refused(shop: TemplateApi) -> None:
    for fields, code in (
        ({"customerId": "nobody"}, "CustomerNotFound"),
        ({"currencyId": "nothing"}, "CustomCurrencyNotFound"),
        ({"groupBy": ["a", "b", "c", "d"]}, "InvalidArgumentError"),
        ({"startDate": "2026-01-02T00:00:00Z", "endDate": "2026-01-01T00:00:00Z"}, "InvalidArgumentError"),
    ):
        assert code_of(shop, USAGE, input={"customerId": CUSTOMER, **fields}) == code


def test_keys_reach_credits_as_they_do_in_rest(api: TemplateApi) -> None:
    opened = open_environment("production")
    full = api_of(opened.keys[0].secret)
    with_tokens(full)
    grant(full, 10)
    reading = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_READ).secret)
    selling = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.SUBSCRIPTION_WRITE).secret)
    writing = api_of(make_key(opened.environment, KeyKind.SCOPED, Permission.CUSTOMER_WRITE).secret)
    browser = api_of(make_key(opened.environment, KeyKind.PUBLISHABLE).secret)
    asked = {"customerId": CUSTOMER}
    for document, field in ((BALANCES, "creditBalanceSummary"), (LEDGER, "creditsLedger"), (USAGE, "creditUsage")):
        assert ask(reading, document, input=asked)[field]
        for key in (selling, browser):
            assert code_of(key, document, input=asked) == "IdentityForbidden"
    for key in (reading, selling, browser):
        assert code_of(key, CONSUME, input=FINE) == "IdentityForbidden"
    assert ask(writing, CONSUME, input=FINE)["consumeCredits"]["amount"] == 3
