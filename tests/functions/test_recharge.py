"""Wallets that are filled up by themselves, from the settings to the credits."""

from functools import partial
from typing import Any

import pytest

from tests.support.catalog import (
    create_currency,
    create_feature,
    create_plan,
    create_product,
    publish,
    set_price,
)
from tests.support.catalog import grant as grant_feature
from tests.support.clock import FixedClock
from tests.support.credits import CUSTOMER, GRANTS, TOKENS, balance, consume, grant, grants
from tests.support.graphql import ask
from tests.support.recharge import (
    SETTINGS,
    WALLET,
    calls,
    given_tokens_for_sale,
    look,
    outcomes,
    refused,
    save,
    sell_tokens,
    shown,
    told,
)
from tests.support.recorded import TEST_SCOPE
from tests.support.scripted_billing import ScriptedProvider
from tests.support.selling import given_customer, subscribe
from tests.support.stepping import run_dry
from tests.support.template_api import TemplateApi
from tests.support.time_travel import advance, create_clock
from tollgate import wiring
from tollgate.billing.ports import Collection
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.due import DueWork
from tollgate.subscriptions.run_due import run_due

NOW = "2026-01-15T10:30:00.000Z"
CHANGED, LIMIT = "AutomaticRechargeConfigurationChanged", "CreditsAutomaticRechargeLimitExceeded"


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """A customer with 21 tokens, who can buy more at a dollar each."""
    given_tokens_for_sale(api)
    grant(api, 21)
    return api


@pytest.fixture
def vendor(shop: TemplateApi) -> ScriptedProvider:
    """A vendor that takes payments as it is told."""
    vendor = ScriptedProvider(payers={CUSTOMER})
    wiring.bill_through(vendor)
    return vendor


def recharges(api: TemplateApi) -> list[tuple[Any, ...]]:
    """Return the amount, the status and the cost of what was bought, newest first."""
    bought = [each for each in grants(api) if each["displayName"] == "Automatic recharge"]
    return [(each["amount"], each["status"], each["cost"]["amount"]) for each in bought]


def sweep_due(api: TemplateApi) -> int:
    """Do what came due in acme's wallet, as the minute's sweep finds it; return how much there was."""
    with wiring.working(actor=ActorType.SCHEDULER):
        due = wiring.due()
        found = [work for shard in due.shards() for work in due.waiting(shard, now=wiring.clock().now())]
    own = [work for work in found if work.currency_id == TOKENS]
    for work in own:
        run_dry(partial(wiring.transact, partial(due_step, work), actor=ActorType.SCHEDULER))
    return len(own)


def due_step(work: DueWork) -> bool:
    """Take one step of what came due."""
    return run_due(work, wiring.test_clocks(), wiring.subscription_lifecycle())


def put_away_tokens(api: TemplateApi) -> None:
    """Archive the currency behind the catalogue's back: one that is sold is not archived."""
    with wiring.working(actor=ActorType.SYSTEM) as work:
        currencies = wiring.custom_currencies()
        found = currencies.find(TEST_SCOPE, TOKENS)
        assert found is not None
        currencies.save(TEST_SCOPE, found.but(archived_at=wiring.clock().now()))
        work.commit()


def test_nothing_is_set_at_first(shop: TemplateApi) -> None:
    assert shown(shop) == {
        **WALLET,
        "id": None,
        "isEnabled": False,
        "thresholdType": "CREDIT_AMOUNT",
        "thresholdValue": 0,
        "targetBalance": 0,
        "maxSpendLimit": None,
        "grantExpirationPeriod": "1_YEAR",
        "currentMonthlySpend": 0,
        "createdAt": None,
        "updatedAt": None,
    }
    for change, code in (("customerId", "CustomerNotFound"), ("currencyId", "CustomCurrencyNotFound")):
        answer = shop.get(SETTINGS, **{**WALLET, change: "nobody"})
        assert (answer.status, answer.error["code"]) == (404, code)


def test_what_is_left_out_stays_and_a_change_is_told_once(shop: TemplateApi, clock: FixedClock) -> None:
    first = save(shop, maxSpendLimit=100, grantExpirationPeriod="OneMonth")
    assert first == {
        **WALLET,
        "isEnabled": True,
        "thresholdType": "CreditAmount",
        "thresholdValue": 20,
        "targetBalance": 50,
        "maxSpendLimit": 100,
        "grantExpirationPeriod": "OneMonth",
        "currentMonthlySpend": 0,
        "createdAt": NOW,
        "updatedAt": NOW,
    }
    clock.advance(minutes=1)
    assert save(shop) == first
    cleared = save(shop, maxSpendLimit=None)
    assert (cleared["maxSpendLimit"], cleared["updatedAt"]) == (None, "2026-01-15T10:31:00.000Z")
    [made, changed] = told(CHANGED)
    assert (made["changedBy"], made["isEnabled"], made["targetBalance"], made["reason"]) == ("USER", True, 50, None)
    assert (changed["maxSpendLimit"], changed["automaticRechargeConfigurationId"]) == (None, shown(shop)["id"])
    asked = "query ($input: GetAutoRechargeSettingsInput!) { getAutoRechargeSettings(input: $input) { isEnabled } }"
    assert ask(shop, asked, input=WALLET) == {"getAutoRechargeSettings": {"isEnabled": True}}


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"targetBalance": 20}, "InvalidArgumentError", "targetBalance"),
        ({"targetBalance": 20, "isEnabled": False}, "InvalidArgumentError", "targetBalance"),
        ({"thresholdValue": -1}, "InvalidArgumentError", "thresholdValue"),
        ({"targetBalance": -1}, "InvalidArgumentError", "targetBalance"),
        ({"maxSpendLimit": -1}, "InvalidArgumentError", "maxSpendLimit"),
        ({"targetBalance": 10**15, "isEnabled": True}, "AmountTooLarge", "targetBalance"),
        ({"thresholdType": "DollarAmount", "thresholdValue": 50}, "InvalidArgumentError", "targetBalance"),
        ({"customerId": "nobody"}, "CustomerNotFound", None),
        ({"currencyId": "nothing"}, "CustomCurrencyNotFound", None),
    ],
)
def test_settings_that_cannot_be_name_the_field(
    shop: TemplateApi, fields: dict[str, Any], code: str, field: str | None
) -> None:
    assert refused(shop, **fields) == (code, field)
    assert told(CHANGED) == []


def test_what_nobody_sells_or_is_archived_is_not_bought(shop: TemplateApi) -> None:
    shop.post("/api/v1/credits/custom-currencies", id="currency-other", displayName="Other")
    assert refused(shop, currencyId="currency-other") == ("InvalidArgumentError", "currencyId")
    save(shop, currencyId="currency-other", isEnabled=False)
    shop.post("/api/v1/credits/custom-currencies/currency-other/archive").data  # noqa: B018
    assert refused(shop, currencyId="currency-other") == ("EntityIsArchivedError", "currencyId")


def test_a_balance_below_the_threshold_is_filled_up(shop: TemplateApi, clock: FixedClock) -> None:
    save(shop, grantExpirationPeriod="OneMonth")
    consume(shop, 1, "a")
    assert calls() == 0
    look(shop)
    assert recharges(shop) == []
    consume(shop, 1, "b")
    assert calls() == 1
    look(shop)
    [bought, *_] = grants(shop)
    assert recharges(shop) == [(31, "ACTIVE", 31)]
    assert (bought["grantType"], bought["paymentCollection"]) == ("PAID", "NOT_REQUIRED")
    assert (bought["expireAt"], bought["latestInvoice"]["status"]) == ("2026-02-15T10:30:00.000Z", "OPEN")
    assert balance(shop) == 50
    assert shown(shop)["currentMonthlySpend"] == 31
    [attempt] = told("AutomaticRechargeOperationAttempted")
    assert attempt == {
        "automaticRechargeConfigurationId": shown(shop)["id"],
        **WALLET,
        "grantId": bought["id"],
        "status": "SUCCESS",
        "amountRecharged": 31,
        "cost": {"amount": 31, "currency": "usd"},
    }
    look(shop)
    assert len(recharges(shop)) == 1


def test_the_balance_counts_whatever_made_it_fall(shop: TemplateApi, clock: FixedClock) -> None:
    identifier = grant(shop, 100, expireAt="2026-01-20T00:00:00Z")["id"]
    save(shop)
    shop.post(f"{GRANTS}/{identifier}/void").data  # noqa: B018
    assert calls() == 0
    grant(shop, 100, expireAt="2026-01-20T00:00:00Z")
    consume(shop, 105, "a")
    assert (calls(), balance(shop)) == (1, 16)
    look(shop)
    grant(shop, 30, expireAt="2026-01-21T00:00:00Z", priority=90)
    consume(shop, 35, "b")
    clock.advance(days=10)
    grant(shop, 1)
    assert (calls(), balance(shop)) == (2, 16)
    look(shop)
    assert balance(shop) == 50


def test_what_is_owed_is_settled_first(shop: TemplateApi) -> None:
    save(shop)
    consume(shop, 61)
    look(shop)
    assert recharges(shop) == [(90, "ACTIVE", 90)]
    assert balance(shop) == 50
    assert [each["consumedAmount"] for each in grants(shop) if each["displayName"] == "Automatic recharge"] == [40]


def test_saving_looks_at_once(shop: TemplateApi) -> None:
    consume(shop, 10)
    save(shop)
    assert calls() == 1
    look(shop)
    assert balance(shop) == 50
    save(shop, isEnabled=False)
    consume(shop, 45, "b")
    assert calls() == 1
    look(shop)
    assert balance(shop) == 5


def test_a_threshold_in_dollars_goes_by_the_price(api: TemplateApi) -> None:
    given_tokens_for_sale(api, price=0.5)
    grant(api, 21)
    save(api, thresholdType="DollarAmount", thresholdValue=10, targetBalance=50)
    consume(api, 1, "a")
    assert calls() == 0
    consume(api, 0.000001, "b")
    assert calls() == 1
    look(api)
    assert recharges(api) == [(30.000001, "ACTIVE", 15)]


def test_a_threshold_in_dollars_follows_the_subscription(shop: TemplateApi) -> None:
    save(shop, thresholdType="DollarAmount", thresholdValue=10)
    sell_tokens(shop, "plan-max", 0.5)
    consume(shop, 3)
    shop.post("/api/v1/subscriptions", customerId=CUSTOMER, planId="plan-max", billingPeriod="MONTHLY").data  # noqa: B018
    look(shop, currencyId=None)
    assert recharges(shop) == [(32, "ACTIVE", 16)]


def test_blocks_and_tiers_cost_what_they_do(api: TemplateApi) -> None:
    given_tokens_for_sale(api, 5, blockSize=10)
    save(api, thresholdValue=1, targetBalance=31)
    look(api)
    assert recharges(api) == [(31, "ACTIVE", 20)]


def test_a_price_by_tiers_costs_what_they_do(api: TemplateApi) -> None:
    tiers = [
        {"upTo": 20, "unitPrice": {"amount": 2, "currency": "usd"}},
        {"unitPrice": {"amount": 1, "currency": "usd"}},
    ]
    given_tokens_for_sale(api, tiers=tiers, tiersMode="GRADUATED")
    save(api, thresholdValue=1, targetBalance=30)
    look(api)
    assert recharges(api) == [(30, "ACTIVE", 50)]


def test_the_limit_of_a_month_holds_until_the_next(shop: TemplateApi, clock: FixedClock) -> None:
    """Nothing is bought in part; each share of the limit is told of once a month."""
    save(shop, maxSpendLimit=100, targetBalance=110)
    consume(shop, 6, "a")
    look(shop)
    assert (recharges(shop), shown(shop)["currentMonthlySpend"]) == ([(95, "ACTIVE", 95)], 95)
    assert [(each["threshold"], each["currentMonthlySpend"], each["usedPercentage"]) for each in told(LIMIT)] == [
        (80, 95, 95),
        (90, 95, 95),
    ]
    save(shop, targetBalance=29)
    consume(shop, 91, "b")
    assert balance(shop) == 19
    for _ in range(3):
        look(shop)
    assert (len(recharges(shop)), outcomes(), len(told(LIMIT))) == (1, ["SUCCESS"], 2)
    clock.set("2026-01-31T23:59:59+00:00")
    look(shop)
    assert len(recharges(shop)) == 1
    clock.set("2026-02-01T00:00:00+00:00")
    before = calls()
    sweep_due(shop)
    assert calls() == before + 1
    look(shop)
    assert (recharges(shop)[0], shown(shop)["currentMonthlySpend"]) == ((10, "ACTIVE", 10), 10)
    assert len(told(LIMIT)) == 2


def test_a_purchase_that_just_fits_is_made_and_a_raised_limit_is_seen_to_at_once(shop: TemplateApi) -> None:
    save(shop, maxSpendLimit=31)
    consume(shop, 2, "a")
    look(shop)
    assert len(recharges(shop)) == 1
    consume(shop, 40, "b")
    look(shop)
    assert len(recharges(shop)) == 1
    before = calls()
    save(shop, maxSpendLimit=71)
    assert calls() == before + 1
    look(shop)
    assert (len(recharges(shop)), shown(shop)["currentMonthlySpend"]) == (2, 71)
    assert [each["threshold"] for each in told(LIMIT)] == [80, 90, 100]


def test_a_limit_that_is_lowered_below_what_is_spent_is_told_of(shop: TemplateApi) -> None:
    save(shop, maxSpendLimit=1000)
    consume(shop, 2, "a")
    look(shop)
    save(shop, maxSpendLimit=36)
    save(shop, maxSpendLimit=31)
    save(shop, maxSpendLimit=36)
    assert [each["threshold"] for each in told(LIMIT)] == [80, 90, 100]


def test_a_declined_card_switches_it_off(shop: TemplateApi, vendor: ScriptedProvider) -> None:
    vendor.will(Collection.FAILED)
    save(shop)
    consume(shop, 2)
    look(shop)
    look(shop)
    assert (recharges(shop), balance(shop), shown(shop)["isEnabled"]) == ([], 19, False)
    [attempt] = told("AutomaticRechargeOperationAttempted")
    assert (attempt["status"], attempt["error"], attempt["grantId"]) == ("FAILED", "The card was declined", None)
    *_, changed = told(CHANGED)
    assert (changed["changedBy"], changed["isEnabled"], changed["reason"]) == ("SYSTEM", False, "The card was declined")
    assert len(vendor.orders) == 1
    save(shop)
    look(shop)
    assert (recharges(shop), balance(shop)) == ([(31, "ACTIVE", 31)], 50)


def test_an_open_invoice_of_a_declined_card_is_called_off(shop: TemplateApi, vendor: ScriptedProvider) -> None:
    vendor.keeps_invoices = True
    vendor.will(Collection.FAILED)
    consume(shop, 2)
    save(shop)
    look(shop)
    assert [each.status for each in vendor.issued] == ["CANCELED"]
    assert outcomes() == ["FAILED"]


def test_a_vendor_that_takes_no_order_switches_it_off(shop: TemplateApi, vendor: ScriptedProvider) -> None:
    vendor.refuses = True
    consume(shop, 2)
    save(shop)
    look(shop)
    assert told("AutomaticRechargeOperationAttempted")[0]["error"] == "The vendor is closed"
    assert not shown(shop)["isEnabled"]


@pytest.mark.parametrize("outcome", [Collection.PROCESSING, Collection.ACTION_REQUIRED])
def test_a_payment_that_is_on_its_way_is_waited_for(
    shop: TemplateApi, vendor: ScriptedProvider, clock: FixedClock, outcome: Collection
) -> None:
    vendor.keeps_invoices = True
    vendor.will(outcome)
    save(shop)
    consume(shop, 2, "a")
    look(shop)
    consume(shop, 5, "b")
    look(shop)
    assert (recharges(shop), outcomes()) == ([(31, "PAYMENT_PENDING", 31)], [])
    assert balance(shop) == 14
    vendor.confirm(vendor.orders[0].key)
    clock.advance(hours=2)
    sweep_due(shop)
    assert calls() == 2
    look(shop)
    assert (recharges(shop), outcomes(), balance(shop)) == ([(31, "ACTIVE", 31)], ["SUCCESS"], 45)
    assert {order.key for order in vendor.orders} == {vendor.orders[0].key}
    assert shown(shop)["currentMonthlySpend"] == 31


def test_a_payment_that_fails_later_takes_the_grant_back(
    shop: TemplateApi, vendor: ScriptedProvider, clock: FixedClock
) -> None:
    vendor.will(Collection.ACTION_REQUIRED, Collection.FAILED)
    save(shop)
    consume(shop, 2)
    look(shop)
    look(shop)
    assert (recharges(shop), outcomes()) == ([(31, "VOIDED", 31)], ["FAILED"])
    assert not shown(shop)["isEnabled"]


def test_a_grant_that_is_voided_while_it_waits_is_not_bought_again(shop: TemplateApi, vendor: ScriptedProvider) -> None:
    vendor.will(Collection.PROCESSING)
    save(shop)
    consume(shop, 2)
    look(shop)
    shop.post(f"{GRANTS}/{grants(shop)[0]['id']}/void").data  # noqa: B018
    look(shop)
    assert (outcomes(), shown(shop)["isEnabled"], len(vendor.orders)) == (["FAILED"], False, 1)
    assert [each.status for each in vendor.issued] == ["CANCELED"]


def test_what_is_switched_off_while_it_waits_still_ends(
    shop: TemplateApi, vendor: ScriptedProvider, clock: FixedClock
) -> None:
    vendor.will(Collection.PROCESSING)
    save(shop)
    consume(shop, 2)
    look(shop)
    save(shop, isEnabled=False)
    vendor.confirm(vendor.orders[0].key)
    clock.advance(hours=2)
    sweep_due(shop)
    look(shop)
    assert (outcomes(), balance(shop), shown(shop)["isEnabled"]) == (["SUCCESS"], 50, False)
    clock.advance(hours=2)
    assert sweep_due(shop) == 0


def test_a_price_that_is_gone_is_told_of(shop: TemplateApi) -> None:
    save(shop)
    [row] = shop.get("/api/v1/subscriptions", customerId=CUSTOMER).data
    shop.post(f"/api/v1/subscriptions/{row['id']}/cancel", cancellationTime="IMMEDIATE").data  # noqa: B018
    look(shop, currencyId=None)
    assert outcomes() == []
    consume(shop, 2)
    look(shop)
    [attempt] = told("AutomaticRechargeOperationAttempted")
    assert (attempt["status"], attempt["error"]) == (
        "FAILED",
        "No subscription of the customer sells credits of this currency",
    )
    assert told(CHANGED)[-1]["changedBy"] == "SYSTEM"


def test_a_currency_that_is_archived_is_not_bought(shop: TemplateApi) -> None:
    save(shop)
    put_away_tokens(shop)
    consume(shop, 2)
    look(shop)
    assert (recharges(shop), outcomes()) == ([], ["FAILED"])


def test_an_archived_customer_buys_nothing(shop: TemplateApi, clock: FixedClock) -> None:
    save(shop)
    consume(shop, 2)
    [row] = shop.get("/api/v1/subscriptions", customerId=CUSTOMER).data
    shop.post(f"/api/v1/subscriptions/{row['id']}/cancel", cancellationTime="IMMEDIATE").data  # noqa: B018
    shop.post(f"/api/v1/customers/{CUSTOMER}/archive").data  # noqa: B018
    look(shop)
    assert outcomes() == []
    clock.advance(hours=2)
    assert sweep_due(shop) == 0


def test_a_look_that_nobody_took_is_called_for_anew(shop: TemplateApi, clock: FixedClock) -> None:
    save(shop)
    consume(shop, 2)
    clock.advance(minutes=59)
    assert (sweep_due(shop), calls()) == (0, 1)
    clock.advance(minutes=1)
    assert (sweep_due(shop), calls()) == (1, 2)
    look(shop)
    clock.advance(hours=2)
    assert (sweep_due(shop), balance(shop)) == (0, 50)


def test_the_month_is_that_of_the_customer_s_clock(api: TemplateApi) -> None:
    create_clock(api, "2027-03-30T12:00:00Z")
    given_customer(api, testClockId="clock")
    given_tokens_for_sale(api)
    save(api, maxSpendLimit=60)
    look(api)
    assert (recharges(api), shown(api)["currentMonthlySpend"]) == ([(50, "ACTIVE", 50)], 50)
    consume(api, 40, "a")
    look(api)
    assert len(recharges(api)) == 1
    before = calls()
    advance(api, "clock", "2027-03-31T23:00:00Z")
    assert calls() == before
    advance(api, "clock", "2027-04-01T00:00:00Z")
    assert calls() == before + 1
    look(api)
    assert (recharges(api)[0], shown(api)["currentMonthlySpend"]) == ((40, "ACTIVE", 40), 40)


def test_usage_that_burns_credits_calls_too(api: TemplateApi) -> None:
    create_product(api)
    create_currency(api)
    create_feature(api, "calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_plan(api, "plan-both", pricingType="PAID")
    price = {"billingPeriod": "MONTHLY", "price": {"amount": 1, "currency": "usd"}}
    rate = {"billingPeriod": "MONTHLY", "creditRate": {"amount": 2, "currencyId": TOKENS}}
    models = [
        {"billingModel": "FLAT_FEE", "pricePeriods": [price]},
        {"billingModel": "CREDIT_BASED", "topUpCustomCurrencyId": TOKENS, "pricePeriods": [price]},
        {"billingModel": "CREDIT_BASED", "featureId": "calls", "pricePeriods": [rate]},
    ]
    set_price(api, "plan-both", pricingType="PAID", pricingModels=models)
    grant_feature(api, "plan-both", "calls", hasUnlimitedUsage=True)
    publish(api, "plan-both")
    given_customer(api)
    subscribe(api, "plan-both", billingPeriod="MONTHLY")
    grant(api, 21)
    save(api)
    assert api.post("/api/v1/usage", usages=[{"customerId": CUSTOMER, "featureId": "calls", "value": 1}]).status == 201
    assert calls() == 1
    look(api)
    assert (recharges(api), balance(api)) == ([(31, "ACTIVE", 31)], 50)
