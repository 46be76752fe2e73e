"""What mutations of plans and add-ons are given. The rules of the fields are those of REST."""

from pydantic import Field

from tollgate.api.addons import CreateAddonBody, UpdateAddonBody
from tollgate.api.plans import CreatePlanBody, UpdatePlanBody
from tollgate.api.wire import Metadata, Number, Text, Unsupported, refuse_unsupported
from tollgate.catalog.create_addon import CreateAddonRequest
from tollgate.catalog.create_plan import CreatePlanRequest
from tollgate.catalog.entitlement import Widget
from tollgate.catalog.migration import MigrationType
from tollgate.catalog.plan import CompatiblePackageGroup
from tollgate.catalog.update_plan import UpdatePlanRequest
from tollgate.graphql.inputs.charges import MinimumSpendInput
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope

SPELLED = {"id": "refId", "metadata": "additionalMetaData", "compatibleAddonIds": "relationIds"}
"""What the domain calls otherwise than these inputs do."""


class PlanCreateInput(CreatePlanBody):
    """`PlanCreateInput`."""

    id: str = Field(alias="refId")
    metadata: Metadata = Field(default_factory=dict, alias="additionalMetaData")
    hidden_from_widgets: tuple[Widget, ...] = Field(default_factory=tuple)
    aws_marketplace_plan_dimension: Unsupported = None

    def to_request(self, scope: Scope) -> CreatePlanRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        return super().to_request(scope)


class AddonCreateInput(CreateAddonBody):
    """`AddonCreateInput`."""

    id: str = Field(alias="refId")
    metadata: Metadata = Field(default_factory=dict, alias="additionalMetaData")
    dependencies: tuple[Text, ...] = Field(default_factory=tuple)
    hidden_from_widgets: tuple[Widget, ...] = Field(default_factory=tuple)
    aws_marketplace_plan_dimension: Unsupported = None

    def to_request(self, scope: Scope) -> CreateAddonRequest:
        """Return the domain's request."""
        refuse_unsupported(self)
        return super().to_request(scope)


class PlanUpdateInput(UpdatePlanBody):
    """`PlanUpdateInput`: fields that are left out stay, null clears. Statuses change by operations of their own."""

    plan: str = Field(alias="id")
    metadata: Metadata = Field(default_factory=dict, alias="additionalMetaData")
    hidden_from_widgets: tuple[Widget, ...] = Field(default_factory=tuple)
    minimum_spend: tuple[MinimumSpendInput, ...] | None = None
    status: Unsupported = None

    def to_request(self, scope: Scope, plan_id: str) -> UpdatePlanRequest:
        """Return the domain's request, as yet without another minimum spend."""
        refuse_unsupported(self)
        return super().to_request(scope, plan_id)


class AddonUpdateInput(UpdateAddonBody):
    """`AddonUpdateInput`: fields that are left out stay, null clears; with a status it is published or archived too."""

    addon: str = Field(alias="id")
    metadata: Metadata = Field(default_factory=dict, alias="additionalMetaData")
    hidden_from_widgets: tuple[Widget, ...] = Field(default_factory=tuple)


class PackagePublishInput(Value):
    """`PackagePublishInput`."""

    id: str
    migration_type: MigrationType


class SetCompatibleAddonsOnPlanInput(Value):
    """`SetCompatibleAddonsOnPlanInput`."""

    id: str
    relation_ids: tuple[Text, ...]


class PackageGroupOptionsInput(Value):
    """`SetPlanCompatiblePackageGroupOptions`: how many items have to be taken, and how many cost nothing."""

    free_items: Number | None = None
    min_items: Number | None = None


class CompatiblePackageGroupInput(Value):
    """`SetPlanCompatiblePackageGroup`."""

    package_group_id: str
    options: PackageGroupOptionsInput | None = None

    def to_offer(self) -> CompatiblePackageGroup:
        """Return the domain's value."""
        options = self.options or PackageGroupOptionsInput()
        return CompatiblePackageGroup(
            package_group_id=self.package_group_id, min_items=options.min_items, free_items=options.free_items
        )


class SetPlanCompatiblePackageGroupsInput(Value):
    """`SetPlanCompatiblePackageGroups`."""

    id: str
    package_groups: tuple[CompatiblePackageGroupInput, ...]
