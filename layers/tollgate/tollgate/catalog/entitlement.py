"""What a package grants of a feature."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from tollgate.catalog.feature import Feature, FeatureType, MeterType
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.shared.entity import Amount, Instant, Value
from tollgate.shared.reset_period import ResetAnchor, ResetPeriod


class EntitlementBehavior(StrEnum):
    """How an add-on's value joins the plan's. Plans themselves only ever increment."""

    INCREMENT = "Increment"
    OVERRIDE = "Override"


class Widget(StrEnum):
    """Where an entitlement or a plan may be hidden."""

    PAYWALL = "PAYWALL"
    CUSTOMER_PORTAL = "CUSTOMER_PORTAL"
    CHECKOUT = "CHECKOUT"


class FeatureEntitlement(Value):
    """A feature with its configured value, as a package grants it; one per feature and package.

    `feature_type` and `meter_type` are the feature's; they never change, and standing here they make a published
    package answer checks by itself. `usage_limit` is the limit of a metered feature or the value of a numeric one.
    `unit_transformation`, unnamed, is the feature's when it was put into the package: the limit is told in its units.
    `feature_group_ids` name the groups that it was put in with: it stays as long as one of them does.
    """

    feature_id: str
    uuid: str
    feature_type: FeatureType
    meter_type: MeterType
    unit_transformation: UnitTransformation | None = None
    usage_limit: Amount | None = None
    has_unlimited_usage: bool = False
    has_soft_limit: bool = False
    reset_period: ResetPeriod | None = None
    reset_anchor: ResetAnchor | None = None
    enum_values: tuple[str, ...] | None = None
    behavior: EntitlementBehavior = EntitlementBehavior.INCREMENT
    is_granted: bool = True
    is_custom: bool = False
    order: Amount | None = None
    hidden_from_widgets: tuple[Widget, ...] = ()
    display_name_override: str | None = None
    description: str | None = None
    feature_group_ids: tuple[str, ...] = ()
    created_at: Instant
    updated_at: Instant

    @classmethod
    def blank(cls, feature: Feature, *, uuid: str, at: datetime) -> Self:
        """Return an entitlement to a feature that has no value yet."""
        transformation = feature.unit_transformation
        return cls(
            feature_id=feature.id,
            uuid=uuid,
            feature_type=feature.feature_type,
            meter_type=feature.meter_type,
            unit_transformation=transformation.unnamed if transformation is not None else None,
            created_at=at,
            updated_at=at,
        )
