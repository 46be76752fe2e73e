"""What a plan may ask for."""

from tollgate.catalog.addon_rules import check_listed
from tollgate.catalog.inheritance import check_parent
from tollgate.catalog.package import PricingType
from tollgate.catalog.package_group_errors import FreePlanOffersGroups
from tollgate.catalog.plan import Plan
from tollgate.catalog.ports import AddonRepository, PlanRepository
from tollgate.catalog.trial_rules import check_trial
from tollgate.shared.errors import InvalidInput
from tollgate.shared.scope import Scope


def check_plan(scope: Scope, plan: Plan, *, plans: PlanRepository, addons: AddonRepository) -> None:
    """Raise where the plan cannot be like this, naming the field.

    Raises `PlanNotFound`, `AddonsNotFound`, `EntityIsArchived`, `PlansBuildOnEachOther`, `FreePlanOffersGroups`,
    `InvalidInput`.
    """
    if plan.compatible_package_groups and plan.pricing_type is PricingType.FREE:
        raise FreePlanOffersGroups("A FREE plan offers no package groups; take them out first", field="packageGroups")
    if plan.default_trial_config is not None:
        check_trial(plan.default_trial_config, plan.pricing_type, field="defaultTrialConfig")
    if plan.parent_plan_id is not None:
        check_parent(plan, plan.parent_plan_id, plans.current(scope), field="parentPlanId")
    if plan.compatible_addon_ids:
        _check_addons(scope, plan, addons)


def _check_addons(scope: Scope, plan: Plan, addons: AddonRepository) -> None:
    field, versions = "compatibleAddonIds", addons.current(scope)
    check_listed(plan.compatible_addon_ids, versions, product_id=plan.product_id, field=field)
    custom = {each.id for each in versions if each.pricing_type is PricingType.CUSTOM}
    unfit = [addon_id for addon_id in plan.compatible_addon_ids if addon_id in custom]
    if unfit and plan.pricing_type not in {PricingType.CUSTOM, None}:
        raise InvalidInput(f"Custom add-ons go with CUSTOM plans only: {', '.join(unfit)}", field=field)
