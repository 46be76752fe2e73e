"""Features as a process knows them: kept for 60 seconds, so that a warm check needs no read for a name."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock

from tollgate.catalog.feature import Feature
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.lean import entity_of, read_items

_KEPT_FOR = timedelta(seconds=60)
_MOST_KEPT = 10_000


class DynamoKnownFeatures:
    """Satisfies `entitlements.ports.KnownFeatures`. One serves a whole process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Scope, str], tuple[datetime, Feature]] = {}
        self._lock = Lock()

    def many(self, scope: Scope, feature_ids: Iterable[str], *, now: datetime) -> dict[str, Feature]:
        """Return those of the features that exist; one that is not known yet is looked up."""
        wanted = set(feature_ids)
        with self._lock:
            kept = {feature_id: self._kept.get((scope, feature_id)) for feature_id in wanted}
        known = {each: found[1] for each, found in kept.items() if found and abs(now - found[0]) < _KEPT_FOR}
        missing = wanted - known.keys()
        if missing:
            looked_up = _look_up(scope, missing)
            self._keep(scope, looked_up, now)
            known |= looked_up
        return known

    def _keep(self, scope: Scope, features: dict[str, Feature], now: datetime) -> None:
        with self._lock:
            if len(self._kept) + len(features) > _MOST_KEPT:
                self._kept.clear()
            self._kept |= {(scope, feature_id): (now, feature) for feature_id, feature in features.items()}


def _look_up(scope: Scope, feature_ids: set[str]) -> dict[str, Feature]:
    addresses = [keys.catalog_entity(scope, "FEATURE", feature_id) for feature_id in feature_ids]
    features = (entity_of(Feature, each) for each in read_items("documents", addresses))
    return {feature.id: feature for feature in features}
