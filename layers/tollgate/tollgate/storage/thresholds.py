"""Counters as their table's stream shows them, and the thresholds of their periods that were told of."""

from datetime import datetime

from tollgate.entitlements.counter import CounterKey
from tollgate.shared.period import Period
from tollgate.shared.reset_windows import ALL_TIME
from tollgate.shared.scope import Scope
from tollgate.storage import threshold_keys
from tollgate.storage.documents import body_of, read
from tollgate.storage.models import LiveDocument
from tollgate.storage.session import Session
from tollgate.usage.event import KEPT_FOR
from tollgate.usage.threshold import FiredThresholds


class DynamoFiredThresholds:
    """Satisfies `usage.fire_thresholds.FiredThresholdRepository`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, scope: Scope, key: CounterKey, period: Period) -> FiredThresholds | None:
        """Return those of a period, None where none was told of."""
        row = self._session.load(LiveDocument, threshold_keys.fired_thresholds(scope, *key, period))
        return read(FiredThresholds, row) if row is not None else None

    def save(self, scope: Scope, fired: FiredThresholds, *, now: datetime) -> None:
        """Stage them. They stay for as long as events may come late; a period of all time never goes."""
        key = threshold_keys.fired_thresholds(scope, *fired.key, fired.period)
        is_endless = fired.period.end >= ALL_TIME.end
        # A customer of a test clock may live in a year that is long over for the table.
        expires_at = None if is_endless else int((max(fired.period.end, now) + KEPT_FOR).timestamp())
        self._session.save(LiveDocument(key.pk, key.sk, body=body_of(fired), expires_at=expires_at))
