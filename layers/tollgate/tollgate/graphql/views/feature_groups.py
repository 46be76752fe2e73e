"""Feature groups, as GraphQL shows them."""

from tollgate.catalog.feature_group import FeatureGroup
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.features import FeatureView
from tollgate.graphql.views.view import View


class FeatureGroupView(View[FeatureGroup]):
    """`FeatureGroup`: one version, its features as they are now."""

    def __init__(self, group: FeatureGroup, loader: Loader) -> None:
        super().__init__(group, loader)
        for feature_id in group.feature_ids:
            loader.features.announce(feature_id)

    @property
    def id(self) -> str:
        return self._shown.uuid

    @property
    def feature_group_id(self) -> str:
        return self._shown.id

    @property
    def features(self) -> list[FeatureView]:
        return [FeatureView(self._loader.features.get(each), self._loader) for each in self._shown.feature_ids]
