"""Imports of subscriptions in table `documents`: what they were given beside their tasks, and which one is going on."""

from collections.abc import Sequence

from tollgate.shared.entity import Entity
from tollgate.shared.scope import Scope
from tollgate.storage import customer_keys, subscription_keys
from tollgate.storage.customer_imports import RunningImport
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.keys import Key
from tollgate.storage.models import Document
from tollgate.storage.session import Session
from tollgate.subscriptions.imported_subscription import ImportedSubscription


class SubscriptionImportChunk(Entity):
    """A part of what an import was given."""

    subscriptions: tuple[ImportedSubscription, ...]


class DynamoSubscriptionImports:
    """Satisfies `subscriptions.import_ports.SubscriptionImports`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def running(self, scope: Scope) -> str | None:
        """Return the id of the task that imports subscriptions right now, None where none does."""
        row = self._session.load(Document, subscription_keys.subscription_import(scope))
        return read(RunningImport, row).task_id if row is not None else None

    def begin(self, scope: Scope, task_id: str, chunks: Sequence[Sequence[ImportedSubscription]]) -> None:
        """Stage an import as the one that is going on, with what it was given; of two, one is decided again."""
        running = RunningImport(task_id=task_id)
        self._session.add(Document(*subscription_keys.subscription_import(scope), body=body_of(running)))
        for number, chunk in enumerate(chunks):
            key = customer_keys.import_chunk(scope, task_id, number)
            body = packed_body_of(SubscriptionImportChunk(subscriptions=tuple(chunk)))
            self._session.add(Document(*key, packed_body=body))

    def chunk(self, scope: Scope, task_id: str, number: int) -> Sequence[ImportedSubscription]:
        """Return a part of what an import was given."""
        row = self._session.load(Document, customer_keys.import_chunk(scope, task_id, number))
        return read(SubscriptionImportChunk, row).subscriptions if row is not None else ()

    def forget(self, scope: Scope, task_id: str, number: int) -> None:
        """Stage that a part of what an import was given is not kept any longer."""
        self._delete(customer_keys.import_chunk(scope, task_id, number))

    def end(self, scope: Scope) -> None:
        """Stage that no import is going on."""
        self._delete(subscription_keys.subscription_import(scope))

    def _delete(self, key: Key) -> None:
        row = self._session.load(Document, key)
        if row is not None:
            self._session.delete(row)
