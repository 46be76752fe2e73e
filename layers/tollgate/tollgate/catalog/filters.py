"""Which entities a catalogue list shows."""

from tollgate.catalog.coupon import Coupon, CouponStatus, CouponType
from tollgate.catalog.feature import Feature, FeatureStatus, FeatureType, MeterType
from tollgate.catalog.package import PackageStatus
from tollgate.catalog.product import Product, ProductStatus
from tollgate.shared.entity import Value
from tollgate.shared.filters import InstantRange


class FeatureFilters(Value):
    """Which features are listed: those that fit every filter that is given; suspended ones are shown too."""

    id: str | None = None
    feature_types: tuple[FeatureType, ...] | None = None
    meter_types: tuple[MeterType, ...] | None = None
    statuses: tuple[FeatureStatus, ...] | None = None
    created_at: InstantRange = InstantRange()

    def holds(self, feature: Feature) -> bool:
        """Tell whether the feature is listed."""
        return (
            (self.id is None or feature.id == self.id)
            and (self.feature_types is None or feature.feature_type in self.feature_types)
            and (self.meter_types is None or feature.meter_type in self.meter_types)
            and (self.statuses is None or feature.feature_status in self.statuses)
            and self.created_at.holds(feature.created_at)
        )


class ProductFilters(Value):
    """Which products are listed."""

    id: str | None = None
    statuses: tuple[ProductStatus, ...] | None = None
    created_at: InstantRange = InstantRange()

    def holds(self, product: Product) -> bool:
        """Tell whether the product is listed."""
        return (
            (self.id is None or product.id == self.id)
            and (self.statuses is None or product.status in self.statuses)
            and self.created_at.holds(product.created_at)
        )


class CouponFilters(Value):
    """Which coupons are listed; archived ones are shown too."""

    id: str | None = None
    statuses: tuple[CouponStatus, ...] | None = None
    type: CouponType | None = None
    created_at: InstantRange = InstantRange()

    def holds(self, coupon: Coupon) -> bool:
        """Tell whether the coupon is listed."""
        return (
            (self.id is None or coupon.id == self.id)
            and (self.statuses is None or coupon.status in self.statuses)
            and (self.type is None or coupon.type is self.type)
            and self.created_at.holds(coupon.created_at)
        )


class PackageFilters(Value):
    """Which plans or add-ons are listed, by one version: the latest published one if its status fits, or the draft."""

    product_id: str | None = None
    statuses: tuple[PackageStatus, ...] | None = None
    created_at: InstantRange = InstantRange()

    def shows(self, status: PackageStatus) -> bool:
        """Tell whether versions in this status are listed."""
        return self.statuses is None or status in self.statuses
