"""How environments attribute usage, in table `documents`: two items, which a process remembers for 60 seconds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from tollgate.governance.entity_type import EntityType, EntityTypes
from tollgate.governance.errors import GovernanceUnavailable
from tollgate.governance.rules import GovernanceRules, GovernanceSettings
from tollgate.shared.clock import Clock
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage import governance_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import created_order
from tollgate.storage.lean import entity_of, key_of, read_items
from tollgate.storage.lean_client import TableError
from tollgate.storage.models import Document
from tollgate.storage.pages import Cursor, page_in_memory
from tollgate.storage.session import Session

_KEPT_FOR = timedelta(seconds=60)
_MOST_KEPT = 1_000


class KnownGovernanceRules:
    """Satisfies `governance.ports.KnownGovernance`. One serves a whole process."""

    def __init__(self, clock: Callable[[], Clock]) -> None:
        self._clock = clock
        self._kept: dict[Scope, tuple[datetime, GovernanceRules]] = {}
        self._lock = Lock()

    def rules(self, scope: Scope) -> GovernanceRules:
        """Return the rules; raises `GovernanceUnavailable` where they cannot be read."""
        now = self._clock().now()
        with self._lock:
            kept = self._kept.get(scope)
        if kept is not None and abs(now - kept[0]) < _KEPT_FOR:
            return kept[1]
        rules = _read_rules(scope)
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[scope] = (now, rules)
        return rules

    def forget(self, scope: Scope) -> None:
        """Read the rules anew from now on: this process is about to change them."""
        with self._lock:
            self._kept.pop(scope, None)


class DynamoEntityTypes:
    """Satisfies `governance.ports.EntityTypeRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope) -> EntityTypes:
        """Return all of them."""
        row = self._session.load(Document, governance_keys.entity_types(scope))
        return read(EntityTypes, row) if row is not None else EntityTypes()

    def save(self, scope: Scope, types: EntityTypes) -> None:
        """Stage them; of two writers who read the same, one runs again."""
        self._session.save(Document(*governance_keys.entity_types(scope), body=body_of(types)))

    def page(self, scope: Scope, request: PageRequest) -> Page[EntityType]:
        """Return a page of them, newest first."""
        placed = [(created_order(each.created_at, each.id), each) for each in self.find(scope).types]
        return page_in_memory(placed, request, Cursor(scope, "ENTITY_TYPE", {}))


class DynamoGovernanceSettings:
    """Satisfies `governance.ports.GovernanceSettingsRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope) -> GovernanceSettings:
        """Return the settings of the environment as they are now."""
        row = self._session.load(Document, governance_keys.settings(scope))
        return read(GovernanceSettings, row) if row is not None else GovernanceSettings()

    def save(self, scope: Scope, settings: GovernanceSettings) -> None:
        """Stage the changed settings."""
        self._session.save(Document(*governance_keys.settings(scope), body=body_of(settings)))


def _read_rules(scope: Scope) -> GovernanceRules:
    places = (governance_keys.settings(scope), governance_keys.entity_types(scope))
    try:
        found = {key_of(item): item for item in read_items("documents", places)}
    except TableError as broken:
        raise GovernanceUnavailable.of() from broken
    settings, types = (found.get(place) for place in places)
    return GovernanceRules(
        entity_of(GovernanceSettings, settings).is_enabled if settings is not None else True,
        entity_of(EntityTypes, types) if types is not None else EntityTypes(),
    )
