"""Plans on the wire."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field

from tollgate.api.wire import (
    CreatedAtQuery,
    Description,
    Metadata,
    Text,
    Unsupported,
    UnsupportedUnlessEmpty,
    refuse_unsupported,
    sent,
    split_commas,
)
from tollgate.catalog.create_plan import CreatePlanRequest
from tollgate.catalog.filters import PlanFilters
from tollgate.catalog.plan import PackageStatus, Plan, PricingType
from tollgate.catalog.update_plan import UpdatePlanRequest
from tollgate.shared.entity import Instant, Value
from tollgate.shared.errors import UnsupportedParameter
from tollgate.shared.scope import Scope


class CreatePlanBody(Value):
    """What a new plan is to be."""

    id: str
    product_id: str
    display_name: Text
    description: Description | None = None
    billing_id: Text | None = None
    pricing_type: PricingType | None = None
    status: PackageStatus = PackageStatus.DRAFT
    metadata: Metadata = Field(default_factory=dict)
    parent_plan_id: Unsupported = None
    default_trial_config: Unsupported = None

    def to_request(self, scope: Scope) -> CreatePlanRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        return CreatePlanRequest(scope=scope, **sent(self, but={"parent_plan_id", "default_trial_config"}))


class UpdatePlanBody(Value):
    """What is to change of a plan: fields that are left out stay, null clears."""

    display_name: Text = Field(default_factory=str)
    description: Description | None = None
    billing_id: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    parent_plan_id: Unsupported = None
    default_trial_config: Unsupported = None
    compatible_addon_ids: UnsupportedUnlessEmpty = None
    charges: Unsupported = None

    def to_request(self, scope: Scope, plan_id: str) -> UpdatePlanRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        later = {"parent_plan_id", "default_trial_config", "compatible_addon_ids", "charges"}
        return UpdatePlanRequest(scope=scope, id=plan_id, **sent(self, but=later))


class MigrationType(StrEnum):
    """Who gets a new version: only who subscribes from now on, or everyone."""

    NEW_CUSTOMERS = "NEW_CUSTOMERS"
    ALL_CUSTOMERS = "ALL_CUSTOMERS"


class PublishPlanBody(Value):
    """Who gets the new version."""

    migration_type: MigrationType

    def require_supported(self) -> None:
        """Raise `UnsupportedParameter` where subscriptions would have to be moved."""
        if self.migration_type is not MigrationType.NEW_CUSTOMERS:
            raise UnsupportedParameter(
                "migrationType ALL_CUSTOMERS is not supported by this version; use NEW_CUSTOMERS",
                field="migrationType",
            )


class EntitlementReference(Value):
    """An entitlement of a plan, named by its feature."""

    id: str
    type: Literal["FEATURE"] = "FEATURE"


class PlanView(Value):
    """One version of a plan as the contract shows it."""

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
    parent_plan_id: None = None
    default_trial_config: None = None
    compatible_addon_ids: list[str] = Field(default_factory=list)
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Return the view of a version."""
        references = [EntitlementReference(id=each.feature_id) for each in plan.ordered_entitlements]
        return cls(entitlements=references, **plan.model_dump(exclude={"entitlements"}))


class RemovedDraftView(Value):
    """The plan whose draft was removed."""

    id: str


class PublishedPlanView(Value):
    """The task that moves subscriptions to the new version; null, as none are moved."""

    task_id: None = None


class PlanListQuery(CreatedAtQuery):
    """Which plans are listed."""

    product_id: str | None = None
    status: Annotated[list[PackageStatus] | None, BeforeValidator(split_commas)] = None

    def to_filters(self) -> PlanFilters:
        """Return the domain's filters."""
        statuses = tuple(self.status) if self.status else None
        return PlanFilters(product_id=self.product_id, statuses=statuses, created_at=self.created_at)
