"""What happens in the catalogue. Drafts are edited in silence: an event tells of what can be sold."""

from typing import ClassVar, Self

from tollgate.catalog.addon import Addon
from tollgate.catalog.coupon import Coupon
from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_group import FeatureGroup
from tollgate.catalog.package import Package, named, type_of
from tollgate.catalog.product import Product
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.events import DomainEvent


class FeatureEvent(DomainEvent):
    """Something happened to a feature."""

    source: ClassVar[str] = "catalog"
    tells_of: ClassVar[type[Entity]] = Feature

    @classmethod
    def of(cls, feature: Feature, *, at: Instant) -> Self:
        """Return the event with the feature's public view."""
        return cls(aggregate=f"FEATURE#{feature.id}", occurred_at=at, payload=feature.public_view())


class FeatureCreated(FeatureEvent):
    """A feature was defined."""

    event_type: ClassVar[str] = "FEATURE_CREATED"


class FeatureUpdated(FeatureEvent):
    """A feature was changed or taken out of the archive."""

    event_type: ClassVar[str] = "FEATURE_UPDATED"


class FeatureArchived(FeatureEvent):
    """A feature was archived."""

    event_type: ClassVar[str] = "FEATURE_ARCHIVED"


class FeatureGroupEvent(DomainEvent):
    """Something happened to a feature group."""

    source: ClassVar[str] = "catalog"
    tells_of: ClassVar[type[Entity]] = FeatureGroup

    @classmethod
    def of(cls, group: FeatureGroup, *, at: Instant) -> Self:
        """Return the event with the group's public view, its features by their ids."""
        payload = group.public_view()
        payload["features"] = payload.pop("featureIds")
        return cls(aggregate=f"FEATURE_GROUP#{group.id}", occurred_at=at, payload=payload)


class FeatureGroupCreated(FeatureGroupEvent):
    """A feature group was defined."""

    event_type: ClassVar[str] = "FEATURE_GROUP_CREATED"


class FeatureGroupUpdated(FeatureGroupEvent):
    """A feature group has a new version."""

    event_type: ClassVar[str] = "FEATURE_GROUP_UPDATED"


class FeatureGroupArchived(FeatureGroupEvent):
    """A feature group was archived."""

    event_type: ClassVar[str] = "FEATURE_GROUP_ARCHIVED"


class FeatureGroupUnArchived(FeatureGroupEvent):
    """A feature group was taken out of the archive."""

    event_type: ClassVar[str] = "FEATURE_GROUP_UN_ARCHIVED"


class ProductEvent(DomainEvent):
    """Something happened to a product."""

    source: ClassVar[str] = "catalog"
    tells_of: ClassVar[type[Entity]] = Product

    @classmethod
    def of(cls, product: Product, *, at: Instant) -> Self:
        """Return the event with the product's public view."""
        return cls(aggregate=f"PRODUCT#{product.id}", occurred_at=at, payload=product.public_view())


class ProductCreated(ProductEvent):
    """A product was defined."""

    event_type: ClassVar[str] = "PRODUCT_CREATED"


class ProductUpdated(ProductEvent):
    """A product was changed."""

    event_type: ClassVar[str] = "PRODUCT_UPDATED"


class ProductDeleted(ProductEvent):
    """A product was archived; the published list has no other word for it."""

    event_type: ClassVar[str] = "PRODUCT_DELETED"


class ProductUnarchived(ProductEvent):
    """A product was taken out of the archive."""

    event_type: ClassVar[str] = "PRODUCT_UNARCHIVED"


class CouponEvent(DomainEvent):
    """Something happened to a coupon."""

    source: ClassVar[str] = "catalog"
    tells_of: ClassVar[type[Entity]] = Coupon

    @classmethod
    def of(cls, coupon: Coupon, *, at: Instant) -> Self:
        """Return the event with the coupon's public view."""
        payload = coupon.public_view()
        return cls(aggregate=f"COUPON#{coupon.id}", occurred_at=at, payload={**payload, "type": coupon.type.value})


class CouponCreated(CouponEvent):
    """A coupon was defined."""

    event_type: ClassVar[str] = "COUPON_CREATED"


class CouponUpdated(CouponEvent):
    """A coupon is shown in another way."""

    event_type: ClassVar[str] = "COUPON_UPDATED"


class CouponArchived(CouponEvent):
    """A coupon was archived."""

    event_type: ClassVar[str] = "COUPON_ARCHIVED"


class PackageEvent(DomainEvent):
    """Something happened to a plan or an add-on."""

    source: ClassVar[str] = "catalog"

    @classmethod
    def of(cls, package: Package, *, at: Instant) -> Self:
        """Return the event with the package's public view; entitlements are named, their values stay with it."""
        told = package.model_dump(mode="json", by_alias=True, exclude=_NOT_TOLD)
        entitlements = [{"id": named(each), "type": type_of(each)} for each in package.own_entitlements]
        kind = type(package).__name__.upper()
        return cls(
            aggregate=f"{kind}#{package.id}",
            parent_id=package.product_id,
            occurred_at=at,
            payload={**told, "entitlements": entitlements},
        )


class PlanCreated(PackageEvent):
    """A plan was made, as a draft unless it was published at once."""

    event_type: ClassVar[str] = "PLAN_CREATED"


class PlanUpdated(PackageEvent):
    """A new version of a plan is sold, or the metadata of all its versions changed."""

    event_type: ClassVar[str] = "PLAN_UPDATED"


class PlanDeleted(PackageEvent):
    """A plan was archived, or its only draft was removed; the published list has no other word for it."""

    event_type: ClassVar[str] = "PLAN_DELETED"


class AddonCreated(PackageEvent):
    """An add-on was made, as a draft unless it was published at once."""

    event_type: ClassVar[str] = "ADDON_CREATED"


class AddonUpdated(PackageEvent):
    """A new version of an add-on is sold, or the metadata of all its versions changed."""

    event_type: ClassVar[str] = "ADDON_UPDATED"


class AddonDeleted(PackageEvent):
    """An add-on was archived, or its only draft was removed; the published list has no other word for it."""

    event_type: ClassVar[str] = "ADDON_DELETED"


class PackagePublished(PackageEvent):
    """A draft became the latest version."""

    event_type: ClassVar[str] = "PACKAGE_PUBLISHED"


_NOT_TOLD = {
    "schema_version",
    "entitlements",
    "credit_entitlements",
    "inherited_entitlements",
    "inherited_credit_entitlements",
    "charges",
    "offered_package_groups",
}
"""What stays with the package: it can be larger than what the bus carries."""


def package_created(package: Package, *, at: Instant) -> PackageEvent:
    """Return the event that tells of a new plan or add-on."""
    return AddonCreated.of(package, at=at) if isinstance(package, Addon) else PlanCreated.of(package, at=at)


def package_updated(package: Package, *, at: Instant) -> PackageEvent:
    """Return the event that tells of what is sold of a plan or add-on now."""
    return AddonUpdated.of(package, at=at) if isinstance(package, Addon) else PlanUpdated.of(package, at=at)


def package_deleted(package: Package, *, at: Instant) -> PackageEvent:
    """Return the event that tells of a plan or add-on that is sold no more."""
    return AddonDeleted.of(package, at=at) if isinstance(package, Addon) else PlanDeleted.of(package, at=at)
