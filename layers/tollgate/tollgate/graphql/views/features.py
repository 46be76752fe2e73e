"""Features, as GraphQL shows them."""

from tollgate.catalog.feature import Feature
from tollgate.catalog.feature_use import entitlements_to, values_in_use
from tollgate.graphql.loader import Loader
from tollgate.graphql.spelling import METER_TYPE
from tollgate.graphql.views.view import NamedView


class FeatureView(NamedView[Feature]):
    """`Feature`."""

    @property
    def meter_type(self) -> str:
        return METER_TYPE[self._shown.meter_type]

    @property
    def has_entitlements(self) -> bool:
        return bool(entitlements_to(self._loader.packages_in_use, self._shown.id))

    @property
    def used_enum_values(self) -> list[str]:
        return sorted(values_in_use(self._loader.packages_in_use, self._shown.id))


def feature_view(feature_id: str | None, loader: Loader) -> FeatureView | None:
    """Return a feature, None where none is named."""
    return FeatureView(loader.features.get(feature_id), loader) if feature_id is not None else None
