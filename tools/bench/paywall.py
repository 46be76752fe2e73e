"""Pricing tables: what is sold for them, and the CPU of making one, without I/O."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from tollgate import wiring
from tollgate.api.edge_reads import paywall_document
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature, FeatureType, MeterType
from tollgate.catalog.package import PackageStatus, PricingType
from tollgate.catalog.paywall import Catalogue, PaywallRequest, paywall_of
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.charges.price import BillingModel
from tollgate.charges.pricing_model import PricePeriod, PriceSet, PricingModel
from tollgate.shared.money import Money
from tollgate.shared.period import BillingPeriod
from tollgate.shared.scope import Scope
from tools.bench.cpu import Work, ratio
from tools.bench.hot_path import invoked
from tools.bench.lines import Line
from tools.bench.world import CALLER, Api, event_of, grant, publish

PLANS, GRANTED = 10, 50
FEW, MANY = 5, 50
PRODUCT = "product-of-plan-bench"
EDGE = f"/v1/a/{CALLER['accountId']}/e/{CALLER['environmentId']}/p/{PRODUCT}/paywall.json"
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
_FEE = {
    "pricingType": "PAID",
    "pricingModels": [
        {"billingModel": "FLAT_FEE", "pricePeriods": [{"billingPeriod": "MONTHLY", "price": {"amount": 10}}]}
    ],
}


def sell_table(api: Api, features: list[str]) -> None:
    """Publish so many more plans of the product that its pricing table has ten, with these features each."""
    for number in range(PLANS - 1):
        plan = f"plan-table-{number}"
        terms = {"id": plan, "displayName": plan, "productId": PRODUCT, "pricingType": "PAID"}
        api.post("/api/v1/plans", terms)
        api.call("PATCH", f"/api/v1/plans/{plan}", {"charges": _FEE})
        grant(api, plan, features)
        publish(api, plan)


def read_again(api: Api, run: int) -> object:
    """Read the pricing table as a process that has shown it."""
    return api.get(EDGE)


def read_first(api: Api, run: int) -> object:
    """Read the pricing table as a process that has just begun."""
    wiring.reset()
    return api.get(EDGE)


def read_after_change(api: Api, run: int) -> object:
    """Read the pricing table as a process that has seen all versions of its plans, but not this table."""
    return api.get(EDGE, billingCountryCode=("DE", "FR")[run])


def shown_again() -> Work:
    """Return the reading of a pricing table that the process has shown."""
    return invoked(*event_of("GET", EDGE))


def lines() -> Iterator[Line]:
    """Yield the ratios of making tables: against the standard library's writing of the same JSON, and their growth."""
    document = json.loads(_document_of(_catalogue(PLANS)))
    yield Line.at_most(
        f"paywall of {PLANS} plans × {GRANTED} features, made ÷ its JSON written by json.dumps",
        4.0,
        ratio(_making(PLANS), lambda: json.dumps(document), rounds=9, calls=5),
    )
    yield Line.at_most(
        f"paywall made, {MANY} plans ÷ {FEW}", 1.2 * MANY / FEW, ratio(_making(MANY), _making(FEW), rounds=7, calls=4)
    )


def _making(plans: int) -> Work:
    catalogue = _catalogue(plans)
    return lambda: _document_of(catalogue)


def _document_of(catalogue: Catalogue) -> str:
    scope = Scope(account_id=CALLER["accountId"], environment_id=CALLER["environmentId"])
    return paywall_document(scope, paywall_of(catalogue, PaywallRequest())).text


def _catalogue(plans: int) -> Catalogue:
    features = [_feature(f"feature-{number}") for number in range(GRANTED)]
    return Catalogue(
        plans=[_plan(f"plan-{number}", features) for number in range(plans)],
        addons=(),
        groups=(),
        features=features,
        products=[_PRODUCT],
        currencies=(),
    )


_PRODUCT = Product(id=PRODUCT, uuid=PRODUCT, display_name=PRODUCT, created_at=_THEN, updated_at=_THEN)


def _feature(name: str) -> Feature:
    return Feature(
        id=name,
        uuid=name,
        display_name=name,
        feature_type=FeatureType.NUMBER,
        meter_type=MeterType.INCREMENTAL,
        created_at=_THEN,
        updated_at=_THEN,
    )


def _plan(name: str, features: list[Feature]) -> Plan:
    fee = Money(amount=Decimal(10), currency="usd")
    monthly = PricePeriod(billing_period=BillingPeriod.MONTHLY, price=fee)
    return Plan(
        id=name,
        uuid=name,
        product_id=PRODUCT,
        version_number=1,
        status=PackageStatus.PUBLISHED,
        display_name=name,
        pricing_type=PricingType.PAID,
        charges=PriceSet(pricing_models=(PricingModel(billing_model=BillingModel.FLAT_FEE, price_periods=(monthly,)),)),
        entitlements=tuple(_granted(each) for each in features),
        created_at=_THEN,
        updated_at=_THEN,
    )


def _granted(feature: Feature) -> FeatureEntitlement:
    return FeatureEntitlement(
        feature_id=feature.id,
        uuid=feature.id,
        feature_type=feature.feature_type,
        meter_type=feature.meter_type,
        usage_limit=Decimal(1000),
        created_at=_THEN,
        updated_at=_THEN,
    )
