"""The names of events in table `documents`, as this process knows them: one item each, which stays."""

from collections.abc import Iterable, Sequence

from pynamodb.exceptions import PutError

from tollgate.shared.scope import Scope
from tollgate.storage import event_keys
from tollgate.storage.batch import read_batch
from tollgate.storage.known import Known
from tollgate.storage.models import Document

_MOST_KEPT = 10_000
_FAILED = "ConditionalCheckFailedException"


class DynamoEventNames:
    """Satisfies `usage.event_ports.EventNames`. One serves a whole process."""

    def __init__(self) -> None:
        self._kept: Known[tuple[Scope, str], bool] = Known(_MOST_KEPT)

    def remember(self, scope: Scope, names: Iterable[str]) -> None:
        """Keep these names, before the first event of each; what this process knows already costs nothing."""
        places = {event_keys.event_name(scope, each): each for each in names if not self._kept.get((scope, each))}
        if not places:
            return
        found = {row.body for row in read_batch(Document, list(places))}
        for key, name in places.items():
            if name not in found:
                _put(Document(*key, body=name))
            self._kept.keep((scope, name), True)

    def all(self, scope: Scope) -> Sequence[str]:
        """Return all names, in an order that stays the same."""
        rows = Document.query(event_keys.event_names(scope), consistent_read=True)
        return sorted(row.body for row in rows if row.body is not None)


def _put(row: Document) -> None:
    try:
        row.save(condition=Document.pk.does_not_exist())
    except PutError as refused:
        if refused.cause_response_code != _FAILED:  # another process was faster
            raise
