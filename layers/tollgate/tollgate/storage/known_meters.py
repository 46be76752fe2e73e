"""The features that are counted from events, as this process knows them: read again when the catalogue has changed."""

from collections.abc import Sequence

from tollgate.catalog.feature import Feature
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.known import Known
from tollgate.storage.lean import entity_of, query_items, read_item

_MOST_KEPT = 1_000


class DynamoKnownMeters:
    """Satisfies `usage.event_ports.KnownMeters`. One serves a whole process."""

    def __init__(self) -> None:
        self._kept: Known[Scope, tuple[int, Sequence[Feature]]] = Known(_MOST_KEPT)

    def of(self, scope: Scope) -> Sequence[Feature]:
        """Return all of them as they are now, by their ids."""
        item = read_item("documents", keys.catalog_version(scope))
        version = int(item["v"]["N"]) if item is not None and "v" in item else 0
        kept = self._kept.get(scope)
        if kept is not None and kept[0] == version:
            return kept[1]
        # What is read after the version may be newer than it: then the next look finds another version.
        items = query_items("documents", keys.catalog(scope, "FEATURE"))
        features = [feature for feature in (entity_of(Feature, each) for each in items) if feature.has_meter]
        self._kept.keep(scope, (version, features))
        return features
