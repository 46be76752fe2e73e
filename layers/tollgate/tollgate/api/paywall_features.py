"""Features and custom currencies in a pricing table, in the shapes that GraphQL has for them."""

from tollgate.api.spelling import METER_TYPE
from tollgate.catalog.feature import Feature, FeatureStatus, FeatureType
from tollgate.catalog.paywall_ports import ShownCurrency
from tollgate.catalog.unit_transformation import UnitRounding, UnitTransformation
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Scope


class TransformationView(Value):
    """How many reported units make one that is sold."""

    divide: int
    round: UnitRounding


class PricedFeatureView(Value):
    """A feature with the units that it is sold in: `EntitlementFeature`."""

    ref_id: str
    display_name: str
    description: str | None
    feature_type: FeatureType
    meter_type: str
    feature_units: str | None
    feature_units_plural: str | None
    unit_transformation: TransformationView | None
    additional_meta_data: dict[str, str]

    @classmethod
    def of(cls, feature: Feature, transformation: UnitTransformation | None) -> "PricedFeatureView":
        """Return the view of a feature; `transformation` is the one that holds for what is shown with it."""
        # The names are the feature's own of today: they do not change what is counted.
        named = feature.unit_transformation if transformation is not None else None
        return cls.model_construct(
            ref_id=feature.id,
            display_name=feature.display_name,
            description=feature.description,
            feature_type=feature.feature_type,
            meter_type=METER_TYPE[feature.meter_type],
            feature_units=(named and named.feature_units) or feature.feature_units,
            feature_units_plural=(named and named.feature_units_plural) or feature.feature_units_plural,
            unit_transformation=_transformation(transformation),
            additional_meta_data=feature.metadata,
        )


def _transformation(transformation: UnitTransformation | None) -> TransformationView | None:
    if transformation is None:
        return None
    return TransformationView.model_construct(divide=transformation.divide, round=transformation.round)


class WholeFeatureView(Value):
    """A feature as the catalogue has it: `Feature`. Which of its values are granted elsewhere is not told here."""

    id: str
    ref_id: str
    environment_id: str
    display_name: str
    description: str | None
    feature_status: FeatureStatus
    feature_type: FeatureType
    meter_type: str
    has_meter: bool
    has_entitlements: bool
    feature_units: str | None
    feature_units_plural: str | None
    used_enum_values: list[str] | None
    additional_meta_data: dict[str, str]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, feature: Feature, scope: Scope) -> "WholeFeatureView":
        """Return the view of a feature that a package grants or charges for."""
        return cls.model_construct(
            id=feature.uuid,
            ref_id=feature.id,
            environment_id=scope.environment_id,
            display_name=feature.display_name,
            description=feature.description,
            feature_status=feature.feature_status,
            feature_type=feature.feature_type,
            meter_type=METER_TYPE[feature.meter_type],
            has_meter=feature.has_meter,
            has_entitlements=True,
            feature_units=feature.feature_units,
            feature_units_plural=feature.feature_units_plural,
            used_enum_values=None,
            additional_meta_data=feature.metadata,
            created_at=feature.created_at,
            updated_at=feature.updated_at,
        )


class UnitNamesView(Value):
    """What one unit of a custom currency and several are called: `Units`."""

    singular: str
    plural: str


class CreditCurrencyView(Value):
    """A custom currency: `CustomCurrency`."""

    currency_id: str
    display_name: str
    symbol: str | None
    units: UnitNamesView | None

    @classmethod
    def of(cls, currency: ShownCurrency) -> "CreditCurrencyView":
        """Return the view of a custom currency."""
        names = currency.units
        return cls.model_construct(
            currency_id=currency.id,
            display_name=currency.display_name,
            symbol=currency.symbol,
            units=UnitNamesView(singular=names.singular, plural=names.plural) if names is not None else None,
        )
