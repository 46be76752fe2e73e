"""The features that are counted from events, as this process knows them: read again when the catalogue has changed."""

from collections.abc import Sequence

from tollgate.catalog.feature import Feature
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.batch import read_one
from tollgate.storage.documents import read
from tollgate.storage.known import Known
from tollgate.storage.models import Document

_MOST_KEPT = 1_000


class DynamoKnownMeters:
    """Satisfies `usage.event_ports.KnownMeters`. One serves a whole process."""

    def __init__(self) -> None:
        self._kept: Known[Scope, tuple[int, Sequence[Feature]]] = Known(_MOST_KEPT)

    def of(self, scope: Scope) -> Sequence[Feature]:
        """Return all of them as they are now, by their ids."""
        row = read_one(Document, keys.catalog_version(scope))
        version = row.version or 0 if row is not None else 0
        kept = self._kept.get(scope)
        if kept is not None and kept[0] == version:
            return kept[1]
        # What is read after the version may be newer than it: then the next look finds another version.
        rows = Document.query(keys.catalog(scope, "FEATURE"), consistent_read=True)
        features = [feature for feature in (read(Feature, each) for each in rows) if feature.has_meter]
        self._kept.keep(scope, (version, features))
        return features
