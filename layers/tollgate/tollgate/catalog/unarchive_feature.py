"""Take a feature out of the archive: it may be put into plans again."""

from tollgate.catalog.events import FeatureUpdated
from tollgate.catalog.feature import Feature
from tollgate.catalog.ports import FeatureRepository
from tollgate.catalog.retrieve_feature import retrieve_feature
from tollgate.shared.clock import Clock
from tollgate.shared.events import EventRecorder
from tollgate.shared.scope import Scope


def unarchive_feature(
    scope: Scope, feature_id: str, *, features: FeatureRepository, events: EventRecorder, clock: Clock
) -> Feature:
    """Return the feature in use again, unchanged where it never left; raises `FeatureNotFound`."""
    feature = retrieve_feature(scope, feature_id, features=features)
    if not feature.is_archived:
        return feature
    now = clock.now()
    feature = feature.unarchived(at=now)
    features.save(scope, feature)
    events.record(scope, FeatureUpdated.of(feature, at=now))
    return feature
