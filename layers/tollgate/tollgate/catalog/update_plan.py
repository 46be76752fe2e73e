"""Change a plan: its draft, which is begun where there is none. Metadata alone applies at once."""

from tollgate.catalog.create_package_entitlements import Grantable
from tollgate.catalog.group_ports import PackageGroupRepository
from tollgate.catalog.package_group_rules import check_groups
from tollgate.catalog.plan import CompatiblePackageGroup, Plan
from tollgate.catalog.plan_rules import check_plan
from tollgate.catalog.ports import (
    AddonRepository,
    Currencies,
    FeatureRepository,
    PlanRepository,
)
from tollgate.catalog.trial import TrialConfig
from tollgate.catalog.update_package import UpdatePackageRequest, edit_package, save_edit
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids


class UpdatePlanRequest(UpdatePackageRequest):
    """What is to change of a plan: the fields that are given."""

    parent_plan_id: str | None = None
    default_trial_config: TrialConfig | None = None
    compatible_addon_ids: tuple[str, ...] = ()
    compatible_package_groups: tuple[CompatiblePackageGroup, ...] = ()


def update_plan(
    request: UpdatePlanRequest,
    *,
    plans: PlanRepository,
    addons: AddonRepository,
    groups: PackageGroupRepository,
    features: FeatureRepository,
    currencies: Currencies,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
) -> Plan:
    """Return the version that is edited, as it is now.

    Raises `PlanNotFound`, `EntityIsArchived`, what `check_plan` and `check_groups` raise, and for charges what
    `with_charges` raises.
    """

    def check(plan: Plan) -> None:
        check_plan(request.scope, plan, plans=plans, addons=addons)
        check_groups(request.scope, plan, groups=groups, addons=addons)

    edit = edit_package(
        request,
        packages=plans,
        check=check,
        grantable=lambda: Grantable.of(request.scope, features=features, currencies=currencies),
        clock=clock,
        ids=ids,
    )
    return save_edit(request.scope, edit, packages=plans, events=events)
