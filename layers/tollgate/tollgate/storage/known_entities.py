"""Entities of the catalogue as a process knows them: kept for 60 seconds, so that a warm check reads no names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, Protocol, TypeVar

from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.lean import entity_of, read_items

_KEPT_FOR = timedelta(seconds=60)
_MOST_KEPT = 10_000


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """Return the id."""
        ...


Entity = TypeVar("Entity", bound=Named)


class DynamoKnownEntities(Generic[Entity]):
    """Satisfies `entitlements.ports.KnownFeatures`, and the same of currencies. One serves a whole process."""

    def __init__(self, kind: str, read_as: type[Entity]) -> None:
        self._kind, self._read_as = kind, read_as
        self._kept: dict[tuple[Scope, str], tuple[datetime, Entity]] = {}
        self._lock = Lock()

    def many(self, scope: Scope, ids: Iterable[str], *, now: datetime) -> dict[str, Entity]:
        """Return those that exist; one that is not known yet is looked up."""
        wanted = set(ids)
        with self._lock:
            kept = {each: self._kept.get((scope, each)) for each in wanted}
        known = {each: found[1] for each, found in kept.items() if found and abs(now - found[0]) < _KEPT_FOR}
        missing = wanted - known.keys()
        if missing:
            looked_up = self._look_up(scope, missing)
            self._keep(scope, looked_up, now)
            known |= looked_up
        return known

    def _keep(self, scope: Scope, found: dict[str, Entity], now: datetime) -> None:
        with self._lock:
            if len(self._kept) + len(found) > _MOST_KEPT:
                self._kept.clear()
            self._kept |= {(scope, each): (now, entity) for each, entity in found.items()}

    def _look_up(self, scope: Scope, ids: set[str]) -> dict[str, Entity]:
        addresses = [keys.catalog_entity(scope, self._kind, each) for each in ids]
        found = (entity_of(self._read_as, each) for each in read_items("documents", addresses))  # type: ignore[type-var]
        return {entity.id: entity for entity in found}
