"""Promotional entitlements on the wire."""

from typing import Annotated, Self

from pydantic import BeforeValidator

from tollgate.api.package_entitlements import ResetFields, ResetPeriodConfigurationView
from tollgate.api.wire import CreatedAtQuery, Flag, SentInstant, Text, Whole, sent, split_commas
from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.catalog.entitlement_settings import EntitlementSettings
from tollgate.customers.filters import PromotionFilters
from tollgate.customers.grant_promotions import NewPromotion
from tollgate.customers.promotion import PromotionalEntitlement, PromotionPeriod, PromotionStatus
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetPeriod
from tollgate.shared.scope import Scope

_ANCHORS = {"yearly": ResetPeriod.YEAR, "monthly": ResetPeriod.MONTH, "weekly": ResetPeriod.WEEK}


class PromotionBody(ResetFields):
    """What is to be granted of a feature, and for how long. Null says nothing: the value's default holds."""

    feature_id: str
    usage_limit: Whole | None = None
    has_unlimited_usage: Flag | None = None
    has_soft_limit: Flag | None = None
    enum_values: list[Text] | None = None
    is_visible: Flag | None = None
    period: PromotionPeriod
    custom_end_date: SentInstant | None = None

    def to_new(self) -> NewPromotion:
        """Return the domain's value."""
        given = {name: value for name, value in sent(self).items() if value is not None}
        settings = {name: value for name, value in given.items() if name in EntitlementSettings.model_fields}
        settings |= {f"{length}_reset_anchor": self.anchors[period] for length, period in _ANCHORS.items()}
        return NewPromotion(
            feature_id=self.feature_id,
            settings=EntitlementSettings(**settings),
            period=self.period,
            custom_end_date=self.custom_end_date,
            is_visible=self.is_visible is not False,
        )


class GrantPromotionsBody(Value):
    """What is to be granted to a customer: all of it, or nothing."""

    promotional_entitlements: list[PromotionBody]

    def to_new(self) -> list[NewPromotion]:
        """Return the domain's values."""
        return [each.to_new() for each in self.promotional_entitlements]


class PromotionView(Value):
    """A promotional entitlement as the contract shows it."""

    id: str
    environment_id: str
    feature_id: str
    status: PromotionStatus
    description: str | None
    period: PromotionPeriod
    start_date: Instant
    end_date: Instant | None
    is_visible: bool
    usage_limit: Amount | None
    has_unlimited_usage: bool
    has_soft_limit: bool
    enum_values: tuple[str, ...] | None
    reset_period: ResetPeriod | None
    reset_period_configuration: ResetPeriodConfigurationView | None
    feature_group_ids: tuple[str, ...]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, promotion: PromotionalEntitlement, status: PromotionStatus, scope: Scope) -> Self:
        """Return the view of a grant."""
        granted = promotion.entitlement
        anchor = granted.reset_anchor
        return cls(
            id=promotion.id,
            environment_id=scope.environment_id,
            status=status,
            period=promotion.period,
            start_date=promotion.starts_at,
            end_date=promotion.ends_at,
            is_visible=promotion.is_visible,
            reset_period_configuration=ResetPeriodConfigurationView(according_to=anchor) if anchor else None,
            **granted.model_dump(include=_OF_THE_ENTITLEMENT),
        )


_OF_THE_ENTITLEMENT = set(PromotionView.model_fields) & set(FeatureEntitlement.model_fields)


class PromotionListQuery(CreatedAtQuery):
    """Which of a customer's promotional entitlements are listed."""

    status: Annotated[list[PromotionStatus] | None, BeforeValidator(split_commas)] = None

    def to_filters(self) -> PromotionFilters:
        """Return the domain's filters."""
        return PromotionFilters(statuses=tuple(self.status) if self.status else None, created_at=self.created_at)
