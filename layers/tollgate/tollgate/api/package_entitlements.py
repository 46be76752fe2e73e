"""What packages grant, on the wire."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from tollgate.api.wire import Description, Flag, Number, Text, Whole, sent
from tollgate.catalog.create_package_entitlements import CreatePackageEntitlementsRequest, NewEntitlement
from tollgate.catalog.credit_entitlement import CreditCadence, CreditEntitlement
from tollgate.catalog.credit_settings import CreditSettings
from tollgate.catalog.entitlement import EntitlementBehavior, FeatureEntitlement, Widget
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.catalog.package import AnyEntitlement
from tollgate.catalog.update_package_entitlement import UpdatePackageEntitlementRequest
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod
from tollgate.shared.scope import Scope


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


class ResetFields(Value):
    """When usage starts from zero again, and from where that is counted."""

    reset_period: ResetPeriod | None = None
    yearly_reset_period_configuration: YearlyResetBody | None = None
    monthly_reset_period_configuration: MonthlyResetBody | None = None
    weekly_reset_period_configuration: WeeklyResetBody | None = None

    @property
    def anchors(self) -> Mapping[ResetPeriod, ResetAnchor | None]:
        """Return from where each period is counted, as far as it was sent."""
        return {
            ResetPeriod.YEAR: _anchor(self.yearly_reset_period_configuration),
            ResetPeriod.MONTH: _anchor(self.monthly_reset_period_configuration),
            ResetPeriod.WEEK: _anchor(self.weekly_reset_period_configuration),
        }


def _anchor(body: YearlyResetBody | MonthlyResetBody | WeeklyResetBody | None) -> ResetAnchor | None:
    return ResetAnchor(body.according_to) if body is not None else None


class FeatureEntitlementBody(ResetFields):
    """What a package is to grant of a feature: fields that are left out stay, null clears."""

    type: Literal["FEATURE"]
    usage_limit: Whole | None = None
    has_unlimited_usage: Flag = Field(default_factory=bool)
    has_soft_limit: Flag = Field(default_factory=bool)
    enum_values: list[Text] | None = None
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: Flag = True
    is_custom: Flag = Field(default_factory=bool)
    order: Number | None = None
    hidden_from_widgets: list[Widget] = Field(default_factory=list)
    display_name_override: Text | None = None
    description: Description | None = None

    def to_settings(self) -> EntitlementSettings:
        """Return the domain's settings."""
        return feature_settings(self)


def feature_settings(body: ResetFields) -> EntitlementSettings:
    """Return the settings of a feature that were sent."""
    fields: dict[str, Any] = {
        name: value for name, value in sent(body).items() if name in EntitlementSettings.model_fields
    }
    for length, period in (("yearly", ResetPeriod.YEAR), ("monthly", ResetPeriod.MONTH), ("weekly", ResetPeriod.WEEK)):
        if f"{length}_reset_period_configuration" in body.model_fields_set:
            fields[f"{length}_reset_anchor"] = body.anchors[period]
    return EntitlementSettings(**fields)


class CreditEntitlementBody(Value):
    """What a package is to grant of a custom currency: fields that are left out stay, null clears."""

    type: Literal["CREDIT"]
    amount: Number | None = None
    cadence: CreditCadence = CreditCadence.MONTH
    dependency_feature_id: Text | None = None
    has_soft_limit: Flag = Field(default_factory=bool)
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: Flag = True
    is_custom: Flag = Field(default_factory=bool)
    order: Number | None = None
    hidden_from_widgets: list[Widget] = Field(default_factory=list)
    display_name_override: Text | None = None
    description: Description | None = None

    def to_settings(self) -> CreditSettings:
        """Return the domain's settings."""
        fields = {name: value for name, value in sent(self).items() if name in CreditSettings.model_fields}
        return CreditSettings(**fields)


EntitlementBody = Annotated[FeatureEntitlementBody | CreditEntitlementBody, Field(discriminator="type")]
"""What is to change of an entitlement, by its type."""


def to_update(
    body: FeatureEntitlementBody | CreditEntitlementBody, scope: Scope, package_id: str, entitlement_id: str
) -> UpdatePackageEntitlementRequest:
    """Return the domain's request."""
    return UpdatePackageEntitlementRequest(
        scope=scope, package_id=package_id, id=entitlement_id, settings=body.to_settings()
    )


class NewFeatureEntitlementBody(FeatureEntitlementBody):
    """A feature, by its id, and what a package is to grant of it."""

    id: str


class NewCreditEntitlementBody(CreditEntitlementBody):
    """A custom currency, by its id, and what a package is to grant of it. `amount` is sent, if as null."""

    id: str
    amount: Number | None
    cadence: CreditCadence


class CreateEntitlementsBody(Value):
    """What a package is to grant besides what it grants already."""

    entitlements: list[Annotated[NewFeatureEntitlementBody | NewCreditEntitlementBody, Field(discriminator="type")]]

    def to_request(self, scope: Scope, package_id: str) -> CreatePackageEntitlementsRequest:
        """Return the domain's request."""
        new = tuple(NewEntitlement(id=each.id, settings=each.to_settings()) for each in self.entitlements)
        return CreatePackageEntitlementsRequest(scope=scope, package_id=package_id, entitlements=new)


class ResetPeriodConfigurationView(Value):
    """Where reset periods begin."""

    according_to: ResetAnchor


class FeatureEntitlementView(Value):
    """What a package grants of a feature, as the contract shows it; the id is the feature's."""

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


class CreditEntitlementView(Value):
    """What a package grants of a custom currency, as the contract shows it; the id is the currency's."""

    id: str
    type: Literal["CREDIT"] = "CREDIT"
    amount: Amount | None
    cadence: CreditCadence
    dependency_feature_id: str | None
    has_soft_limit: bool
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
    def of(cls, entitlement: CreditEntitlement) -> Self:
        """Return the view of an entitlement."""
        return cls(id=entitlement.currency_id, **entitlement.model_dump())


EntitlementView = FeatureEntitlementView | CreditEntitlementView


def view_of(entitlement: AnyEntitlement) -> EntitlementView:
    """Return the view of an entitlement."""
    if isinstance(entitlement, FeatureEntitlement):
        return FeatureEntitlementView.of(entitlement)
    return CreditEntitlementView.of(entitlement)
