"""What happens in the catalogue. Drafts are edited in silence: an event tells of what can be sold."""

from typing import ClassVar, Self

from tollgate.catalog.coupon import Coupon
from tollgate.catalog.feature import Feature
from tollgate.catalog.plan import Plan
from tollgate.catalog.product import Product
from tollgate.shared.entity import Instant
from tollgate.shared.events import DomainEvent


class FeatureEvent(DomainEvent):
    """Something happened to a feature."""

    source: ClassVar[str] = "catalog"

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


class ProductEvent(DomainEvent):
    """Something happened to a product."""

    source: ClassVar[str] = "catalog"

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


class PlanEvent(DomainEvent):
    """Something happened to a plan."""

    source: ClassVar[str] = "catalog"

    @classmethod
    def of(cls, plan: Plan, *, at: Instant) -> Self:
        """Return the event with the plan's public view; entitlements are named, their values stay with the plan."""
        payload = plan.model_dump(mode="json", by_alias=True, exclude={"schema_version", "entitlements"})
        payload["entitlements"] = [{"id": each.feature_id, "type": "FEATURE"} for each in plan.entitlements]
        return cls(aggregate=f"PLAN#{plan.id}", occurred_at=at, payload=payload)


class PlanCreated(PlanEvent):
    """A plan was made, as a draft unless it was published at once."""

    event_type: ClassVar[str] = "PLAN_CREATED"


class PlanUpdated(PlanEvent):
    """A new version of a plan is sold, or the metadata of all its versions changed."""

    event_type: ClassVar[str] = "PLAN_UPDATED"


class PackagePublished(PlanEvent):
    """A draft became the latest version."""

    event_type: ClassVar[str] = "PACKAGE_PUBLISHED"


class PlanDeleted(PlanEvent):
    """A plan was archived, or its only draft was removed; the published list has no other word for it."""

    event_type: ClassVar[str] = "PLAN_DELETED"
