"""At which shares of credits an environment is told that no more is left: one item, remembered for 60 seconds."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from tollgate.credits.crossings import DEFAULT_THRESHOLDS
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Amount, Entity
from tollgate.shared.scope import Scope
from tollgate.storage.documents import body_of, read
from tollgate.storage.keys import Key, environment
from tollgate.storage.known import Known
from tollgate.storage.lean import entity_of, read_item
from tollgate.storage.models import Document
from tollgate.storage.session import Session

_KEPT_FOR = timedelta(seconds=60)
_MOST_KEPT = 1_000


class CreditAlerts(Entity):
    """The thresholds of an environment, in percent of the granted credits that are left; None where none are set."""

    thresholds: tuple[Amount, ...] | None


class KnownAlertThresholds:
    """Satisfies `credits.ports.AlertThresholds`. One serves a whole process."""

    def __init__(self, clock: Callable[[], Clock]) -> None:
        self._clock = clock
        self._kept: Known[Scope, tuple[datetime, Sequence[Decimal]]] = Known(_MOST_KEPT)

    def of(self, scope: Scope) -> Sequence[Decimal]:
        """Return those of the environment; they may be up to 60 seconds old."""
        now = self._clock().now()
        kept = self._kept.get(scope)
        if kept is not None and abs(now - kept[0]) < _KEPT_FOR:
            return kept[1]
        item = read_item("documents", _key(scope))
        stored = entity_of(CreditAlerts, item).thresholds if item is not None else None
        thresholds = stored if stored is not None else DEFAULT_THRESHOLDS
        self._kept.keep(scope, (now, thresholds))
        return thresholds


class DynamoCreditAlerts:
    """Satisfies `credits.ports.AlertSettings`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope) -> Sequence[Decimal] | None:
        """Return the thresholds of the environment as they are now, None where none are set."""
        row = self._session.load(Document, _key(scope))
        return read(CreditAlerts, row).thresholds if row is not None else None

    def save(self, scope: Scope, thresholds: Sequence[Decimal] | None) -> None:
        """Stage other thresholds, or with None that none are set."""
        self._session.load(Document, _key(scope))
        kept = CreditAlerts(thresholds=tuple(thresholds) if thresholds is not None else None)
        self._session.save(Document(*_key(scope), body=body_of(kept)))


def _key(scope: Scope) -> Key:
    return Key(f"{environment(scope)}#SETTINGS", "CREDIT_ALERTS")
