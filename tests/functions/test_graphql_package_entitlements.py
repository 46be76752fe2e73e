"""What packages grant and charge, through GraphQL."""

from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, publish
from tests.support.graphql import ask, refusal_of
from tests.support.template_api import TemplateApi

ENTITLEMENT = """
  id featureId packageId feature { refId displayName featureType meterType featureUnitsPlural } usageLimit
  hasUnlimitedUsage hasSoftLimit resetPeriod enumValues behavior isGranted isCustom order hiddenFromWidgets
  displayNameOverride description featureGroupIds environmentId
"""
PRICE = """
  billingModel billingPeriod billingCadence billingCountryCode billingId blockSize tiersMode topUpCustomCurrencyId
  minUnitQuantity maxUnitQuantity price { amount currency } feature { refId } customCurrency { currencyId symbol }
  tiers { upTo unitPrice { amount currency } flatPrice { amount currency } }
  creditRate { amount currencyId customCurrencyId }
"""
UNION = """
  __typename
  ... on PackageFeatureEntitlement { id featureId feature { refId } usageLimit }
  ... on PackageCreditEntitlement {
    id amount cadence customCurrencyId customCurrency { displayName units { singular plural } }
    dependencyFeature { refId }
  }
"""
INPUTS = {
    "createPackageEntitlements": ("CreatePackageEntitlementsInput!", ENTITLEMENT),
    "updatePackageEntitlement": ("UpdatePackageEntitlementInput!", ENTITLEMENT),
    "deletePackageEntitlement": ("DeletePackageEntitlementInput!", ENTITLEMENT),
    "setPackagePricing": ("PackagePricingInput!", PRICE),
    "updateOnePlan": ("PlanUpdateInput!", f"status overageBillingPeriod packageEntitlements {{ {UNION} }}"),
}


def document(root: str) -> str:
    """Return the document of a mutation."""
    kind, fields = INPUTS[root]
    return f"mutation ($input: {kind}) {{ {root}(input: $input) {{ {fields} }} }}"


def do(api: TemplateApi, root: str, /, **fields: Any) -> Any:
    """Run a mutation; return what it shows."""
    return ask(api, document(root), input=fields)[root]


def refused(api: TemplateApi, root: str, /, **fields: Any) -> tuple[str, str | None]:
    """Return the code and the field of a mutation's refusal."""
    extensions = refusal_of(api, document(root), input=fields)["extensions"]
    return extensions["code"], extensions.get("field")


def grant(api: TemplateApi, *entitlements: dict[str, Any], package_id: str = "plan-pro") -> Any:
    """Put entitlements into a package."""
    return do(api, "createPackageEntitlements", packageId=package_id, entitlements=list(entitlements))


def seats(**fields: Any) -> dict[str, Any]:
    """Return an entitlement to seats as it is sent."""
    return {"feature": {"featureId": "feature-seats", **fields}}


def tokens(**fields: Any) -> dict[str, Any]:
    """Return an entitlement to tokens as it is sent."""
    return {"credit": {"customCurrencyId": "currency-tokens", "cadence": "MONTH", "amount": 5, **fields}}


@pytest.fixture
def shop(api: TemplateApi) -> TemplateApi:
    """The API with features, a currency, a custom plan and a paid one that are sold, and an add-on."""
    create_product(api)
    create_feature(api)
    create_feature(api, "feature-calls", featureType="NUMBER", meterType="INCREMENTAL")
    create_feature(api, "feature-sso", featureType="BOOLEAN")
    units = {"singular": "token", "plural": "tokens"}
    tokens_of = {"id": "currency-tokens", "displayName": "Tokens", "symbol": "T", "units": units}
    assert api.post("/api/v1/credits/custom-currencies", **tokens_of).status == 201
    create_plan(api, pricingType="CUSTOM")
    publish(api)
    addon = {"id": "addon-seats", "productId": "product-main", "displayName": "Seats", "pricingType": "FREE"}
    assert api.post("/api/v1/addons", **addon).status == 201
    members = ["feature-seats", "feature-calls"]
    group = {"featureGroupId": "group-team", "displayName": "Team", "features": members, "environmentId": "development"}
    ask(api, "mutation ($input: CreateFeatureGroupInput!) { createFeatureGroup(input: $input) { id } }", input=group)
    return api


def test_a_feature_is_granted_as_it_was_sent(shop: TemplateApi) -> None:
    sent = {
        "usageLimit": 10,
        "hasSoftLimit": True,
        "resetPeriod": "MONTH",
        "behavior": "Increment",
        "isGranted": True,
        "isCustom": True,
        "order": 2,
        "hiddenFromWidgets": ["PAYWALL"],
        "displayNameOverride": "Places",
        "description": "Who may enter",
    }
    [made] = grant(shop, seats(**sent, monthlyResetPeriodConfiguration={"accordingTo": "StartOfTheMonth"}))
    assert made == {
        **sent,
        "id": made["id"],
        "featureId": "feature-seats",
        "packageId": "plan-pro",
        "feature": {
            "refId": "feature-seats",
            "displayName": "feature-seats",
            "featureType": "NUMBER",
            "meterType": "Fluctuating",
            "featureUnitsPlural": None,
        },
        "hasUnlimitedUsage": False,
        "enumValues": None,
        "featureGroupIds": [],
        "environmentId": "development",
    }
    [kept] = shop.get("/api/v1/plans/plan-pro/entitlements").data
    assert kept["resetPeriodConfiguration"] == {"accordingTo": "StartOfTheMonth"}


def test_credits_are_granted_and_shown_as_a_feature_where_the_published_type_has_no_other_place(
    shop: TemplateApi,
) -> None:
    [made] = grant(shop, tokens(amount=2.5, cadence="YEAR", dependencyFeatureId="feature-seats", hasSoftLimit=True))
    assert made["feature"] == {
        "refId": "currency-tokens",
        "displayName": "Tokens",
        "featureType": "NUMBER",
        "meterType": "None",
        "featureUnitsPlural": "tokens",
    }
    shown = (made["featureId"], made["usageLimit"], made["resetPeriod"], made["hasSoftLimit"], made["enumValues"])
    assert shown == ("currency-tokens", 2.5, "YEAR", True, None)
    [credit] = do(shop, "updateOnePlan", id="plan-pro")["packageEntitlements"]
    assert credit == {
        "__typename": "PackageCreditEntitlement",
        "id": made["id"],
        "amount": 2.5,
        "cadence": "YEAR",
        "customCurrencyId": "currency-tokens",
        "customCurrency": {"displayName": "Tokens", "units": {"singular": "token", "plural": "tokens"}},
        "dependencyFeature": {"refId": "feature-seats"},
    }


def test_a_feature_group_is_put_in_whole_and_its_members_do_not_change_alone(shop: TemplateApi) -> None:
    calls = {"feature": {"featureId": "feature-calls", "usageLimit": 9, "featureGroupId": "group-team"}}
    [made, _] = grant(shop, seats(usageLimit=5, featureGroupId="group-team"), calls)
    assert (made["featureGroupIds"], made["usageLimit"]) == (["group-team"], 5)
    alone = refused(shop, "updatePackageEntitlement", id=made["id"], feature={"usageLimit": 6})
    assert alone == ("EntitlementBelongsToFeatureGroupError", None)
    assert refused(shop, "deletePackageEntitlement", id=made["id"]) == alone


def test_add_ons_grant_and_override(shop: TemplateApi) -> None:
    [made] = grant(shop, seats(usageLimit=5, behavior="Override"), package_id="addon-seats")
    assert (made["behavior"], made["packageId"]) == ("Override", "addon-seats")


def test_an_entitlement_is_changed_and_removed_by_its_own_id_in_whatever_package_it_is(shop: TemplateApi) -> None:
    [of_plan, credit] = grant(shop, seats(usageLimit=5, description="Seats"), tokens())
    [of_addon] = grant(shop, seats(usageLimit=7), package_id="addon-seats")
    changed = do(shop, "updatePackageEntitlement", id=of_plan["id"], feature={"usageLimit": 6, "description": None})
    assert changed == {**of_plan, "usageLimit": 6, "description": None}
    assert do(shop, "updatePackageEntitlement", id=of_addon["id"], feature={"order": 1})["packageId"] == "addon-seats"
    assert do(shop, "updatePackageEntitlement", id=credit["id"], credit={"amount": 9})["usageLimit"] == 9
    publish(shop)
    assert do(shop, "deletePackageEntitlement", id=of_plan["id"]) == changed
    assert do(shop, "deletePackageEntitlement", id=credit["id"])["featureId"] == "currency-tokens"
    assert do(shop, "updateOnePlan", id="plan-pro")["status"] == "DRAFT"
    assert refused(shop, "deletePackageEntitlement", id=of_plan["id"]) == ("NoFeatureEntitlementError", None)
    assert do(shop, "deletePackageEntitlement", id=of_addon["id"])["packageId"] == "addon-seats"


def test_a_package_is_named_by_either_id_unless_a_plan_and_an_add_on_share_it(shop: TemplateApi) -> None:
    addon = {"id": "plan-pro", "productId": "product-main", "displayName": "Same", "pricingType": "FREE"}
    assert shop.post("/api/v1/addons", **addon).status == 201
    asked = {"packageId": "plan-pro", "entitlements": [seats(usageLimit=1)]}
    assert refused(shop, "createPackageEntitlements", **asked) == ("InvalidArgumentError", "packageId")
    ids = 'mutation { updateOnePlan(input: {id: "plan-pro"}) { id } }'
    plan = ask(shop, ids)["updateOnePlan"]["id"]
    [made] = grant(shop, seats(usageLimit=1), package_id=plan)
    assert made["packageId"] == "plan-pro"
    feature = ask(shop, 'mutation { updateOnePlan(input: {id: "plan-pro"}) { entitlements { feature { id } } } }')
    [held] = feature["updateOnePlan"]["entitlements"]
    do(shop, "deletePackageEntitlement", id=made["id"])
    asked = {"feature": {"featureId": held["feature"]["id"], "usageLimit": 2}}
    assert grant(shop, asked, package_id=plan)[0]["featureId"] == "feature-seats"


REFUSALS: list[tuple[dict[str, Any], str, str | None]] = [
    ({}, "BadUserInput", "entitlements[0].feature"),
    ({**seats(usageLimit=1), **tokens()}, "BadUserInput", "entitlements[0].feature"),
    (seats(), "InvalidArgumentError", "entitlements[0].feature.usageLimit"),
    (seats(usageLimit=1.5), "BadUserInput", "entitlements[0].feature.usageLimit"),
    (
        seats(usageLimit=1, behavior="Override"),
        "CannotAddOverrideEntitlementToPlan",
        "entitlements[0].feature.behavior",
    ),
    (seats(usageLimit=1, featureGroupId="group"), "FeatureGroupNotFoundError", None),
    (seats(usageLimit=1, featureGroupId="group-team"), "FeatureGroupMissingFeaturesError", "entitlements"),
    (
        {"feature": {"featureId": "feature-sso", "featureGroupId": "group-team"}},
        "FeatureNotBelongToFeatureGroupError",
        "entitlements[0].feature.featureGroupId",
    ),
    (
        seats(usageLimit=1, dependencyFeatureId="feature-calls"),
        "UnsupportedParameter",
        "entitlements[0].feature.dependencyFeatureId",
    ),
    (
        seats(usageLimit=1, resetPeriod="DAY", weeklyResetPeriodConfiguration={"accordingTo": "EveryMonday"}),
        "InvalidEntitlementResetPeriod",
        "entitlements[0].feature.weeklyResetPeriodConfiguration",
    ),
    ({"feature": {"featureId": "unknown"}}, "FeatureNotFound", "entitlements[0].feature.featureId"),
    (tokens(amount=-1), "InvalidArgumentError", "entitlements[0].credit.amount"),
    (
        tokens(customCurrencyId="unknown"),
        "CustomCurrencyNotFound",
        "entitlements[0].credit.customCurrencyId",
    ),
    (tokens(dependencyFeatureId="unknown"), "FeatureNotFound", "entitlements[0].credit.dependencyFeatureId"),
]


@pytest.mark.parametrize(
    ("entitlement", "code", "field"), REFUSALS, ids=[f"{number} {each[1]}" for number, each in enumerate(REFUSALS)]
)
def test_entitlements_that_are_refused(
    shop: TemplateApi, entitlement: dict[str, Any], code: str, field: str | None
) -> None:
    assert refused(shop, "createPackageEntitlements", packageId="plan-pro", entitlements=[entitlement]) == (code, field)


def test_a_package_that_is_not_there_grants_nothing(shop: TemplateApi) -> None:
    asked = {"packageId": "unknown", "entitlements": [seats(usageLimit=1)]}
    assert refused(shop, "createPackageEntitlements", **asked) == ("PlanNotFound", None)
    assert refused(shop, "createPackageEntitlements", **{**asked, "packageId": "plan-pro", "entitlements": []}) == (
        "InvalidArgumentError",
        "entitlements",
    )


def test_changes_of_an_entitlement_that_are_refused(shop: TemplateApi) -> None:
    [made] = grant(shop, seats(usageLimit=1))
    update = "updatePackageEntitlement"
    assert refused(shop, update, id="unknown", feature={"order": 1}) == ("NoFeatureEntitlementError", None)
    assert refused(shop, update, id=made["id"]) == ("BadUserInput", "feature")
    assert refused(shop, update, id=made["id"], credit={"amount": 1}) == ("NoFeatureEntitlementError", None)
    assert refused(shop, update, id=made["id"], feature={"usageLimit": -1}) == (
        "InvalidArgumentError",
        "feature.usageLimit",
    )
    assert refused(shop, update, id=made["id"], feature={"dependencyFeatureId": "feature-calls"}) == (
        "UnsupportedParameter",
        "feature.dependencyFeatureId",
    )


def period(**fields: Any) -> dict[str, Any]:
    """Return a price of a month as it is sent."""
    return {"billingPeriod": "MONTHLY", **fields}


def price_set(package_id: str = "plan-pro", **fields: Any) -> dict[str, Any]:
    """Return what a package charges as it is sent."""
    return {"packageId": package_id, "environmentId": "development", "pricingType": "PAID", **fields}


def test_what_a_package_charges_is_set_as_a_whole(shop: TemplateApi) -> None:
    fee = {
        "billingModel": "FLAT_FEE",
        "pricePeriods": [
            period(price={"amount": 9.5, "currency": "EUR"}, billingId="price_1"),
            period(price={"amount": 8, "currency": "CHF"}, billingCountryCode="CH"),
        ],
    }
    bought = {
        "billingModel": "PER_UNIT",
        "featureId": "feature-seats",
        "tiersMode": "GRADUATED",
        "minUnitQuantity": 1,
        "maxUnitQuantity": 50,
        "pricePeriods": [
            period(
                tiers=[
                    {"upTo": 5, "unitPrice": {"amount": 3, "currency": "EUR"}},
                    {"upTo": None, "unitPrice": {"amount": 2, "currency": "EUR"}},
                ]
            ),
            period(
                billingCountryCode="CH",
                tiers=[
                    {"upTo": 5, "unitPrice": {"amount": 4, "currency": "CHF"}},
                    {"unitPrice": {"amount": 3, "currency": "CHF"}},
                ],
            ),
        ],
    }
    prices = do(shop, "setPackagePricing", **price_set(pricingModels=[fee, bought]))
    nothing = {
        "billingCountryCode": None,
        "billingId": None,
        "blockSize": None,
        "tiersMode": None,
        "topUpCustomCurrencyId": None,
        "minUnitQuantity": None,
        "maxUnitQuantity": None,
        "price": None,
        "feature": None,
        "customCurrency": None,
        "tiers": None,
        "creditRate": None,
        "billingPeriod": "MONTHLY",
        "billingCadence": "RECURRING",
    }
    flat = {**nothing, "billingModel": "FLAT_FEE"}
    unit = {
        **nothing,
        "billingModel": "PER_UNIT",
        "feature": {"refId": "feature-seats"},
        "tiersMode": "GRADUATED",
        "minUnitQuantity": 1,
        "maxUnitQuantity": 50,
    }

    def steps(currency: str, *amounts: int) -> list[dict[str, Any]]:
        limits = [5, None]
        return [
            {"upTo": limit, "unitPrice": {"amount": amount, "currency": currency}, "flatPrice": None}
            for limit, amount in zip(limits, amounts, strict=True)
        ]

    assert prices == [
        {**flat, "price": {"amount": 9.5, "currency": "EUR"}, "billingId": "price_1"},
        {**flat, "price": {"amount": 8, "currency": "CHF"}, "billingCountryCode": "CH"},
        {**unit, "tiers": steps("EUR", 3, 2)},
        {**unit, "tiers": steps("CHF", 4, 3), "billingCountryCode": "CH"},
    ]
    assert do(shop, "setPackagePricing", **price_set(pricingModels=[fee]))[0]["billingId"] == "price_1"
    assert do(shop, "setPackagePricing", **price_set(pricingType="FREE")) == []


def test_overage_brings_its_entitlement_and_is_shown_after_what_is_paid_for_anyway(shop: TemplateApi) -> None:
    fee = {"billingModel": "FLAT_FEE", "pricePeriods": [period(price={"amount": 10})]}
    overage = {
        "billingModel": "USAGE_BASED",
        "billingCadence": "RECURRING",
        "featureId": "feature-calls",
        "pricePeriods": [period(price={"amount": 0.5}, blockSize=100)],
        "entitlement": {"featureId": "feature-calls", "usageLimit": 1000, "resetPeriod": "MONTH", "order": 1},
    }
    sent = price_set(pricingModels=[fee], overagePricingModels=[overage], overageBillingPeriod="MONTHLY")
    flat, beyond = do(shop, "setPackagePricing", **sent)
    assert flat["price"] == {"amount": 10, "currency": "USD"}
    told = (beyond["billingModel"], beyond["feature"], beyond["blockSize"], beyond["price"])
    assert told == ("USAGE_BASED", {"refId": "feature-calls"}, 100, {"amount": 0.5, "currency": "USD"})
    plan = do(shop, "updateOnePlan", id="plan-pro")
    assert plan["overageBillingPeriod"] == "MONTHLY"
    assert [(each["featureId"], each["usageLimit"]) for each in plan["packageEntitlements"]] == [
        ("feature-calls", 1000)
    ]


def test_credits_are_bought_and_burnt(shop: TemplateApi) -> None:
    rate = {"amount": 2, "currencyId": "currency-tokens", "customCurrencyId": "currency-tokens"}
    burnt = {
        "billingModel": "CREDIT_BASED",
        "featureId": "feature-calls",
        "pricePeriods": [period(creditRate=rate)],
    }
    [price] = do(shop, "setPackagePricing", **price_set("addon-seats", pricingModels=[burnt]))
    assert (price["creditRate"], price["customCurrency"]) == (rate, {"currencyId": "currency-tokens", "symbol": "T"})


FEE = {"billingModel": "FLAT_FEE", "pricePeriods": [period(price={"amount": 1})]}
OVERAGE = {"billingModel": "USAGE_BASED", "featureId": "feature-calls", "pricePeriods": [period(price={"amount": 1})]}
CALLS = {"featureId": "feature-calls", "usageLimit": 1}
RATE = {"amount": 1, "currencyId": "currency-tokens"}
BURNT = {"billingModel": "CREDIT_BASED", "featureId": "feature-calls"}
PRICES_REFUSED: list[tuple[dict[str, Any], str, str | None]] = [
    ({"packageId": "unknown"}, "PlanNotFound", None),
    ({"pricingType": "FREE", "pricingModels": [FEE]}, "InvalidArgumentError", "pricingModels"),
    ({"pricingModels": [FEE, FEE]}, "InvalidArgumentError", "pricingModels[1].billingModel"),
    ({"pricingModels": [{**FEE, "billingId": "x"}]}, "UnsupportedParameter", "pricingModels[0].billingId"),
    ({"priceGroupPackageBillingId": "x"}, "UnsupportedParameter", "priceGroupPackageBillingId"),
    (
        {"pricingModels": [{**FEE, "pricePeriods": [period(price={"amount": 1}, priceGroupPackageBillingId="x")]}]},
        "UnsupportedParameter",
        "pricingModels[0].pricePeriods[0].priceGroupPackageBillingId",
    ),
    (
        {"pricingModels": [{**BURNT, "pricePeriods": [period(creditRate={**RATE, "costFormula": "2*"})]}]},
        "BadUserInput",
        "pricingModels[0].pricePeriods[0].creditRate.costFormula",
    ),
    (
        {
            "pricingModels": [
                {
                    **BURNT,
                    "pricePeriods": [period(creditRate={"amount": 1, "currencyId": "c", "customCurrencyId": "d"})],
                }
            ]
        },
        "InvalidArgumentError",
        "pricingModels[0].pricePeriods[0].creditRate.customCurrencyId",
    ),
    (
        {"overagePricingModels": [{**OVERAGE, "billingModel": "FLAT_FEE"}]},
        "InvalidArgumentError",
        "overagePricingModels[0].billingModel",
    ),
    (
        {"overagePricingModels": [{**OVERAGE, "billingCadence": "ONE_OFF"}]},
        "InvalidArgumentError",
        "overagePricingModels[0].billingCadence",
    ),
    (
        {"overagePricingModels": [{**OVERAGE, "billingId": "x"}]},
        "UnsupportedParameter",
        "overagePricingModels[0].billingId",
    ),
    (
        {"overagePricingModels": [{**OVERAGE, "entitlement": {**CALLS, "featureGroupId": "group"}}]},
        "UnsupportedParameter",
        "overagePricingModels[0].entitlement.featureGroupId",
    ),
    (
        {"overagePricingModels": [{**OVERAGE, "entitlement": {**CALLS, "usageLimit": -1}}]},
        "InvalidArgumentError",
        "overagePricingModels[0].entitlement.usageLimit",
    ),
    (
        {
            "overagePricingModels": [
                {
                    "billingModel": "USAGE_BASED",
                    "topUpCustomCurrencyId": "currency-tokens",
                    "pricePeriods": [period(price={"amount": 1})],
                }
            ]
        },
        "InvalidArgumentError",
        "overagePricingModels[0].topUpCustomCurrencyId",
    ),
]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    PRICES_REFUSED,
    ids=[f"{number} {each[1]} {each[2]}" for number, each in enumerate(PRICES_REFUSED)],
)
def test_prices_that_are_refused(shop: TemplateApi, fields: dict[str, Any], code: str, field: str | None) -> None:
    assert refused(shop, "setPackagePricing", **price_set(**{"package_id": "plan-pro", **fields})) == (code, field)
