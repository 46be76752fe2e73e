"""A plan: what is sold as a base, in immutable published versions."""

from datetime import datetime
from enum import StrEnum
from typing import Self

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

    `is_latest` tells the newest published version. Metadata, archival and `is_latest` are the plan's own, not a
    version's: they are right in what `PlanRepository` returns and not told by `PlanVersions`.
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

    @property
    def is_archived(self) -> bool:
        """Tell whether the plan takes no new subscriptions."""
        return self.status is PackageStatus.ARCHIVED

    @property
    def ordered_entitlements(self) -> list[FeatureEntitlement]:
        """Return the entitlements as they are shown: by their `order`, those without one last."""
        return sorted(self.entitlements, key=lambda each: (each.order is None, each.order or 0))

    def entitlement_to(self, feature_id: str) -> FeatureEntitlement | None:
        """Return what the plan grants of a feature, None where it does not hold the feature."""
        return next((each for each in self.entitlements if each.feature_id == feature_id), None)

    def with_entitlement(self, entitlement: FeatureEntitlement) -> Self:
        """Return the plan with this entitlement added, or in the place of the one to the same feature."""
        if self.entitlement_to(entitlement.feature_id) is None:
            return self.but(entitlements=(*self.entitlements, entitlement))
        same = (entitlement if each.feature_id == entitlement.feature_id else each for each in self.entitlements)
        return self.but(entitlements=tuple(same))

    def without_entitlement(self, feature_id: str) -> Self:
        """Return the plan without its entitlement to a feature."""
        return self.but(entitlements=tuple(each for each in self.entitlements if each.feature_id != feature_id))

    def next_draft(self, *, at: datetime) -> Self:
        """Return the draft that becomes the version after this one."""
        return self.but(
            version_number=self.version_number + 1, status=PackageStatus.DRAFT, is_latest=False, updated_at=at
        )

    def published(self, *, at: datetime) -> Self:
        """Return the draft as it is sold."""
        return self.but(status=PackageStatus.PUBLISHED, is_latest=True, updated_at=at)

    def archived(self, *, at: datetime) -> Self:
        """Return the plan as archiving leaves it."""
        return self.but(status=PackageStatus.ARCHIVED, updated_at=at)
