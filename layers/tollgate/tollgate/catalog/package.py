"""A package: what is sold, a plan as a base or an add-on on top, in immutable published versions."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from tollgate.catalog.credit_entitlement import CreditEntitlement
from tollgate.catalog.entitlement import FeatureEntitlement, Widget
from tollgate.catalog.errors import AddonNotFound, PlanNotFound
from tollgate.catalog.package_grants import PackageGrants
from tollgate.charges.pricing_model import PriceSet
from tollgate.shared.entity import Entity, Instant
from tollgate.shared.errors import Conflict

AnyEntitlement = FeatureEntitlement | CreditEntitlement
"""What a package grants: of a feature, or credits."""


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


class Package(PackageGrants, Entity):
    """One version of a plan or an add-on: the draft, or a published one that never changes again.

    `is_latest` tells the newest published version. Metadata, archival and `is_latest` are the package's own, not a
    version's: they are right in what a `PackageRepository` returns and not told by `PackageVersions`. The same holds
    for a draft's number: it is the one after the latest version's. Inherited entitlements are a published version's.
    """

    noun: ClassVar[str]
    """What errors call a package of this kind."""
    not_found: ClassVar[type[PlanNotFound] | type[AddonNotFound]]
    draft_not_archived: ClassVar[type[Conflict]]

    uuid: str
    product_id: str
    status: PackageStatus = PackageStatus.DRAFT
    is_latest: bool = False
    display_name: str
    description: str | None = None
    billing_id: str | None = None
    pricing_type: PricingType | None = None
    charges: PriceSet = PriceSet()
    metadata: dict[str, str] = {}
    hidden_from_widgets: tuple[Widget, ...] = ()
    created_at: Instant
    updated_at: Instant

    @property
    def is_archived(self) -> bool:
        """Tell whether the package takes no new subscriptions."""
        return self.status is PackageStatus.ARCHIVED

    @property
    def is_draft(self) -> bool:
        """Tell whether this version is still edited."""
        return self.status is PackageStatus.DRAFT

    @property
    def own_entitlements(self) -> list[AnyEntitlement]:
        """Return what the package itself grants, features and credits, by their `order`, those without one last."""
        return in_order([*self.entitlements, *self.credit_entitlements])

    def charges_beyond(self, feature_id: str) -> bool:
        """Tell whether usage beyond the limit of a feature is charged."""
        return any(each.feature_id == feature_id for each in self.charges.overage_pricing_models)

    def own_entitlement_to(self, feature_id: str) -> FeatureEntitlement | None:
        """Return what the package itself grants of a feature, None where it does not hold the feature."""
        return next((each for each in self.entitlements if each.feature_id == feature_id), None)

    def entitlements_of(self, group_id: str) -> list[FeatureEntitlement]:
        """Return what the package itself grants of the features that came with a feature group."""
        return [each for each in self.entitlements if group_id in each.feature_group_ids]

    def credits_of(self, currency_id: str) -> CreditEntitlement | None:
        """Return the credits of a currency that the package itself grants, None where it grants none."""
        return next((each for each in self.credit_entitlements if each.currency_id == currency_id), None)

    def with_entitlement(self, entitlement: AnyEntitlement) -> Self:
        """Return the package with this entitlement added, or in the place of the one to the same feature or credits."""
        field = _field_of(entitlement)
        held: tuple[AnyEntitlement, ...] = getattr(self, field)
        if any(named(each) == named(entitlement) for each in held):
            same = (entitlement if named(each) == named(entitlement) else each for each in held)
            return self.but(**{field: tuple(same)})
        return self.but(**{field: (*held, entitlement)})

    def without_entitlement(self, entitlement: AnyEntitlement) -> Self:
        """Return the package without one of its entitlements."""
        field = _field_of(entitlement)
        return self.but(**{field: tuple(each for each in getattr(self, field) if each.uuid != entitlement.uuid)})

    def next_draft(self, *, at: datetime) -> Self:
        """Return the draft that becomes the version after this one."""
        return self.but(
            version_number=self.version_number + 1, status=PackageStatus.DRAFT, is_latest=False, updated_at=at
        )

    def published(self, *, at: datetime) -> Self:
        """Return the draft as it is sold."""
        return self.but(status=PackageStatus.PUBLISHED, is_latest=True, updated_at=at)

    def archived(self, *, at: datetime) -> Self:
        """Return the package as archiving leaves it."""
        return self.but(status=PackageStatus.ARCHIVED, updated_at=at)


def named(entitlement: AnyEntitlement) -> str:
    """Return the id of the feature or the currency that an entitlement is to, by which callers name it."""
    return entitlement.feature_id if isinstance(entitlement, FeatureEntitlement) else entitlement.currency_id


def type_of(entitlement: AnyEntitlement) -> str:
    """Return what an entitlement is to, in wire spelling: FEATURE or CREDIT."""
    return "FEATURE" if isinstance(entitlement, FeatureEntitlement) else "CREDIT"


def in_order(entitlements: list[AnyEntitlement]) -> list[AnyEntitlement]:
    """Return entitlements as they are shown: by their `order`, those without one last."""
    return sorted(entitlements, key=lambda each: (each.order is None, each.order or 0))


def _field_of(entitlement: AnyEntitlement) -> str:
    return "entitlements" if isinstance(entitlement, FeatureEntitlement) else "credit_entitlements"
