"""Grants, consumption, ledger and usage of credits through the API."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.credits import (
    CONSUMPTION,
    CUSTOMER,
    GRANTS,
    LEDGER,
    TOKENS,
    balance,
    consume,
    grant,
    grants,
    ledger,
    with_tokens,
)
from tests.support.events import event_names
from tests.support.metered import waiting
from tests.support.template_api import TemplateApi

USAGE = "/api/v1/credits/usage"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A customer and a currency."""
    with_tokens(api)
    return api


def test_a_grant_is_shown_as_it_was_given(shop: TemplateApi) -> None:
    created = grant(
        shop,
        100,
        grantType="PAID",
        paymentCollectionMethod="NONE",
        cost={"amount": 9.99, "currency": "usd"},
        comment="Sorry",
        priority=7,
        metadata={"ticket": "1"},
        expireAt="2026-02-15T00:00:00Z",
    )
    identifier = created.pop("id")
    now = "2026-01-15T10:30:00.000Z"
    assert created == {
        "customerId": CUSTOMER,
        "resourceId": None,
        "currencyId": TOKENS,
        "grantType": "PAID",
        "displayName": "Welcome",
        "amount": 100,
        "consumedAmount": 0,
        "cost": {"amount": 9.99, "currency": "usd"},
        "comment": "Sorry",
        "priority": 7,
        "status": "ACTIVE",
        "effectiveAt": now,
        "expireAt": "2026-02-15T00:00:00.000Z",
        "voidedAt": None,
        "metadata": {"ticket": "1"},
        "paymentCollection": "NOT_REQUIRED",
        "sourceType": None,
        "invoiceId": None,
        "latestInvoice": None,
        "syncStates": [],
        "createdAt": now,
        "updatedAt": now,
    }
    assert grants(shop) == [{**created, "id": identifier}]


def test_consuming_answers_with_the_balance_and_a_repeat_burns_nothing(shop: TemplateApi) -> None:
    grant(shop, 100)
    first = consume(shop, 30)
    assert (first["amount"], first["customerId"], first["resourceId"]) == (30, CUSTOMER, None)
    assert (first["credit"]["usageLimit"], first["credit"]["currentUsage"]) == (100, 30)
    assert consume(shop, 30) == first
    assert (ledger(shop), balance(shop)) == ([("CONSUMED", -30), ("GRANTED", 100)], 70)
    assert grants(shop)[0]["consumedAmount"] == 30


def test_what_is_beyond_the_balance_is_owed_and_settled_by_new_credits(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, 10)
    clock.advance(minutes=1)
    consume(shop, 25)
    overdraft, used_up = grants(shop)
    assert (overdraft["grantType"], overdraft["amount"], overdraft["consumedAmount"]) == ("OVERDRAFT", 0, 15)
    assert (used_up["consumedAmount"], used_up["status"]) == (10, "ACTIVE")
    refused = shop.post(f"{GRANTS}/{overdraft['id']}/void")
    assert (refused.status, refused.body["error"]["code"]) == (400, "CreditGrantCannotBeVoided")
    clock.advance(minutes=1)
    settled = grant(shop, 50)
    assert settled["consumedAmount"] == 15
    assert [(each["status"], each["consumedAmount"]) for each in grants(shop)] == [
        ("ACTIVE", 15),
        ("VOIDED", 0),
        ("ACTIVE", 10),
    ]
    assert balance(shop) == 35


def test_a_void_takes_what_is_left_once(shop: TemplateApi) -> None:
    identifier = grant(shop, 100)["id"]
    consume(shop, 40)
    voided = shop.post(f"{GRANTS}/{identifier}/void").data
    assert (voided["status"], voided["consumedAmount"], voided["voidedAt"]) == (
        "VOIDED",
        40,
        "2026-01-15T10:30:00.000Z",
    )
    again = shop.post(f"{GRANTS}/{identifier}/void")
    assert (again.status, again.body["error"]["code"]) == (409, "CreditGrantAlreadyVoided")
    assert ledger(shop)[0] == ("VOIDED", -60)
    assert balance(shop) == 0
    missing = shop.post(f"{GRANTS}/grant-nowhere/void")
    assert (missing.status, missing.body["error"]["code"]) == (404, "CreditGrantNotFound")


def test_an_expired_grant_gives_nothing_more(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = grant(shop, 100, expireAt="2026-01-20T00:00:00Z")["id"]
    consume(shop, 40)
    clock.advance(days=10)
    assert (grants(shop)[0]["status"], grants(shop)[0]["consumedAmount"]) == ("EXPIRED", 40)
    refused = shop.post(f"{GRANTS}/{identifier}/void")
    assert (refused.status, refused.body["error"]["code"]) == (400, "CreditGrantCannotBeVoided")
    consume(shop, 5, "k2")
    assert ledger(shop)[:2] == [("CONSUMED", -5), ("EXPIRED", -60)]
    assert balance(shop) == -5


def test_a_scheduled_grant_counts_from_its_instant_on(shop: TemplateApi, clock: FixedClock) -> None:
    assert grant(shop, 100, effectiveAt="2026-01-16T00:00:00Z")["status"] == "SCHEDULED"
    assert ledger(shop) == []
    clock.advance(days=1)
    assert consume(shop, 1)["credit"]["usageLimit"] == 100


def test_an_invoice_that_is_sent_is_waited_for(shop: TemplateApi) -> None:
    pending = grant(
        shop, 100, grantType="PAID", paymentCollectionMethod="INVOICE", cost={"amount": 10, "currency": "usd"}
    )
    assert (pending["status"], pending["paymentCollection"]) == ("PAYMENT_PENDING", "PROCESSING")
    assert (pending["latestInvoice"]["status"], pending["latestInvoice"]["total"]) == ("OPEN", 10)
    assert pending["invoiceId"] == pending["latestInvoice"]["billingId"]
    assert consume(shop, 5)["credit"]["usageLimit"] == 0
    paid = shop.post(f"{GRANTS}/{pending['id']}/invoice/paid").data
    assert (paid["status"], paid["consumedAmount"], paid["latestInvoice"]["status"]) == ("ACTIVE", 5, "PAID")
    again = shop.post(f"{GRANTS}/{pending['id']}/invoice/paid")
    assert (again.status, again.body["error"]["code"]) == (409, "BillingInvoiceStatusError")
    charged = grant(shop, 1, grantType="PAID", paymentCollectionMethod="CHARGE", cost={"amount": 10, "currency": "usd"})
    assert (charged["status"], charged["paymentCollection"]) == ("ACTIVE", "NOT_REQUIRED")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"amount": 0}, "InvalidArgumentError", "amount"),
        ({"amount": -1}, "InvalidArgumentError", "amount"),
        ({"amount": "1"}, "BadUserInput", "amount"),
        ({"amount": 0.0000001}, "InvalidArgumentError", "amount"),
        ({"displayName": ""}, "BadUserInput", "displayName"),
        ({"grantType": "RECURRING"}, "BadUserInput", "grantType"),
        ({"priority": 101}, "InvalidArgumentError", "priority"),
        ({"priority": -1}, "InvalidArgumentError", "priority"),
        ({"comment": "x" * 201}, "InvalidArgumentError", "comment"),
        ({"cost": {"amount": 1, "currency": "usd"}}, "InvalidArgumentError", "cost.amount"),
        (
            {"grantType": "PAID", "cost": {"amount": 1, "currency": "usd"}},
            "InvalidArgumentError",
            "paymentCollectionMethod",
        ),
        ({"expireAt": "2026-01-15T10:30:00Z"}, "ExpireAtMustBeLaterThanEffectiveAtError", "expireAt"),
        (
            {"effectiveAt": "2026-01-01T00:00:00Z", "expireAt": "2026-01-02T00:00:00Z"},
            "InvalidArgumentError",
            "expireAt",
        ),
        (
            {"billingInformation": {"billingAddress": {"city": "Ulm"}}},
            "UnsupportedParameter",
            "billingInformation.billingAddress",
        ),
    ],
)
def test_a_grant_that_cannot_be_names_the_field(shop: TemplateApi, body: dict[str, Any], code: str, field: str) -> None:
    fine = {"grantType": "PROMOTIONAL", "displayName": "A", "customerId": CUSTOMER, "currencyId": TOKENS, "amount": 1}
    answer = shop.post(GRANTS, **{**fine, **body})
    assert (answer.status, answer.body["error"]["code"], answer.body["error"]["field"]) == (400, code, field)
    assert grants(shop) == []


def test_whom_or_what_nobody_knows_is_not_found(shop: TemplateApi) -> None:
    fine = {"grantType": "PROMOTIONAL", "displayName": "A", "customerId": CUSTOMER, "currencyId": TOKENS, "amount": 1}
    burn = {"customerId": CUSTOMER, "currencyId": TOKENS, "amount": 1, "idempotencyKey": "k"}
    for path, body in ((GRANTS, fine), (CONSUMPTION, burn)):
        for change, code in (
            ({"customerId": "nobody"}, "CustomerNotFound"),
            ({"currencyId": "nothing"}, "CustomCurrencyNotFound"),
            ({"resourceId": "nowhere"}, "CustomerResourceNotFound"),
        ):
            answer = shop.post(path, **{**body, **change})
            assert (answer.status, answer.body["error"]["code"]) == (404, code)
    for path in (GRANTS, LEDGER, USAGE):
        assert shop.get(path, customerId="nobody").status == 404
    shop.post(f"/api/v1/credits/custom-currencies/{TOKENS}/archive")
    assert shop.post(GRANTS, **fine).body["error"]["code"] == "EntityIsArchivedError"
    assert consume(shop, 1)["amount"] == 1


def test_lists_go_on_from_their_cursors(shop: TemplateApi) -> None:
    for number in range(5):
        grant(shop, number + 1)
    for path in (GRANTS, LEDGER):
        first = shop.get(path, customerId=CUSTOMER, limit=2)
        second = shop.get(path, customerId=CUSTOMER, limit=2, after=first.body["pagination"]["next"])
        back = shop.get(path, customerId=CUSTOMER, limit=2, before=second.body["pagination"]["prev"])
        last = shop.get(path, customerId=CUSTOMER, limit=2, after=second.body["pagination"]["next"])
        assert [row["amount"] for row in (*first.data, *second.data, *last.data)] == [5, 4, 3, 2, 1]
        assert (back.data, last.body["pagination"]["next"]) == (first.data, None)
    assert shop.get(LEDGER, customerId=CUSTOMER, eventType="CREDITS_VOIDED").data == []
    wrong = shop.get(LEDGER, customerId=CUSTOMER, eventType="X")
    assert (wrong.status, wrong.body["error"]["code"]) == (400, "BadUserInput")


def test_usage_is_told_by_the_day_and_by_dimensions(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, 100)
    consume(shop, 3, "a", dimensions={"model": "x", "beta": True})
    consume(shop, 2, "b", dimensions={"model": "y"}, createdAt="2026-01-13T23:00:00Z")
    consume(shop, 1, "c")
    usage = shop.get(USAGE, customerId=CUSTOMER, currencyId=TOKENS).data
    assert usage["currency"]["displayName"] == "AI tokens"
    [series] = usage["series"]
    assert (series["totalCredits"], series["eventCount"], series["featureId"], series["tags"]) == (6, 3, None, None)
    points = {point["timestamp"][:10]: point["value"] for point in series["points"]}
    assert (len(points), points["2026-01-13"], points["2026-01-15"], points["2026-01-14"]) == (30, 2, 4, 0)
    tagged = shop.get(USAGE, customerId=CUSTOMER, groupBy="model,beta", timeRange="LAST_WEEK").data
    assert tagged["currency"] is None
    assert [([tag["value"] for tag in each["tags"]], each["totalCredits"]) for each in tagged["series"]] == [
        (["x", "true"], 3),
        (["y", ""], 2),
        (["", ""], 1),
    ]
    hourly = shop.get(USAGE, customerId=CUSTOMER, startDate="2026-01-13T22:10:00Z", endDate="2026-01-14T00:00:00Z").data
    assert [(point["timestamp"][11:13], point["value"]) for point in hourly["series"][0]["points"]] == [
        ("22", 0),
        ("23", 2),
    ]
    for query in (
        {"groupBy": "a,b,c,d"},
        {"groupBy": "a b"},
        {"startDate": "2026-01-02T00:00:00Z", "endDate": "2026-01-01T00:00:00Z"},
    ):
        assert shop.get(USAGE, customerId=CUSTOMER, **query).status == 400


def test_what_happens_to_credits_is_told(shop: TemplateApi, clock: FixedClock) -> None:
    before = len(event_names(clock))
    grant(shop, 100)
    consume(shop, 40, "a")
    consume(shop, 45, "b")
    consume(shop, 20, "c")
    assert event_names(clock)[before:] == [
        "CreditGrantCreated",
        "CreditBalanceLow",
        "CreditBalanceLow",
        "CreditGrantBalanceLow",
        "CreditGrantBalanceLow",
        "CreditBalanceLow",
        "CreditBalanceDepleted",
        "CreditGrantCreated",
        "CreditGrantDepleted",
    ]


ASYNC = f"{CONSUMPTION}/async"


def queued(amount: float, key: str, **fields: Any) -> dict[str, Any]:
    """Return a consumption as it is sent."""
    return {"customerId": CUSTOMER, "currencyId": TOKENS, "amount": amount, "idempotencyKey": key, **fields}


def test_consumptions_are_burnt_a_little_later_and_once(shop: TemplateApi) -> None:
    grant(shop, 1000)
    many = [queued(1, f"k{number}", dimensions={"n": number % 2}) for number in range(60)]
    answer = shop.post(ASYNC, consumptions=[*many, queued(5, "nobody", customerId="nobody"), many[0]])
    assert (answer.status, answer.data, ledger(shop)) == (201, {}, [("GRANTED", 1000)])
    records = waiting()
    for _ in range(2):
        assert shop.run("IngestUsageFunction", {"Records": records}) == {"batchItemFailures": []}
    assert (balance(shop), grants(shop)[0]["consumedAmount"]) == (940, 60)
    [rejected] = shop.get("/api/v1/events/rejected").data
    assert rejected["code"] == "CustomerNotFound"
    usage = shop.get(USAGE, customerId=CUSTOMER, groupBy="n").data["series"]
    assert [(each["totalCredits"], each["eventCount"]) for each in usage] == [(30, 30), (30, 30)]


def test_none_of_too_many_or_wrong_consumptions_is_sent(shop: TemplateApi) -> None:
    for consumptions, field in (
        ([queued(1, str(number)) for number in range(1001)], "consumptions"),
        ([], "consumptions"),
        ([queued(1, "a"), queued(0, "b")], "consumptions[1].amount"),
        ([queued(1, "a", createdAt="2026-01-16T00:00:00Z")], "consumptions[0].createdAt"),
        ([queued(1, "")], "consumptions[0].idempotencyKey"),
    ):
        answer = shop.post(ASYNC, consumptions=consumptions)
        assert (answer.status, answer.error["field"]) == (400, field)
    assert waiting() == []
