"""What packages charge for, through the API: one charge of every kind, and everything that is refused."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from tests.support.catalog import (
    MONTHLY_FEE,
    create_addon,
    create_currency,
    create_feature,
    create_plan,
    create_product,
    grant,
    grant_credits,
    publish,
    set_price,
)
from tests.support.clock import FixedClock
from tests.support.selling import given_customer, subscribe
from tests.support.template_api import FULL_CALLER, TemplateApi
from tollgate import wiring
from tollgate.charges.amounts import line_of
from tollgate.charges.price import BillingModel
from tollgate.shared.scope import ActorType, Scope

PLAN, CHARGES, OVERAGE = (
    "/api/v1/plans/plan-pro",
    "/api/v1/plans/plan-pro/charges",
    "/api/v1/plans/plan-pro/overage-charges",
)
SCOPE = Scope(account_id=FULL_CALLER["accountId"], environment_id=FULL_CALLER["environmentId"])
SEATS, CALLS, STORAGE, TOKENS, MINUTES = "feature-seats", "feature-calls", "feature-storage", "tokens", "minutes"


def monthly(amount: float | None = 10, currency: str = "usd", **fields: Any) -> dict[str, Any]:
    """Return what something costs by the month."""
    price = {"amount": amount, "currency": currency} if amount is not None else None
    return {"billingPeriod": "MONTHLY", **({"price": price} if price else {}), **fields}


def localized(amount: float, euros: float, **fields: Any) -> list[dict[str, Any]]:
    """Return what something costs by the month, and what in Germany."""
    return [monthly(amount, **fields), monthly(euros, "eur", billingCountryCode="DE", **fields)]


def flat(*periods: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a flat fee."""
    return {"billingModel": "FLAT_FEE", "pricePeriods": list(periods) or [monthly()], **fields}


def steps(currency: str) -> list[dict[str, Any]]:
    """Return three tiers."""
    return [
        {
            "upTo": 5,
            "unitPrice": {"amount": 20, "currency": currency},
            "flatPrice": {"amount": 10, "currency": currency},
        },
        {"upTo": 10, "unitPrice": {"amount": 15.05, "currency": currency}},
        {"unitPrice": {"amount": 10, "currency": currency}, "flatPrice": {"amount": 5, "currency": currency}},
    ]


ONE_OF_EACH = {
    "pricingType": "PAID",
    "billingId": "billing-pro",
    "pricingModels": [
        flat(*localized(49.99, 45)),
        flat(*localized(200, 180), billingCadence="ONE_OFF"),
        flat(*localized(200, 180), billingCadence="ONE_OFF"),
        {
            "billingModel": "PER_UNIT",
            "featureId": SEATS,
            "tiersMode": "VOLUME",
            "minUnitQuantity": 0,
            "maxUnitQuantity": 999_999,
            "pricePeriods": [
                monthly(None, tiers=steps("usd")),
                monthly(None, tiers=steps("eur"), billingCountryCode="DE"),
            ],
        },
        {
            "billingModel": "USAGE_BASED",
            "featureId": CALLS,
            "resetPeriod": "MONTH",
            "monthlyResetPeriodConfiguration": {"accordingTo": "StartOfTheMonth"},
            "pricePeriods": localized(0.00123, 0.00111, blockSize=1000),
        },
        {
            "billingModel": "CREDIT_BASED",
            "topUpCustomCurrencyId": TOKENS,
            "pricePeriods": localized(0.5, 0.45, creditGrantCadence="MONTHLY"),
        },
        {
            "billingModel": "CREDIT_BASED",
            "featureId": STORAGE,
            "pricePeriods": [
                monthly(None, creditRate={"amount": 0.000125, "currencyId": MINUTES}),
                monthly(None, creditRate={"amount": 0.000125, "currencyId": MINUTES}, billingCountryCode="DE"),
            ],
        },
    ],
    "overagePricingModels": [
        {"featureId": SEATS, "pricePeriods": localized(12, 11)},
        {
            "pricePeriods": localized(0.02, 0.01),
            "creditEntitlement": {"customCurrencyId": MINUTES, "amount": 60, "cadence": "YEAR"},
        },
    ],
    "overageBillingPeriod": "MONTHLY",
    "minimumSpend": [
        {"billingPeriod": "MONTHLY", "minimum": {"amount": 20}},
        {"billingPeriod": "MONTHLY", "minimum": {"amount": 18, "currency": "eur"}},
    ],
}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API of an environment with features of each kind, two currencies and the draft of a plan."""
    create_product(api)
    create_feature(api, SEATS)
    for metered in (CALLS, STORAGE):
        create_feature(api, metered, featureType="NUMBER", meterType="INCREMENTAL")
    create_feature(api, "feature-days", featureType="NUMBER")
    create_feature(api, "feature-sso", featureType="BOOLEAN")
    for currency in (TOKENS, MINUTES):
        create_currency(api, currency)
    create_plan(api)
    return api


def charge(api: TemplateApi, charges: dict[str, Any]) -> Any:
    """Set what the plan charges for."""
    return api.patch(PLAN, charges=charges)


def test_one_charge_of_every_kind_is_set_and_read_back(shop: TemplateApi, clock: FixedClock) -> None:
    plan = charge(shop, ONE_OF_EACH).data
    assert (plan["pricingType"], plan["billingId"]) == ("PAID", "billing-pro")
    assert plan["entitlements"] == [{"id": MINUTES, "type": "CREDIT"}]
    shown = shop.get(CHARGES).data
    asked = ONE_OF_EACH["pricingModels"]
    assert isinstance(asked, list)
    given = {"billingCountryCode": None, "price": None, "blockSize": None, "tiers": None}
    given |= {"creditRate": None, "creditGrantCadence": None, "crmId": None, "crmLinkUrl": None, "billingId": None}
    given |= {"featureId": None, "topUpCustomCurrencyId": None, "tiersMode": None, "billingCadence": "RECURRING"}
    given |= {"minUnitQuantity": None, "maxUnitQuantity": None, "usedInSubscriptions": False}
    expected = [
        {**given, **{name: value for name, value in model.items() if name in given or name == "billingModel"}, **period}
        for model in asked
        for period in model["pricePeriods"]
    ]
    expected += [
        {
            **given,
            "billingModel": "MINIMUM_SPEND",
            "billingPeriod": "MONTHLY",
            "price": {"amount": amount, "currency": c},
        }
        for amount, c in ((20, "usd"), (18, "eur"))
    ]
    assert [without_identity(each) for each in shown] == [without_nulls(each) for each in expected]
    assert {each["createdAt"] for each in shown} == {"2026-01-15T10:30:00.000Z"}
    overage = shop.get(OVERAGE).data
    counted = [(each["featureId"], each["topUpCustomCurrencyId"], each["price"]["amount"]) for each in overage]
    assert counted == [(SEATS, None, 12), (SEATS, None, 11), (None, MINUTES, 0.02), (None, MINUTES, 0.01)]
    ids = [each["id"] for each in (*shown, *overage)]
    assert len(set(ids)) == len(ids) == 20
    clock.advance(minutes=1)
    publish(shop)
    assert [each["id"] for each in shop.get(CHARGES).data] == ids[:16]


def without_identity(price: dict[str, Any]) -> dict[str, Any]:
    return without_nulls({name: value for name, value in price.items() if name not in {"id", "createdAt"}})


def without_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return value


def test_amounts_come_out_of_stored_prices_to_the_last_digit(shop: TemplateApi) -> None:
    charge(shop, ONE_OF_EACH)
    publish(shop)
    wiring.reset()
    with wiring.working(actor=ActorType.SYSTEM):
        plan = wiring.plans().latest(SCOPE, "plan-pro")
    assert plan is not None
    dollars = [each for each in plan.charges.all_prices() if each.billing_country_code is None]
    amounts = {
        f"{each.billing_model} {each.billing_cadence} {each.feature_id or each.top_up_custom_currency_id}": line_of(
            each, Decimal(12_345), field="quantity"
        ).exact
        for each in dollars
        if each.credit_rate is None and each.billing_model is not BillingModel.MINIMUM_SPEND
    }
    assert amounts == {
        "FLAT_FEE RECURRING None": Decimal("617126.55"),
        "FLAT_FEE ONE_OFF None": Decimal(2_469_000),
        f"PER_UNIT RECURRING {SEATS}": Decimal(123_455),
        f"USAGE_BASED RECURRING {CALLS}": Decimal("0.01599"),
        f"CREDIT_BASED RECURRING {TOKENS}": Decimal("6172.5"),
        f"USAGE_BASED RECURRING {SEATS}": Decimal(12 * 12_345),
        f"USAGE_BASED RECURRING {MINUTES}": Decimal("246.9"),
    }
    rates = {each.credit_rate.amount for each in dollars if each.credit_rate is not None}
    assert rates == {Decimal("0.000125")}


def test_what_is_set_again_keeps_its_ids_and_begins_no_draft(shop: TemplateApi, clock: FixedClock) -> None:
    charge(shop, ONE_OF_EACH)
    publish(shop)
    before = shop.get(CHARGES).data
    clock.advance(days=1)
    assert charge(shop, ONE_OF_EACH).data["status"] == "PUBLISHED"
    dearer = deepcopy(ONE_OF_EACH)
    dearer["pricingModels"][0]["pricePeriods"][0]["price"]["amount"] = 59.99  # type: ignore[index]
    assert charge(shop, dearer).data["status"] == "DRAFT"
    after = shop.get(CHARGES).data
    assert after[1:] == before[1:]
    assert after[0]["id"] not in {each["id"] for each in before}
    assert (after[0]["price"]["amount"], after[0]["createdAt"]) == (59.99, "2026-01-16T10:30:00.000Z")


def test_what_is_left_out_is_charged_no_more(shop: TemplateApi) -> None:
    charge(shop, ONE_OF_EACH)
    charge(shop, {"pricingType": "PAID", "pricingModels": [flat()]})
    assert [each["price"]["amount"] for each in shop.get(CHARGES).data] == [10]
    assert shop.get(OVERAGE).data == []
    assert charge(shop, {"pricingType": "FREE"}).data["pricingType"] == "FREE"
    assert shop.get(CHARGES).data == []


def test_overage_grants_what_it_needs_and_makes_its_limit_soft(shop: TemplateApi) -> None:
    grant(shop, "plan-pro", CALLS, usageLimit=100)
    grant_credits(shop, "plan-pro", TOKENS)
    models = [
        {"featureId": CALLS, "pricePeriods": [monthly(0.01)]},
        {"currencyId": TOKENS, "pricePeriods": [monthly(0.01)]},
        {
            "pricePeriods": [monthly(0.01)],
            "entitlement": {
                "featureId": STORAGE,
                "usageLimit": 5,
                "resetPeriod": "WEEK",
                "weeklyResetPeriodConfiguration": {"accordingTo": "EveryMonday"},
                "hasSoftLimit": False,
            },
        },
    ]
    charge(shop, {"pricingType": "PAID", "pricingModels": [flat()], "overagePricingModels": models})
    held = {each["id"]: each for each in shop.get(f"{PLAN}/entitlements").data}
    assert {name: each["hasSoftLimit"] for name, each in held.items()} == {CALLS: True, TOKENS: True, STORAGE: True}
    assert (held[CALLS]["usageLimit"], held[STORAGE]["usageLimit"], held[STORAGE]["resetPeriod"]) == (100, 5, "WEEK")
    assert held[STORAGE]["resetPeriodConfiguration"] == {"accordingTo": "EveryMonday"}
    models[0]["entitlement"] = {"featureId": CALLS, "usageLimit": 200}
    charge(shop, {"pricingType": "PAID", "pricingModels": [flat()], "overagePricingModels": models[:1]})
    held = {each["id"]: each for each in shop.get(f"{PLAN}/entitlements").data}
    assert (held[CALLS]["usageLimit"], len(held)) == (200, 3)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "field"),
    [
        ("PATCH", CALLS, {"type": "FEATURE", "hasSoftLimit": False}, 400, "InvalidArgumentError", "hasSoftLimit"),
        (
            "PATCH",
            CALLS,
            {"type": "FEATURE", "hasUnlimitedUsage": True},
            400,
            "InvalidArgumentError",
            "hasUnlimitedUsage",
        ),
        ("PATCH", CALLS, {"type": "FEATURE", "isGranted": False}, 400, "InvalidArgumentError", "isGranted"),
        ("PATCH", TOKENS, {"type": "CREDIT", "hasSoftLimit": False}, 400, "InvalidArgumentError", "hasSoftLimit"),
        ("DELETE", CALLS, None, 409, "IntegrityViolation", None),
        ("DELETE", TOKENS, None, 409, "IntegrityViolation", None),
    ],
)
def test_what_limits_overage_stays_while_overage_is_charged(
    shop: TemplateApi, method: str, path: str, body: Any, status: int, code: str, field: str | None
) -> None:
    grant(shop, "plan-pro", CALLS, usageLimit=100)
    grant_credits(shop, "plan-pro", TOKENS)
    models = [
        {"featureId": CALLS, "pricePeriods": [monthly(0.01)]},
        {"currencyId": TOKENS, "pricePeriods": [monthly(0.01)]},
    ]
    charge(shop, {"pricingType": "PAID", "overagePricingModels": models})
    refused = shop.call(method, f"{PLAN}/entitlements/{path}", body)
    assert (refused.status, refused.error["code"], refused.error.get("field")) == (status, code, field)
    charge(shop, {"pricingType": "PAID", "pricingModels": [flat()]})
    assert shop.call(method, f"{PLAN}/entitlements/{path}", body).status == 200


def test_a_plan_may_be_sold_for_its_overage_alone(shop: TemplateApi) -> None:
    model = {"pricePeriods": [monthly(0.01)], "entitlement": {"featureId": CALLS, "usageLimit": 100}}
    charge(shop, {"pricingType": "PAID", "overagePricingModels": [model]})
    publish(shop)
    given_customer(shop)
    assert subscribe(shop, "plan-pro")["currentBillingPeriodEnd"] == "2026-02-15T10:30:00.000Z"


def paid(*models: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return charges."""
    return {"pricingType": "PAID", "pricingModels": list(models), **fields}


def counting(model: str, feature_id: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a charge that counts a feature, ten a unit."""
    counted = {"featureId": feature_id} if feature_id is not None else {}
    return {"billingModel": model, "pricePeriods": [monthly()], **counted, **fields}


def beyond(**fields: Any) -> dict[str, Any]:
    """Return charges with overage of calls."""
    model = {"featureId": CALLS, "pricePeriods": [monthly()], **fields}
    return paid(overagePricingModels=[model])


def yearly(amount: float = 100, currency: str = "usd") -> dict[str, Any]:
    """Return what something costs by the year."""
    return {**monthly(amount, currency), "billingPeriod": "ANNUALLY"}


FIRST, PERIOD = "pricingModels[0].", "pricingModels[0].pricePeriods[0]."
OF_OVERAGE = "overagePricingModels[0]."

REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"pricingType": "FREE", "pricingModels": [flat()]}, "InvalidArgumentError", "pricingModels"),
    ({**beyond(), "pricingType": "FREE"}, "InvalidArgumentError", "overagePricingModels"),
    (
        {"pricingType": "CUSTOM", "minimumSpend": [{"billingPeriod": "MONTHLY", "minimum": {"amount": 1}}]},
        "InvalidArgumentError",
        "minimumSpend",
    ),
    (paid(counting("MINIMUM_SPEND")), "InvalidArgumentError", f"{FIRST}billingModel"),
    (paid(counting("PER_UNIT")), "InvalidArgumentError", f"{FIRST}featureId"),
    (paid(counting("USAGE_BASED")), "InvalidArgumentError", f"{FIRST}featureId"),
    (paid(counting("FLAT_FEE", SEATS)), "InvalidArgumentError", f"{FIRST}featureId"),
    (paid(counting("CREDIT_BASED")), "InvalidArgumentError", f"{FIRST}topUpCustomCurrencyId"),
    (paid(counting("USAGE_BASED", "feature-days")), "InvalidArgumentError", f"{FIRST}featureId"),
    (paid(counting("PER_UNIT", "feature-sso")), "InvalidArgumentError", f"{FIRST}featureId"),
    (paid(counting("PER_UNIT", "feature-none")), "FeatureNotFound", f"{FIRST}featureId"),
    (paid(counting("USAGE_BASED", CALLS, billingCadence="ONE_OFF")), "InvalidArgumentError", f"{FIRST}billingCadence"),
    (
        paid(counting("USAGE_BASED", CALLS, pricePeriods=[yearly()])),
        "InvalidArgumentError",
        f"{PERIOD}billingPeriod",
    ),
    (paid(counting("USAGE_BASED", CALLS), flat(yearly())), "InvalidArgumentError", f"{FIRST}billingModel"),
    (paid(flat(), flat()), "InvalidArgumentError", "pricingModels[1].billingModel"),
    (
        paid(counting("PER_UNIT", SEATS), counting("PER_UNIT", SEATS)),
        "InvalidArgumentError",
        "pricingModels[1].featureId",
    ),
    (paid(flat(monthly(), monthly())), "InvalidArgumentError", f"{FIRST}pricePeriods[1].billingPeriod"),
    (paid({"billingModel": "FLAT_FEE", "pricePeriods": []}), "InvalidArgumentError", f"{FIRST}pricePeriods"),
    (paid(flat(monthly(None))), "InvalidArgumentError", f"{PERIOD}price"),
    (paid(flat(monthly(-1))), "InvalidArgumentError", f"{PERIOD}price.amount"),
    (paid(flat(monthly(0.001))), "InvalidArgumentError", f"{PERIOD}price.amount"),
    (paid(flat(monthly(10.5, "jpy"))), "InvalidArgumentError", f"{PERIOD}price.amount"),
    (paid(flat(monthly(10**12))), "AmountTooLarge", f"{PERIOD}price.amount"),
    (paid(flat(monthly(1, "doubloons"))), "BadUserInput", f"{PERIOD}price.currency"),
    (paid(flat(monthly(1, billingCountryCode="Germany"))), "InvalidArgumentError", f"{PERIOD}billingCountryCode"),
    (
        paid(flat(monthly(1, billingCountryCode="DE"))),
        "InvalidArgumentError",
        f"{FIRST}pricePeriods",
    ),
    (
        paid(flat(monthly()), counting("PER_UNIT", SEATS, pricePeriods=[yearly()])),
        "InvalidArgumentError",
        f"{FIRST}pricePeriods",
    ),
    (
        paid(flat(monthly(1)), counting("PER_UNIT", SEATS, pricePeriods=[monthly(1, "eur")])),
        "InvalidArgumentError",
        "pricingModels[1].pricePeriods[0].price.currency",
    ),
    (paid(flat(monthly(blockSize=10))), "InvalidArgumentError", f"{PERIOD}blockSize"),
    (
        paid(counting("PER_UNIT", SEATS, pricePeriods=[monthly(None, tiers=[{"unitPrice": {"amount": 1}}])])),
        "InvalidArgumentError",
        f"{FIRST}tiersMode",
    ),
    (
        paid(
            counting(
                "PER_UNIT",
                SEATS,
                tiersMode="VOLUME",
                pricePeriods=[monthly(None, tiers=[{"upTo": 5, "unitPrice": {"amount": 1}}])],
            )
        ),
        "InvalidArgumentError",
        f"{PERIOD}tiers[0].upTo",
    ),
    (paid(flat(minUnitQuantity=1)), "InvalidArgumentError", f"{FIRST}minUnitQuantity"),
    (
        paid(counting("PER_UNIT", SEATS, minUnitQuantity=5, maxUnitQuantity=4)),
        "InvalidArgumentError",
        f"{FIRST}maxUnitQuantity",
    ),
    (
        paid(counting("PER_UNIT", SEATS, maxUnitQuantity=1_000_000)),
        "InvalidArgumentError",
        f"{FIRST}maxUnitQuantity",
    ),
    (paid(flat(resetPeriod="MONTH")), "InvalidArgumentError", f"{FIRST}resetPeriod"),
    (
        paid(
            counting(
                "USAGE_BASED", CALLS, resetPeriod="MONTH", weeklyResetPeriodConfiguration={"accordingTo": "EveryMonday"}
            )
        ),
        "InvalidEntitlementResetPeriod",
        f"{FIRST}weeklyResetPeriodConfiguration",
    ),
    (
        paid(
            counting(
                "CREDIT_BASED",
                CALLS,
                pricePeriods=[monthly(None, creditRate={"amount": 1, "currencyId": "currency-none"})],
            )
        ),
        "CustomCurrencyNotFound",
        f"{PERIOD}creditRate.currencyId",
    ),
    (
        paid(counting("CREDIT_BASED", topUpCustomCurrencyId="currency-none")),
        "CustomCurrencyNotFound",
        f"{FIRST}topUpCustomCurrencyId",
    ),
    (beyond(featureId=None), "InvalidArgumentError", f"{OF_OVERAGE}featureId"),
    (beyond(), "InvalidArgumentError", f"{OF_OVERAGE}featureId"),
    (beyond(featureId=None, currencyId=TOKENS), "InvalidArgumentError", f"{OF_OVERAGE}currencyId"),
    (beyond(currencyId=TOKENS), "InvalidArgumentError", f"{OF_OVERAGE}currencyId"),
    (beyond(featureId="feature-days"), "InvalidArgumentError", f"{OF_OVERAGE}featureId"),
    (beyond(featureId=None, currencyId="currency-none"), "CustomCurrencyNotFound", f"{OF_OVERAGE}currencyId"),
    (
        beyond(entitlement={"featureId": STORAGE, "usageLimit": 1}),
        "InvalidArgumentError",
        f"{OF_OVERAGE}entitlement.featureId",
    ),
    (
        beyond(
            featureId=None,
            currencyId=TOKENS,
            creditEntitlement={"customCurrencyId": MINUTES, "amount": 1, "cadence": "MONTH"},
        ),
        "InvalidArgumentError",
        f"{OF_OVERAGE}creditEntitlement.customCurrencyId",
    ),
    (beyond(entitlement={"featureId": CALLS}), "InvalidArgumentError", f"{OF_OVERAGE}entitlement.usageLimit"),
    (
        beyond(entitlement={"featureId": CALLS, "hasUnlimitedUsage": True}),
        "InvalidArgumentError",
        f"{OF_OVERAGE}featureId",
    ),
    (
        beyond(featureId=None, creditEntitlement={"customCurrencyId": TOKENS, "amount": -1, "cadence": "MONTH"}),
        "InvalidArgumentError",
        f"{OF_OVERAGE}creditEntitlement.amount",
    ),
    (
        {**beyond(), "pricingModels": [counting("USAGE_BASED", CALLS)]},
        "InvalidArgumentError",
        f"{OF_OVERAGE}featureId",
    ),
    (
        paid(flat(), minimumSpend=[{"billingPeriod": "ANNUALLY", "minimum": {"amount": 1}}]),
        "InvalidArgumentError",
        "minimumSpend[0].billingPeriod",
    ),
    (
        paid(flat(), minimumSpend=[{"billingPeriod": "MONTHLY", "minimum": {"amount": 1, "currency": "eur"}}]),
        "InvalidArgumentError",
        "minimumSpend[0].minimum.currency",
    ),
    (
        paid(flat(), minimumSpend=[{"billingPeriod": "MONTHLY", "minimum": {"amount": 1}}] * 2),
        "InvalidArgumentError",
        "minimumSpend[1].billingPeriod",
    ),
    (paid(*[flat(billingCadence="ONE_OFF")] * 51), "InvalidArgumentError", "pricingModels"),
    ({"pricingModels": []}, "BadUserInput", "pricingType"),
    (paid({"billingModel": "BARTER", "pricePeriods": [monthly()]}), "BadUserInput", f"{FIRST}billingModel"),
    (paid(flat(monthly(True))), "BadUserInput", f"{PERIOD}price.amount"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("charges", "code", "field"), REFUSED)
def test_charges_that_cannot_be_are_refused(shop: TemplateApi, charges: dict[str, Any], code: str, field: str) -> None:
    before = shop.get(PLAN).data
    refused = charge(shop, charges)
    assert (refused.error["code"], refused.error["field"]) == (code, f"charges.{field}")
    assert (shop.get(PLAN).data, shop.get(CHARGES).data, shop.get(f"{PLAN}/entitlements").data) == (before, [], [])


def test_a_plan_that_leaves_values_open_stays_custom(shop: TemplateApi) -> None:
    charge(shop, {"pricingType": "CUSTOM"})
    grant(shop, "plan-pro", SEATS, isCustom=True)
    refused = charge(shop, paid(flat()))
    assert (refused.error["code"], refused.error["field"]) == ("InvalidArgumentError", "charges.pricingType")


def test_prices_are_stored_within_bounds(shop: TemplateApi) -> None:
    step = [{"upTo": bound, "unitPrice": {"amount": 1}} for bound in range(1, 2001)]
    tiers = [*step, {"unitPrice": {"amount": 1}}]
    model = counting("PER_UNIT", SEATS, tiersMode="VOLUME", pricePeriods=[monthly(None, tiers=tiers)])
    assert charge(shop, paid(model)).error["field"] == "charges.pricingModels"
    periods = [monthly(1, billingCountryCode=f"{chr(65 + n // 26)}{chr(65 + n % 26)}") for n in range(501)]
    assert charge(shop, paid(flat(*periods))).error["field"] == "charges.pricingModels"
    model["pricePeriods"] = [monthly(None, tiers=tiers[1:])]
    assert charge(shop, paid(model)).status == 200


def test_addons_charge_as_plans_do(shop: TemplateApi) -> None:
    create_addon(shop)
    set_price(shop, "addon-boost", "addons", **ONE_OF_EACH)
    assert len(shop.get("/api/v1/addons/addon-boost/charges", limit=100).data) == 16
    listed = shop.get("/api/v1/addons/addon-boost/charges", limit=10)
    assert len(listed.data) == 10
    rest = shop.get("/api/v1/addons/addon-boost/charges", limit=10, after=listed.body["pagination"]["next"])
    assert (len(rest.data), rest.body["pagination"]["next"]) == (6, None)


def test_a_cursor_belongs_to_one_list(shop: TemplateApi) -> None:
    charge(shop, ONE_OF_EACH)
    cursor = shop.get(CHARGES, limit=1).body["pagination"]["next"]
    for path in (OVERAGE, "/api/v1/plans/plan-other/charges"):
        create_plan(shop, "plan-other") if "other" in path else None
        refused = shop.get(path, after=cursor)
        assert (refused.status, refused.error["code"], refused.error["field"]) == (400, "BadUserInput", "after")


def test_a_price_is_in_use_while_subscriptions_to_its_version_live(shop: TemplateApi) -> None:
    set_price(shop)
    publish(shop)
    given_customer(shop)
    subscription = subscribe(shop, "plan-pro", billingPeriod="MONTHLY")

    def used() -> list[tuple[float, bool]]:
        return [(each["price"]["amount"], each["usedInSubscriptions"]) for each in shop.get(CHARGES).data]

    assert used() == [(10, True), (100, True)]
    dearer = deepcopy(MONTHLY_FEE)
    dearer["pricingModels"][0]["pricePeriods"][0]["price"]["amount"] = 20  # type: ignore[index]
    charge(shop, dearer)
    assert used() == [(20, False), (100, True)]
    shop.post(f"/api/v1/subscriptions/{subscription['id']}/cancel")
    assert used() == [(20, False), (100, False)]
