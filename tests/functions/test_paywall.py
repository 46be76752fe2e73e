"""The edge documents of pricing tables: what they show, to whom, for how long, and that they are never stale."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.catalog import create_feature, create_plan, create_product, grant, publish, set_price
from tests.support.paywall import EDGE, edge, given_paywall, paywall, plan_in
from tests.support.template_api import TemplateApi
from tests.support.tenancy import api_of, make_key, open_environment
from tollgate.environments.permission import Permission
from tollgate.shared.scope import KeyKind
from tools.bench.calls import counting
from tools.bench.hook import Call, Json, hooked, unhooked


def granted(document: Any, plan_id: str, field: str) -> list[str]:
    """Return the features that a list of entitlements names."""
    return [each["feature"]["refId"] for each in plan_in(document, plan_id)[field]]


def test_a_pricing_table_shows_plans_with_all_they_lead_to(api: TemplateApi) -> None:
    given_paywall(api)
    document = paywall(api)
    assert [plan["refId"] for plan in document["plans"]] == ["plan-free", "plan-pro"]
    assert granted(document, "plan-pro", "entitlements") == ["feature-seats"]
    assert granted(document, "plan-pro", "inheritedEntitlements") == ["feature-sso"]
    pro = plan_in(document)
    assert pro["basePlan"] == {"refId": "plan-free", "displayName": "plan-free"}
    assert pro["product"] == {
        "refId": "product-main",
        "displayName": "product-main",
        "description": None,
        "additionalMetaData": {},
    }
    assert [each["__typename"] for each in pro["packageEntitlements"]] == [
        "PackageFeatureEntitlement",
        "PackageCreditEntitlement",
    ]
    assert pro["packageEntitlements"][1]["customCurrency"] == {
        "currencyId": "tokens",
        "displayName": "Tokens",
        "symbol": None,
        "units": {"singular": "token", "plural": "tokens"},
    }
    assert [each["feature"]["refId"] for each in pro["inheritedPackageEntitlements"]] == ["feature-sso"]


def test_add_ons_come_with_what_they_grant_and_depend_on(api: TemplateApi) -> None:
    given_paywall(api)
    (addon,) = plan_in(paywall(api))["compatibleAddons"]
    assert addon["refId"] == "addon-seats"
    assert [each["usageLimit"] for each in addon["entitlements"]] == [2]
    assert [(each["refId"], each["dependencies"]) for each in addon["dependencies"]] == [("addon-basis", None)]


@pytest.mark.parametrize(
    ("query", "currency", "points"),
    [
        ({}, {"code": "USD", "symbol": "$"}, [(10, "USD", None), (100, "USD", None)]),
        ({"billingCountryCode": "FR"}, {"code": "USD", "symbol": "$"}, [(10, "USD", None), (100, "USD", None)]),
        ({"billingCountryCode": "DE"}, {"code": "EUR", "symbol": "€"}, [(9, "EUR", "DE"), (90, "EUR", "DE")]),
    ],
)
def test_prices_are_those_of_the_country(
    api: TemplateApi, query: dict[str, str], currency: dict[str, str], points: list[tuple[int, str, str | None]]
) -> None:
    given_paywall(api)
    document = paywall(api, **query)
    assert document["currency"] == currency
    found = document["paywallCalculatedPricePoints"]
    assert [(each["amount"], each["currency"], each["billingCountryCode"]) for each in found] == points
    prices = plan_in(document)["prices"]
    assert [
        (each["price"]["amount"], each["price"]["currency"], each["billingCountryCode"]) for each in prices
    ] == points


def test_prices_name_their_feature_credits_and_tiers(api: TemplateApi) -> None:
    given_paywall(api)
    tiers = [{"upTo": 5, "unitPrice": {"amount": 4}}, {"unitPrice": {"amount": 3}, "flatPrice": {"amount": 1}}]
    set_price(
        api,
        pricingType="PAID",
        pricingModels=[
            {
                "billingModel": "PER_UNIT",
                "featureId": "feature-seats",
                "tiersMode": "GRADUATED",
                "minUnitQuantity": 2,
                "pricePeriods": [{"billingPeriod": "MONTHLY", "tiers": tiers}],
            },
            {
                "billingModel": "CREDIT_BASED",
                "featureId": "feature-calls",
                "pricePeriods": [{"billingPeriod": "MONTHLY", "creditRate": {"amount": 3, "currencyId": "tokens"}}],
            },
        ],
    )
    publish(api)
    document = paywall(api)
    seats, calls = plan_in(document)["prices"]
    assert (seats["feature"]["refId"], seats["tiersMode"], seats["minUnitQuantity"]) == (
        "feature-seats",
        "GRADUATED",
        2,
    )
    assert seats["tiers"] == [
        {"upTo": 5, "unitPrice": {"amount": 4, "currency": "USD"}, "flatPrice": None},
        {"upTo": None, "unitPrice": {"amount": 3, "currency": "USD"}, "flatPrice": {"amount": 1, "currency": "USD"}},
    ]
    rate = {"amount": 3, "currencyId": "tokens", "customCurrencyId": "tokens", "costFormula": None}
    assert calls["creditRate"] == rate
    assert calls["customCurrency"]["displayName"] == "Tokens"
    (point,) = document["paywallCalculatedPricePoints"]
    assert (point["amount"], point["additionalChargesMayApply"], point["feature"]) == (8, True, None)


def test_the_look_of_the_table_is_not_set(api: TemplateApi) -> None:
    assert paywall(api) == {
        "plans": [],
        "currency": {"code": "USD", "symbol": "$"},
        "paywallCalculatedPricePoints": [],
        "configuration": {"customCss": None, "layout": None, "palette": None, "typography": None},
    }


def test_a_table_of_one_product_shows_its_plans_only(api: TemplateApi) -> None:
    given_paywall(api)
    create_product(api, "product-other")
    create_plan(api, "plan-other", productId="product-other")
    publish(api, "plan-other")
    assert [plan["refId"] for plan in paywall(api, "product-other")["plans"]] == ["plan-other"]
    assert {plan["refId"] for plan in paywall(api)["plans"]} == {"plan-free", "plan-pro", "plan-other"}
    refused = edge(api, "product-unknown")
    assert (refused.status, refused.error["code"]) == (404, "ProductNotFoundError")


def test_drafts_and_archived_plans_are_not_shown(api: TemplateApi) -> None:
    given_paywall(api)
    create_plan(api, "plan-draft")
    assert api.post("/api/v1/plans/plan-pro/archive").status == 200
    assert [plan["refId"] for plan in paywall(api)["plans"]] == ["plan-free"]


@pytest.mark.parametrize(
    ("query", "field"),
    [({"billingCountryCode": "de"}, "billingCountryCode"), ({"context": "SHOP"}, "context")],
)
def test_a_malformed_query_names_its_field(api: TemplateApi, query: dict[str, str], field: str) -> None:
    refused = edge(api, **query)
    assert (refused.status, refused.error["field"]) == (400, field)


CHANGES: dict[str, Callable[[TemplateApi], Any]] = {
    "the name of a feature": lambda api: api.patch("/api/v1/features/feature-seats", displayName="Chairs"),
    "the status of a feature": lambda api: retired(api),
    "the name of a product": lambda api: api.patch("/api/v1/products/product-main", displayName="Main"),
    "the metadata of a plan": lambda api: api.patch("/api/v1/plans/plan-pro", metadata={"colour": "blue"}),
    "a new version of a plan": lambda api: republished(api),
    "a new plan": lambda api: (create_plan(api, "plan-new"), publish(api, "plan-new")),
    "a plan that is archived": lambda api: api.post("/api/v1/plans/plan-pro/archive"),
    "the metadata of an add-on": lambda api: api.patch("/api/v1/addons/addon-basis", metadata={"colour": "blue"}),
    "a new version of an add-on": lambda api: renamed_addon(api),
    "the name of a custom currency": lambda api: api.patch(
        "/api/v1/credits/custom-currencies/tokens", displayName="Credits"
    ),
}


def retired(api: TemplateApi) -> None:
    """Take a feature out of what is sold, and archive it: the version sold before is still inherited by nobody."""
    assert api.delete("/api/v1/plans/plan-free/entitlements/feature-sso").status == 200
    publish(api, "plan-free")
    assert api.post("/api/v1/features/feature-sso/archive").status == 200


def republished(api: TemplateApi) -> None:
    """Grant more."""
    grant(api, "plan-pro", "feature-calls", usageLimit=1)
    publish(api)


def renamed_addon(api: TemplateApi) -> None:
    """Publish an add-on under another name."""
    assert api.patch("/api/v1/addons/addon-seats", displayName="More seats").status == 200
    assert api.post("/api/v1/addons/addon-seats/publish", migrationType="NEW_CUSTOMERS").status == 200


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_shows_at_once(api: TemplateApi, change: str) -> None:
    given_paywall(api)
    before = edge(api)
    assert edge(api, held=before.headers["etag"]).status == 304
    CHANGES[change](api)
    after = edge(api, held=before.headers["etag"])
    assert after.status == 200
    assert after.body != before.body


def test_a_change_that_does_not_show_leaves_the_tag(api: TemplateApi) -> None:
    given_paywall(api)
    held = edge(api).headers["etag"]
    create_feature(api, "feature-unused")
    assert edge(api, held=held).status == 304


def test_showing_a_table_again_costs_one_small_read(api: TemplateApi) -> None:
    given_paywall(api)
    first = edge(api)
    with counting() as calls:
        again = edge(api)
    assert again.text == first.text
    assert (calls.round_trips, calls.read_units) == (1, 1)
    assert calls.is_consistent


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ("{etag}", 304),
        ("W/{etag}", 304),
        ('"other", {etag}', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
    ],
)
def test_what_the_caller_holds_is_not_sent_again(api: TemplateApi, held: str, status: int) -> None:
    given_paywall(api)
    whole = edge(api)
    answer = edge(api, held=held.format(etag=whole.headers["etag"]))
    assert (answer.status, answer.text) == (status, whole.text if status == 200 else "")
    for name in ("etag", "cache-control"):
        assert answer.headers[name] == whole.headers[name]
    assert whole.headers["cache-control"] == "private, max-age=60"
    assert whole.headers["content-type"] == "application/json"


def test_a_browser_reads_the_table_of_its_own_environment_by_id_or_slug(api: TemplateApi) -> None:
    opened = open_environment()
    browser = api_of(opened.keys[1].secret)
    for name in (opened.environment.id, "development"):
        assert paywall(browser, environment=name)["plans"] == []
        assert paywall(browser, "product-default", environment=name)["plans"] == []


def test_another_environment_or_account_is_as_if_it_were_not_there(api: TemplateApi) -> None:
    own, other = open_environment(), open_environment("production")
    key = api_of(own.keys[0].secret)

    def told(**address: str) -> dict[str, Any]:
        refused = edge(key, **address)
        assert (refused.status, refused.error["code"]) == (404, "EnvironmentMissing")
        return {name: value for name, value in refused.error.items() if name != "requestId"}

    for name in (other.environment.id, "production"):
        assert str(told(environment=name)) == str(told(environment="nowhere")).replace("nowhere", name)
    assert told(account="account-other", environment="development") == told(
        account="nowhere", environment="development"
    )
    assert told(account="account-other", environment="development", product_id="product-default")


def test_a_scoped_key_needs_to_read_the_catalogue(api: TemplateApi) -> None:
    environment = open_environment().environment
    reading = api_of(make_key(environment, KeyKind.SCOPED, Permission.CATALOG_READ).secret)
    assert edge(reading).status == 200
    other = api_of(make_key(environment, KeyKind.SCOPED, Permission.CUSTOMER_READ).secret)
    refused = edge(other)
    assert (refused.status, refused.error["code"]) == (403, "IdentityForbidden")


def test_the_path_takes_reads_only(api: TemplateApi) -> None:
    refused = api.post(f"{EDGE}/paywall.json")
    assert (refused.status, refused.error["code"]) == (405, "MethodNotAllowed")


class Meanwhile:
    """Runs something before the n-th call that passes, once."""

    def __init__(self, place: int, run: Callable[[], Any]) -> None:
        self._left, self._run = place, run
        self.has_run = False

    def before(self, call: Call) -> None:
        """Run it if this is its place."""
        self._left -= 1
        if self._left == 0:
            self.has_run = True
            with unhooked():
                self._run()

    def after(self, call: Call, answer: Json | None) -> None:
        """Leave the answer as it is."""


@pytest.mark.parametrize("place", range(1, 9))
def test_a_table_is_of_one_version_whatever_is_published_while_it_is_made(api: TemplateApi, place: int) -> None:
    """A feature and a product get new names: a mixture would show one of them without the other."""
    given_paywall(api)

    def change() -> None:
        for part in ("features/feature-seats", "products/product-main"):
            assert api.patch(f"/api/v1/{part}", displayName="New").status == 200

    meanwhile = Meanwhile(place, change)
    with hooked(meanwhile):
        document = paywall(api)
    assert meanwhile.has_run
    pro = plan_in(document)
    names = {pro["product"]["displayName"], pro["entitlements"][0]["feature"]["displayName"]}
    assert names in ({"New"}, {"product-main", "feature-seats"})
    assert plan_in(paywall(api))["product"]["displayName"] == "New"
