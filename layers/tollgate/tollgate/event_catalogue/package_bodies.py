"""What events of plans and add-ons tell: the version that is sold, with what it grants and costs."""

from collections.abc import Mapping
from typing import Any, Self

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.feature import Feature
from tollgate.catalog.package import Package, PackageStatus, PricingType
from tollgate.charges.price import BillingCadence, BillingModel, Price, PriceTier
from tollgate.event_catalogue.envelope import Body
from tollgate.event_catalogue.parts import FeatureMin, Part
from tollgate.event_catalogue.ports import Directory
from tollgate.shared.entity import Amount
from tollgate.shared.events import RecordedEvent
from tollgate.shared.period import BillingPeriod
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.scope import Scope


class PackageEntitlement(Part):
    """What a package grants of a feature, whether by itself or by the plan it builds on."""

    feature: FeatureMin
    has_unlimited_usage: bool
    has_soft_limit: bool
    usage_limit: Amount | None = None
    reset_period: ResetPeriod | None = None
    enum_values: tuple[str, ...] | None = None

    @classmethod
    def of(cls, granted: FeatureEntitlement, features: Mapping[str, Feature]) -> Self:
        """Return the entitlement with its feature."""
        return cls(
            feature=FeatureMin.of(features.get(granted.feature_id), granted.feature_id),
            has_unlimited_usage=granted.has_unlimited_usage,
            has_soft_limit=granted.has_soft_limit,
            usage_limit=granted.usage_limit,
            reset_period=granted.reset_period,
            enum_values=granted.enum_values,
        )


class PackagePrice(Part):
    """A price of a package. One by tiers has no `amount`; one in credits has neither amount nor currency."""

    billing_model: BillingModel
    billing_cadence: BillingCadence
    billing_period: BillingPeriod
    amount: Amount | None = None
    currency: str | None = None
    billing_country_code: str | None = None
    feature_id: str | None = None
    tiers: tuple[PriceTier, ...] | None = None

    @classmethod
    def of(cls, price: Price) -> Self:
        """Return the price as events show it."""
        return cls(
            billing_model=price.billing_model,
            billing_cadence=price.billing_cadence,
            billing_period=price.billing_period,
            amount=price.price.amount if price.price is not None else None,
            currency=price.currency,
            billing_country_code=price.billing_country_code,
            feature_id=price.feature_id,
            tiers=price.tiers,
        )


class PackageBody(Body):
    """A plan or an add-on in the version that the event is about.

    A draft is shown without entitlements and prices: they are told once it is sold.
    """

    entity_id: str
    id: str
    name: str
    description: str | None = None
    product_id: str
    status: PackageStatus
    pricing_type: PricingType | None = None
    is_latest: bool
    version: int
    package_entitlements: tuple[PackageEntitlement, ...]
    prices: tuple[PackagePrice, ...]
    metadata: dict[str, str]

    @classmethod
    def fields_of(cls, event: RecordedEvent, directory: Directory) -> dict[str, Any]:
        """Return the package's fields; what its version grants and costs never changes, so that it can be looked up."""
        told = event.payload
        is_draft = told["status"] == PackageStatus.DRAFT
        sold = None if is_draft else cls._sold(event.scope, told["id"], told["versionNumber"], directory)
        granted = sold.granted if sold is not None else ()
        features = directory.features(event.scope, [each.feature_id for each in granted]) if granted else {}
        return {
            **told,
            "entityId": told["uuid"],
            "name": told["displayName"],
            "version": told["versionNumber"],
            "packageEntitlements": [PackageEntitlement.of(each, features) for each in granted],
            "prices": [PackagePrice.of(each) for each in sold.charges.all_prices()] if sold is not None else [],
        }

    @classmethod
    def _sold(cls, scope: Scope, package_id: str, version: int, directory: Directory) -> Package | None:
        return directory.plan(scope, package_id, version)


class AddonBody(PackageBody):
    """An add-on in the version that the event is about; a draft is shown without entitlements and prices."""

    @classmethod
    def _sold(cls, scope: Scope, package_id: str, version: int, directory: Directory) -> Package | None:
        return directory.addon(scope, package_id, version)
