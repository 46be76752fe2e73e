"""Entitlements, as GraphQL shows them."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tollgate.catalog.feature import Feature
from tollgate.catalog.unit_transformation import UnitTransformation
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.entitlements.entitlement import AccessDeniedReason, CreditEntitlement, Entitlement, EntitlementsState
from tollgate.graphql.loader import Loader
from tollgate.graphql.spelling import METER_TYPE, RESET_CONFIGURATION
from tollgate.graphql.views.prices import CreditRateView
from tollgate.shared.reset_period import ResetAnchor

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class EntitlementFeatureView:
    """`EntitlementFeature`: its units are those that usage and limit are told in."""

    def __init__(self, feature: Feature, transformation: UnitTransformation | None) -> None:
        named = feature.unit_transformation if transformation is not None else None
        self.additional_meta_data = feature.metadata
        self.description = feature.description
        self.display_name = feature.display_name
        self.feature_type = feature.feature_type
        self.feature_units = (named and named.feature_units) or feature.feature_units
        self.feature_units_plural = (named and named.feature_units_plural) or feature.feature_units_plural
        self.meter_type = METER_TYPE[feature.meter_type]
        self.ref_id = feature.id
        self.unit_transformation = transformation


class ResetConfigurationView:
    """`ResetPeriodConfiguration`: each member type has the anchor under a name of its own."""

    def __init__(self, type_name: str, anchor: ResetAnchor | None) -> None:
        self.type_name = type_name
        self.yearly_according_to = self.monthly_according_to = self.weekly_according_to = anchor


class FeatureEntitlementView:
    """`FeatureEntitlement`, the second generation."""

    type_name = "FeatureEntitlement"

    def __init__(self, entitlement: Entitlement) -> None:
        self._shown = entitlement

    def __getattr__(self, name: str) -> object:
        return getattr(self._shown, name)

    @property
    def feature(self) -> EntitlementFeatureView | None:
        feature = self._shown.feature
        return EntitlementFeatureView(feature, self._shown.unit_transformation) if feature is not None else None

    @property
    def credit_rate(self) -> CreditRateView | None:
        rate = self._shown.credit_rate
        return CreditRateView.of(rate) if rate is not None else None

    @property
    def reset_period_configuration(self) -> ResetConfigurationView | None:
        period = self._shown.reset_period
        type_name = RESET_CONFIGURATION.get(period) if period is not None else None
        return ResetConfigurationView(type_name, self._shown.reset_anchor) if type_name is not None else None


class EntitlementView(FeatureEntitlementView):
    """`Entitlement`, the first generation: it tells until when it holds in milliseconds."""

    meter_id = None

    @property
    def next_reset_date(self) -> datetime | None:
        return self._shown.usage_period_end

    @property
    def valid_until(self) -> int | None:
        moment = self._shown.valid_until
        return (moment - _EPOCH) // timedelta(milliseconds=1) if moment is not None else None


class CurrencyView:
    """`EntitlementCurrency`; one that does not exist is shown by the id that was asked for."""

    def __init__(self, currency_id: str, currency: CustomCurrency | None) -> None:
        units = currency.units if currency is not None else None
        self.currency_id = currency_id
        self.display_name = currency.display_name if currency is not None else currency_id
        self.description = currency.description if currency is not None else None
        self.additional_meta_data = currency.metadata if currency is not None else {}
        self.unit_singular = units.singular if units is not None else None
        self.unit_plural = units.plural if units is not None else None


class CreditEntitlementView:
    """`CreditEntitlement`."""

    type_name = "CreditEntitlement"

    def __init__(self, entitlement: CreditEntitlement, currency: CustomCurrency | None) -> None:
        self._shown = entitlement
        self.currency = CurrencyView(entitlement.currency_id, currency)

    def __getattr__(self, name: str) -> object:
        return getattr(self._shown, name)


class EntitlementsStateView:
    """`EntitlementsState`."""

    def __init__(self, state: EntitlementsState, loader: Loader) -> None:
        self._state, self._loader = state, loader

    @property
    def access_denied_reason(self) -> AccessDeniedReason | None:
        return self._state.access_denied_reason

    @property
    def entitlements(self) -> list[EntitlementView]:
        return [EntitlementView(each) for each in self._state.entitlements]

    @property
    def entitlements_v2(self) -> list[FeatureEntitlementView | CreditEntitlementView]:
        features = [FeatureEntitlementView(each) for each in self._state.entitlements]
        return [*features, *(self._credits(each) for each in self._state.credits)]

    def _credits(self, entitlement: CreditEntitlement) -> CreditEntitlementView:
        return CreditEntitlementView(entitlement, self._loader.currencies.get(entitlement.currency_id))


class RecalculationView(NamedTuple):
    """`RecalculateEntitlementsResult`."""

    task_id: str
