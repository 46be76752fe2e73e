"""A plan's entitlements on the wire."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field

from tollgate.api.wire import Description, Flag, Number, Text, Unsupported, Whole, refuse_unsupported, sent
from tollgate.catalog.create_plan_entitlements import CreatePlanEntitlementsRequest, NewEntitlement
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement, ResetAnchor, ResetPeriod, Widget
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.catalog.update_plan_entitlement import UpdatePlanEntitlementRequest
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.errors import UnsupportedParameter
from tollgate.shared.scope import Scope


class EntitlementType(StrEnum):
    """What is granted: a feature, or credits, which no plan grants yet."""

    FEATURE = "FEATURE"
    CREDIT = "CREDIT"


class YearlyResetBody(Value):
    """Where years of usage begin."""

    according_to: Literal["SubscriptionStart"]


class MonthlyResetBody(Value):
    """Where months of usage begin."""

    according_to: Literal["SubscriptionStart", "StartOfTheMonth"]


class WeeklyResetBody(Value):
    """Where weeks of usage begin."""

    according_to: Literal[
        "SubscriptionStart",
        "EverySunday",
        "EveryMonday",
        "EveryTuesday",
        "EveryWednesday",
        "EveryThursday",
        "EveryFriday",
        "EverySaturday",
    ]


class UpdatePlanEntitlementBody(Value):
    """What a plan is to grant of a feature: fields that are left out stay, null clears."""

    type: EntitlementType
    usage_limit: Whole | None = None
    has_unlimited_usage: Flag = Field(default_factory=bool)
    has_soft_limit: Flag = Field(default_factory=bool)
    reset_period: ResetPeriod | None = None
    yearly_reset_period_configuration: YearlyResetBody | None = None
    monthly_reset_period_configuration: MonthlyResetBody | None = None
    weekly_reset_period_configuration: WeeklyResetBody | None = None
    enum_values: list[Text] | None = None
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: Flag = True
    is_custom: Flag = Field(default_factory=bool)
    order: Number | None = None
    hidden_from_widgets: list[Widget] = Field(default_factory=list)
    display_name_override: Text | None = None
    description: Description | None = None
    amount: Unsupported = None
    cadence: Unsupported = None
    dependency_feature_id: Unsupported = None

    def to_settings(self, path: str = "") -> EntitlementSettings:
        """Return the domain's settings; `path` leads here and begins the field that an error names."""
        if self.type is EntitlementType.CREDIT:
            raise UnsupportedParameter.named(f"{path}type")
        refuse_unsupported(self, prefix=path)
        fields = {name: value for name, value in sent(self).items() if name in EntitlementSettings.model_fields}
        for length in ("yearly", "monthly", "weekly"):
            configuration = f"{length}_reset_period_configuration"
            if configuration in self.model_fields_set:
                fields[f"{length}_reset_anchor"] = getattr(getattr(self, configuration), "according_to", None)
        return EntitlementSettings(**fields)

    def to_request(self, scope: Scope, plan_id: str, feature_id: str) -> UpdatePlanEntitlementRequest:
        """Return the domain's request."""
        return UpdatePlanEntitlementRequest(
            scope=scope, plan_id=plan_id, feature_id=feature_id, settings=self.to_settings()
        )


class NewPlanEntitlementBody(UpdatePlanEntitlementBody):
    """A feature, by its id, and what a plan is to grant of it."""

    id: str


class CreatePlanEntitlementsBody(Value):
    """What a plan is to grant besides what it grants already."""

    entitlements: list[NewPlanEntitlementBody]

    def to_request(self, scope: Scope, plan_id: str) -> CreatePlanEntitlementsRequest:
        """Return the domain's request."""
        new = tuple(
            NewEntitlement(feature_id=each.id, settings=each.to_settings(f"entitlements[{index}]."))
            for index, each in enumerate(self.entitlements)
        )
        return CreatePlanEntitlementsRequest(scope=scope, plan_id=plan_id, entitlements=new)


class ResetPeriodConfigurationView(Value):
    """Where reset periods begin."""

    according_to: ResetAnchor


class PlanEntitlementView(Value):
    """What a plan grants of a feature, as the contract shows it; the id is the feature's."""

    id: str
    type: Literal["FEATURE"] = "FEATURE"
    usage_limit: Amount | None
    has_unlimited_usage: bool
    has_soft_limit: bool
    reset_period: ResetPeriod | None
    reset_period_configuration: ResetPeriodConfigurationView | None
    enum_values: list[str] | None
    behavior: EntitlementBehavior
    is_granted: bool
    is_custom: bool
    order: Amount | None
    hidden_from_widgets: list[Widget]
    display_name_override: str | None
    description: str | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, entitlement: FeatureEntitlement) -> Self:
        """Return the view of an entitlement."""
        anchor = entitlement.reset_anchor
        configuration = ResetPeriodConfigurationView(according_to=anchor) if anchor is not None else None
        return cls(id=entitlement.feature_id, reset_period_configuration=configuration, **entitlement.model_dump())
