"""Which types of events somebody in an environment asks for: one item, remembered for 60 seconds."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tollgate.shared.clock import Clock
from tollgate.shared.entity import Entity
from tollgate.shared.scope import Scope
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import Key, environment
from tollgate.storage.known import Known
from tollgate.storage.lean import entity_of, read_item
from tollgate.storage.models import Document
from tollgate.storage.session import Session

_KEPT_FOR = timedelta(seconds=60)
_MOST_KEPT = 1_000


class AskedFor(Entity):
    """The types that are asked for, by who asks: webhooks, queues, workflows."""

    sources: dict[str, tuple[str, ...]] = {}

    @property
    def event_types(self) -> frozenset[str]:
        """Return every type that somebody asks for."""
        return frozenset(each for asked in self.sources.values() for each in asked)


class KnownListeners:
    """Satisfies `shared.following.Listeners`. One serves a whole process."""

    def __init__(self, clock: Callable[[], Clock]) -> None:
        self._clock = clock
        self._kept: Known[Scope, tuple[datetime, frozenset[str]]] = Known(_MOST_KEPT)

    def wants(self, scope: Scope, event_type: str) -> bool:
        """Tell whether anybody in the environment asks for events of a type; it may be up to 60 seconds old."""
        now = self._clock().now()
        kept = self._kept.get(scope)
        if kept is None or abs(now - kept[0]) >= _KEPT_FOR:
            item = read_item("documents", _key(scope))
            kept = (now, entity_of(AskedFor, item).event_types if item is not None else frozenset())
            self._kept.keep(scope, kept)
        return event_type in kept[1]


class DynamoListeners:
    """Satisfies `event_catalogue.ports.ListenerRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin_change(self, scope: Scope) -> None:
        """Begin a change of who asks for what: what it reads of them still holds at its commit."""
        self._session.load(Document, _key(scope))

    def say(self, scope: Scope, source: str, event_types: Sequence[str]) -> None:
        """Stage the types that a source asks for, in the place of those it asked for before."""
        row = self._session.load(Document, _key(scope))
        sources = dict(read(AskedFor, row).sources) if row is not None else {}
        sources.pop(source, None)
        if event_types:
            sources[source] = tuple(sorted(set(event_types)))
        self._session.save(Document(*_key(scope), body=body_of(AskedFor(sources=sources))))


def _key(scope: Scope) -> Key:
    return Key(f"{environment(scope)}#SETTINGS", "LISTENERS")
