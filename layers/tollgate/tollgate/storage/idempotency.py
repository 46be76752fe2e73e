"""Answers kept for 24 hours under the caller's Idempotency-Key, written with the effect they answer."""

from datetime import datetime, timedelta

from tollgate.shared.idempotency import KeptAnswer
from tollgate.shared.scope import Caller
from tollgate.storage import keys
from tollgate.storage.documents import packed_body_of, read
from tollgate.storage.models import Document
from tollgate.storage.session import Session

_KEPT_FOR = timedelta(hours=24)


class DynamoAnswers:
    """Finds and stages kept answers; satisfies `Answers`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def expect(self, caller: Caller, method: str, path: str, key: str) -> None:
        """Read what is kept under this key along with what the operation reads."""
        self._session.read_along(Document, keys.idempotent_answer(caller.scope, caller.key_id, method, path, key))

    def find(self, caller: Caller, method: str, path: str, key: str, *, now: datetime) -> KeptAnswer | None:
        """Return the answer kept under this key, unless it is older than 24 hours."""
        row = self._session.load(Document, keys.idempotent_answer(caller.scope, caller.key_id, method, path, key))
        # TTL deletes late, so an expired row may still be there.
        if row is None or (row.expires_at or 0) <= now.timestamp():
            return None
        return read(KeptAnswer, row)

    def keep(self, caller: Caller, method: str, path: str, key: str, kept: KeptAnswer, *, now: datetime) -> None:
        """Stage the answer in the transaction of its effect."""
        address = keys.idempotent_answer(caller.scope, caller.key_id, method, path, key)
        expires_at = int((now + _KEPT_FOR).timestamp())
        self._session.save(Document(address.pk, address.sk, packed_body=packed_body_of(kept), expires_at=expires_at))
