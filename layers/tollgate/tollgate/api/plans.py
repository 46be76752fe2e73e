"""Plans on the wire."""

from tollgate.api.packages import CreatePackageBody, PackageView, UpdatePackageBody
from tollgate.api.wire import Flag, Number, Text, sent
from tollgate.catalog.create_plan import CreatePlanRequest
from tollgate.catalog.trial import TrialBudget, TrialConfig, TrialEndBehavior, TrialPeriodUnits
from tollgate.catalog.update_plan import UpdatePlanRequest
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope


class TrialBudgetBody(Value):
    """How much usage a trial may cost."""

    limit: Number
    has_soft_limit: Flag


class TrialConfigBody(Value):
    """How a plan is tried."""

    duration: Number
    units: TrialPeriodUnits
    trial_end_behavior: TrialEndBehavior | None = None
    budget: TrialBudgetBody | None = None

    def to_config(self) -> TrialConfig:
        """Return the domain's value."""
        budget = TrialBudget(**sent(self.budget)) if self.budget is not None else None
        return TrialConfig(
            duration=self.duration, units=self.units, trial_end_behavior=self.trial_end_behavior, budget=budget
        )


class CreatePlanBody(CreatePackageBody):
    """What a new plan is to be."""

    parent_plan_id: Text | None = None
    default_trial_config: TrialConfigBody | None = None

    def to_request(self, scope: Scope) -> CreatePlanRequest:
        """Return the domain's request."""
        fields = sent(self)
        if self.default_trial_config is not None:
            fields["default_trial_config"] = self.default_trial_config.to_config()
        return CreatePlanRequest(scope=scope, **fields)


class UpdatePlanBody(UpdatePackageBody):
    """What is to change of a plan: fields that are left out stay, null clears."""

    parent_plan_id: Text | None = None
    default_trial_config: TrialConfigBody | None = None
    compatible_addon_ids: list[Text] | None = None

    def to_request(self, scope: Scope, plan_id: str) -> UpdatePlanRequest:
        """Return the domain's request."""
        fields = self.changes
        if self.default_trial_config is not None:
            fields["default_trial_config"] = self.default_trial_config.to_config()
        if "compatible_addon_ids" in fields:
            fields["compatible_addon_ids"] = tuple(self.compatible_addon_ids or ())
        return UpdatePlanRequest(scope=scope, id=plan_id, **fields)


class PlanView(PackageView):
    """One version of a plan as the contract shows it."""

    parent_plan_id: str | None
    default_trial_config: TrialConfig | None
    compatible_addon_ids: list[str]
