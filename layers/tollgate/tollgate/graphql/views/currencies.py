"""Custom currencies, as GraphQL shows them."""

from datetime import datetime

from tollgate.catalog.feature import FeatureStatus, FeatureType
from tollgate.credits.custom_currency import CustomCurrency
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.view import NamedView, View


class CustomCurrencyView(View[CustomCurrency]):
    """`CustomCurrency`."""

    @property
    def currency_id(self) -> str:
        return self._shown.id


class CurrencyAsFeatureView(NamedView[CustomCurrency]):
    """`Feature`, where the published API has no place for a custom currency: a number that is not counted."""

    feature_type = FeatureType.NUMBER
    meter_type = "None"
    has_entitlements = True
    has_meter = False
    used_enum_values = None

    @property
    def feature_status(self) -> FeatureStatus:
        return FeatureStatus.SUSPENDED if self._shown.is_archived else FeatureStatus.ACTIVE

    @property
    def feature_units(self) -> str | None:
        return self._shown.units.singular if self._shown.units is not None else None

    @property
    def feature_units_plural(self) -> str | None:
        return self._shown.units.plural if self._shown.units is not None else None

    @property
    def updated_at(self) -> datetime:
        return self._shown.updated_at


def currency_view(currency_id: str | None, loader: Loader) -> CustomCurrencyView | None:
    """Return a custom currency, None where none is named."""
    return CustomCurrencyView(loader.currencies.get(currency_id), loader) if currency_id is not None else None
