"""A plan: what is sold as a base, in immutable published versions."""

from enum import StrEnum

from tollgate.catalog.entitlement import FeatureEntitlement, Widget
from tollgate.shared.entity import Entity, Instant


class PackageStatus(StrEnum):
    """A draft is edited, a published version is sold, an archived package takes no new subscriptions."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    ARCHIVED = "ARCHIVED"


class PricingType(StrEnum):
    """Free of charge, paid by catalogue prices, or agreed with sales."""

    FREE = "FREE"
    PAID = "PAID"
    CUSTOM = "CUSTOM"


class Plan(Entity):
    """One version of a plan: the draft, or a published one that never changes again.

    `is_latest` tells the newest published version; metadata is the plan's own and applies to all its versions at once.
    """

    id: str
    uuid: str
    product_id: str
    version_number: int
    status: PackageStatus = PackageStatus.DRAFT
    is_latest: bool = False
    display_name: str
    description: str | None = None
    billing_id: str | None = None
    pricing_type: PricingType | None = None
    metadata: dict[str, str] = {}
    hidden_from_widgets: tuple[Widget, ...] = ()
    entitlements: tuple[FeatureEntitlement, ...] = ()
    created_at: Instant
    updated_at: Instant

    def entitlement_to(self, feature_id: str) -> FeatureEntitlement | None:
        """Return what the plan grants of a feature, None where it does not hold the feature."""
        return next((each for each in self.entitlements if each.feature_id == feature_id), None)
