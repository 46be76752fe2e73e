"""At which shares of granted credits it is told that no more is left: what is set, and what is told."""

from typing import Any

import pytest

from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, consume, grant, with_tokens
from tests.support.recharge import told
from tests.support.template_api import Answer, TemplateApi

ALERTS = "/api/v1/credits/alerts"
LOW, DEPLETED = "CreditBalanceLow", "CreditBalanceDepleted"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A customer and a currency."""
    with_tokens(api)
    return api


def put(api: TemplateApi, thresholds: Any, **query: str) -> Answer:
    """Set thresholds."""
    return api.call("PUT", ALERTS, {"thresholds": thresholds}, query=query)


def low(api: TemplateApi) -> list[float]:
    """Return the thresholds that were told of, oldest first."""
    return [payload["thresholdPercentage"] for payload in told(LOW)]


def test_a_customer_s_own_come_before_the_environment_s(shop: TemplateApi) -> None:
    own = {"customerId": CUSTOMER}
    default = {"customerId": None, "thresholds": [50, 20, 10], "source": "DEFAULT"}
    assert shop.get(ALERTS).data == default
    assert put(shop, [20, 80, 50]).data == {"customerId": None, "thresholds": [80, 50, 20], "source": "ENVIRONMENT"}
    assert shop.get(ALERTS, **own).data == {**own, "thresholds": [80, 50, 20], "source": "ENVIRONMENT"}
    assert put(shop, [5.5], **own).data == {**own, "thresholds": [5.5], "source": "CUSTOMER"}
    assert shop.get(ALERTS, **own).data == {**own, "thresholds": [5.5], "source": "CUSTOMER"}
    assert put(shop, None, **own).data == {**own, "thresholds": [80, 50, 20], "source": "ENVIRONMENT"}
    assert put(shop, None).data == default
    for answer in (shop.get(ALERTS, customerId="nobody"), put(shop, [5], customerId="nobody")):
        assert (answer.status, answer.error["code"]) == (404, "CustomerNotFound")


@pytest.mark.parametrize("thresholds", [[], [0], [100], [-1], [50, 50], [50, 50.0], list(range(1, 12))])
def test_thresholds_that_cannot_be_are_refused(shop: TemplateApi, thresholds: list[float]) -> None:
    for query in ({}, {"customerId": CUSTOMER}):
        answer = put(shop, thresholds, **query)
        assert (answer.status, answer.error["code"], answer.error["field"]) == (
            400,
            "InvalidArgumentError",
            "thresholds",
        )
    assert put(shop, ["50"]).error["code"] == "BadUserInput"
    assert shop.call("PUT", ALERTS, {}).error["code"] == "BadUserInput"


def test_each_threshold_that_is_crossed_is_told(shop: TemplateApi, clock: FixedClock) -> None:
    """Of 1,000 credits, from 810 to 490: no more than 80 and 50 percent are left, more than 20 are."""
    put(shop, [80, 50, 20]).data  # noqa: B018
    clock.advance(minutes=2)
    grant(shop, 1000)
    consume(shop, 190, "a")
    assert low(shop) == []
    consume(shop, 320, "b")
    assert low(shop) == [80, 50]
    [first, _] = told(LOW)
    assert (first["remainingBalance"], first["remainingBalancePercentage"]) == (490, 49)
    assert first["creditCurrency"] == {"currencyId": "currency-tokens"}


def test_a_repeat_tells_nothing_and_more_credits_arm_it_anew(shop: TemplateApi) -> None:
    put(shop, [80, 50], customerId=CUSTOMER).data  # noqa: B018
    grant(shop, 100)
    for _ in range(3):
        consume(shop, 30, "a")
    consume(shop, 10, "b")
    assert low(shop) == [80]
    grant(shop, 900)
    consume(shop, 400, "c")
    assert low(shop) == [80, 80]
    consume(shop, 560, "d")
    consume(shop, 5, "e")
    assert (low(shop), len(told(DEPLETED))) == ([80, 80, 50], 1)


def test_the_environment_s_hold_within_a_minute(shop: TemplateApi, clock: FixedClock) -> None:
    grant(shop, 100)
    consume(shop, 1, "a")
    put(shop, [95]).data  # noqa: B018
    clock.advance(seconds=61)
    consume(shop, 5, "b")
    assert low(shop) == [95]
