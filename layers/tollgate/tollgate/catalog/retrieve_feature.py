"""Show one feature."""

from tollgate.catalog.errors import FeatureNotFound
from tollgate.catalog.feature import Feature
from tollgate.catalog.ports import FeatureRepository
from tollgate.shared.scope import Scope


def retrieve_feature(scope: Scope, feature_id: str, *, features: FeatureRepository) -> Feature:
    """Return the feature; raises `FeatureNotFound`."""
    feature = features.find(scope, feature_id)
    if feature is None:
        raise FeatureNotFound.of(feature_id)
    return feature
