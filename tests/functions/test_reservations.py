"""Credits that are held while work runs: by a check, until they are released or the reservation expires."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, LEDGER, TOKENS, balance, consume, grant, grants, ledger, with_tokens
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, open_environment

CHECK = f"/api/v1/customers/{CUSTOMER}/entitlements/check"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A customer with 500 tokens."""
    with_tokens(api)
    grant(api, 500)
    return api


def reserve(api: TemplateApi, identifier: str | None, amount: float = 75, **query: Any) -> Any:
    """Ask for credits to be held, and return the answer."""
    named = {"reservationId": identifier} if identifier is not None else {}
    return api.get(CHECK, currencyId=TOKENS, reserveAmount=amount, **named, **query)


def release(api: TemplateApi, identifier: str, consumed: float, **body: Any) -> Any:
    """Release what is held, and return the answer."""
    path = f"/api/v1/credits/reservations/{identifier}/release"
    return api.post(path, **{"customerId": CUSTOMER, "currencyId": TOKENS, "consumedAmount": consumed, **body})


def test_a_check_holds_what_it_grants_and_says_the_same_again(shop: TemplateApi) -> None:
    first = reserve(shop, "job", reservationMetadata='{"job":"7"}').data
    assert (first["isGranted"], first["currentUsage"], first["usageLimit"], first["reserved"]) == (True, 75, 500, 75)
    assert first["reservation"] == {
        "id": "job",
        "amount": 75,
        "expiresAt": "2026-01-15T11:30:00.000Z",
        "status": "ACTIVE",
    }
    consume(shop, 1)
    assert reserve(shop, "job", reservationMetadata='{"job":"7"}').data == first
    for other in ({"amount": 76}, {"reservationTtlSeconds": 60}):
        refused = reserve(shop, "job", reservationMetadata='{"job":"7"}', **other)
        assert (refused.status, refused.headers["x-should-retry"]) == (409, "false")
    assert shop.get(CHECK, currencyId=TOKENS).data["reserved"] == 75
    entry = shop.get(LEDGER, customerId=CUSTOMER, reservationId="job").data[0]
    assert (entry["eventType"], entry["amount"], entry["metadata"]) == ("CREDITS_RESERVED", -75, {"job": "7"})


def test_exactly_as_many_are_held_as_there_are_credits_for(shop: TemplateApi) -> None:
    verdicts = [reserve(shop, str(number)).data for number in range(20)]
    assert [each["isGranted"] for each in verdicts].count(True) == 6
    assert {each["accessDeniedReason"] for each in verdicts[6:]} == {"InsufficientCredits"}
    assert verdicts[-1]["reservation"] is None
    assert balance(shop) == 50


def test_a_release_burns_what_was_needed_and_gives_back_the_rest_once(shop: TemplateApi) -> None:
    reserve(shop, "job")
    first = release(shop, "job", 50)
    assert first.data["reservation"]["status"] == "RELEASED"
    assert (first.data["reservation"]["consumedAmount"], first.data["credit"]["currentUsage"]) == (50, 50)
    assert release(shop, "job", 50).data == first.data
    assert release(shop, "job", 51).status == 409
    assert (balance(shop), grants(shop)[0]["consumedAmount"]) == (450, 50)
    [released, _] = shop.get(LEDGER, customerId=CUSTOMER, reservationId="job").data
    assert (released["amount"], released["holdReturnedAmount"]) == (25, 75)
    assert [(each["eventType"], each["amount"]) for each in released["breakdown"]] == [("CREDITS_CONSUMED", -50)]
    assert release(shop, "unknown", 1).status == 404
    used = shop.get("/api/v1/credits/usage", customerId=CUSTOMER).data["series"]
    assert [each["totalCredits"] for each in used] == [50]


def test_what_is_needed_beyond_is_burnt_as_any_consumption(shop: TemplateApi) -> None:
    reserve(shop, "job")
    assert release(shop, "job", 600).data["credit"]["currentUsage"] == 600
    assert balance(shop) == -100


def test_an_expired_reservation_gives_back_everything(shop: TemplateApi, clock: FixedClock) -> None:
    reserve(shop, "job", reservationTtlSeconds=60)
    clock.advance(minutes=2)
    assert shop.get(CHECK, currencyId=TOKENS).data["currentUsage"] == 0
    assert release(shop, "job", 20).data["credit"]["currentUsage"] == 20
    assert ledger(shop)[:3] == [("CONSUMED", -20), ("RESERVATION_EXPIRED", 75), ("RESERVED", -75)]


def test_credits_that_expire_stay_with_who_holds_them(api: TemplateApi, clock: FixedClock) -> None:
    with_tokens(api)
    grant(api, 100, expireAt="2026-01-15T10:40:00Z")
    reserve(api, "job", 80)
    clock.advance(minutes=20)
    verdict = api.get(CHECK, currencyId=TOKENS).data
    assert (verdict["reserved"], verdict["reservedOnExpiredGrants"], verdict["usageLimit"]) == (0, 80, 0)
    release(api, "job", 60)
    assert (balance(api), grants(api)[0]["consumedAmount"], grants(api)[0]["status"]) == (0, 60, "EXPIRED")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "reservationId"),
        ({"reservationId": "a", "reservationTtlSeconds": 0}, "reservationTtlSeconds"),
        ({"reservationId": "a", "reservationTtlSeconds": 86_401}, "reservationTtlSeconds"),
        ({"reservationId": "a", "reservationExpiresAt": "2026-01-16T10:30:01Z"}, "reservationExpiresAt"),
        ({"reservationId": "a", "reservationExpiresAt": "2026-01-15T10:30:00Z"}, "reservationExpiresAt"),
        (
            {"reservationId": "a", "reservationTtlSeconds": 5, "reservationExpiresAt": "2026-01-15T10:31:00Z"},
            "reservationExpiresAt",
        ),
        ({"reservationId": "a", "reservationMetadata": "[1]"}, "reservationMetadata"),
        ({"reservationId": "a", "reserveAmount": 0}, "reserveAmount"),
    ],
)
def test_what_cannot_be_held_names_the_field(shop: TemplateApi, query: dict[str, Any], field: str) -> None:
    answer = shop.get(CHECK, **{"currencyId": TOKENS, "reserveAmount": 1, **query})
    assert (answer.status, answer.error["field"]) == (400, field)


def test_credits_are_held_of_currencies_and_by_keys_that_may_report_usage(shop: TemplateApi) -> None:
    assert shop.get(CHECK, featureId="f", reserveAmount=1, reservationId="a").error["field"] == "currencyId"
    assert shop.get(CHECK, currencyId=TOKENS, reservationId="a").error["field"] == "reserveAmount"
    publishable = api_of(open_environment().keys[1].secret)
    refused = publishable.get(CHECK, currencyId=TOKENS, reserveAmount=1, reservationId="a")
    assert (refused.status, refused.error["code"]) == (403, "IdentityForbidden")
    nobody = shop.get(
        "/api/v1/customers/nobody/entitlements/check", currencyId=TOKENS, reserveAmount=1, reservationId="a"
    )
    assert nobody.data["accessDeniedReason"] == "CustomerNotFound"
