"""What plans and add-ons share on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field

from tollgate.api.charges import ChargesBody
from tollgate.api.wire import CreatedAtQuery, Description, Metadata, Text, sent, split_commas
from tollgate.catalog.filters import PackageFilters
from tollgate.catalog.migration import MigrationType
from tollgate.catalog.package import Package, PackageStatus, PricingType, named, type_of
from tollgate.shared.entity import Instant, Value


class CreatePackageBody(Value):
    """What a new package is to be."""

    id: str
    product_id: str
    display_name: Text
    description: Description | None = None
    billing_id: Text | None = None
    pricing_type: PricingType | None = None
    status: PackageStatus = PackageStatus.DRAFT
    metadata: Metadata = Field(default_factory=dict)


class UpdatePackageBody(Value):
    """What is to change of a package: fields that are left out stay, null clears."""

    display_name: Text = Field(default_factory=str)
    description: Description | None = None
    billing_id: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    charges: ChargesBody | None = None

    @property
    def changes(self) -> dict[str, Any]:
        """Return the fields that were sent, charges as the domain has them. Charges may bring the billing id."""
        fields = sent(self)
        charges = fields.pop("charges", None)
        if self.charges is None or charges is None:
            return fields
        if self.charges.billing_id is not None:
            fields.setdefault("billing_id", self.charges.billing_id)
        return {**fields, "charges": self.charges.to_request("charges.")}


class PublishBody(Value):
    """Who gets the new version."""

    migration_type: MigrationType


class EntitlementReference(Value):
    """An entitlement of a package, named by its feature or its custom currency."""

    id: str
    type: Literal["FEATURE", "CREDIT"]


class PackageView(Value):
    """One version of a package as the contract shows it."""

    id: str
    product_id: str
    display_name: str
    description: str | None
    billing_id: str | None
    pricing_type: PricingType | None
    status: PackageStatus
    version_number: int
    is_latest: bool
    metadata: dict[str, str]
    entitlements: list[EntitlementReference]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, package: Package) -> Self:
        """Return the view of a version."""
        references = [EntitlementReference(id=named(each), type=type_of(each)) for each in package.own_entitlements]
        shown = package.model_dump(include=cls.model_fields.keys() - {"entitlements"})
        return cls(entitlements=references, **shown)


class RemovedDraftView(Value):
    """The package whose draft was removed."""

    id: str


class PublishedView(Value):
    """The task that moves subscriptions to the new version; null where none are moved."""

    task_id: str | None = None


class PackageListQuery(CreatedAtQuery):
    """Which packages are listed."""

    product_id: str | None = None
    status: Annotated[list[PackageStatus] | None, BeforeValidator(split_commas)] = None

    def to_filters(self) -> PackageFilters:
        """Return the domain's filters."""
        statuses = tuple(self.status) if self.status else None
        return PackageFilters(product_id=self.product_id, statuses=statuses, created_at=self.created_at)
