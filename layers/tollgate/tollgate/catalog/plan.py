"""A plan: what is sold as a base, in immutable published versions."""

from typing import ClassVar

from tollgate.catalog.errors import DraftPlanNotArchived, PlanNotFound
from tollgate.catalog.package import AnyEntitlement, Package
from tollgate.catalog.trial import TrialConfig
from tollgate.shared.entity import Amount, Value
from tollgate.shared.errors import Conflict


class CompatiblePackageGroup(Value):
    """Add-ons that are offered together with a plan: how many items have to be taken, and how many cost nothing."""

    package_group_id: str
    min_items: Amount | None = None
    free_items: Amount | None = None


class OfferedPackageGroup(Value):
    """The version of a package group that a published plan offers, with its add-ons."""

    package_group_id: str
    version_number: int
    addon_ids: tuple[str, ...]


class Plan(Package):
    """One version of a plan.

    `parent_plan_id` names the plan it builds on: whatever that one grants, this one grants too. Subscriptions may
    hold the compatible add-ons only. Offered package groups are a published version's: what the compatible ones were
    when it was published.
    """

    noun: ClassVar[str] = "plan"
    not_found: ClassVar[type[PlanNotFound]] = PlanNotFound
    draft_not_archived: ClassVar[type[Conflict]] = DraftPlanNotArchived

    parent_plan_id: str | None = None
    default_trial_config: TrialConfig | None = None
    compatible_addon_ids: tuple[str, ...] = ()
    compatible_package_groups: tuple[CompatiblePackageGroup, ...] = ()
    offered_package_groups: tuple[OfferedPackageGroup, ...] = ()

    @property
    def all_granted(self) -> tuple[AnyEntitlement, ...]:
        """Return everything that is granted, features and credits, own and inherited."""
        return (*self.granted, *self.granted_credits)

    def offered(self, group_id: str) -> OfferedPackageGroup | None:
        """Return what this version offers of a package group, None where it was not published with it."""
        if self.is_draft:
            return None
        return next((each for each in self.offered_package_groups if each.package_group_id == group_id), None)
