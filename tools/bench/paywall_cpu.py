"""The CPU of making a pricing table, without I/O: relative to writing the same JSON, and as it grows with plans."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

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
from tools.bench.lines import Line
from tools.bench.paywall import GRANTED, PLANS, PRODUCT, TABLE
from tools.bench.world import CALLER

FEW, MANY = 5, 50
_THEN = datetime(2026, 1, 1, tzinfo=UTC)


def lines() -> Iterator[Line]:
    """Yield the ratios. Growth that is not linear would make ten times the plans cost far more than ten times."""
    document = json.loads(_document_of(_catalogue(PLANS)))
    yield Line.at_most(
        f"{TABLE}, made ÷ its JSON written by json.dumps",
        6.0,
        ratio(_making(PLANS), lambda: json.dumps(document), rounds=9, calls=5),
    )
    grown = ratio(_making(MANY), _making(FEW), rounds=7, calls=4)
    yield Line.at_most(f"paywall made, {MANY} plans ÷ {FEW}", 1.2 * MANY / FEW, grown)


def _making(plans: int) -> Work:
    catalogue = _catalogue(plans)
    return lambda: _document_of(catalogue)


def _document_of(catalogue: Catalogue) -> str:
    # What it comes with writes log lines to where output goes when it is loaded.
    from tollgate.api.edge_reads import paywall_document

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
