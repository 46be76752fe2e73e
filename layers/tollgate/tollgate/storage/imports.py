"""Imports in table `documents`: what they were given beside their tasks, and which one is going on."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple

from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.shared.entity import Entity
from tollgate.shared.scope import Scope
from tollgate.storage import customer_keys, subscription_keys
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.keys import Key
from tollgate.storage.models import Document
from tollgate.storage.session import Session
from tollgate.subscriptions.imported_subscription import ImportedSubscription
from tollgate.tasks.import_walk import Given


class RunningImport(Entity):
    """The import that is going on. It is deleted in the transaction that ends it."""

    task_id: str


class ImportChunk(Entity):
    """A part of what an import of customers was given."""

    customers: tuple[ImportedCustomer, ...]


class SubscriptionImportChunk(Entity):
    """A part of what an import of subscriptions was given."""

    subscriptions: tuple[ImportedSubscription, ...]


class Imported(NamedTuple):
    """One kind of things that are imported: the key of the import that is going on, and what their chunks are."""

    running: Callable[[Scope], Key]
    chunk: type[Entity]
    field: str


CUSTOMERS = Imported(customer_keys.customer_import, ImportChunk, "customers")
SUBSCRIPTIONS = Imported(subscription_keys.subscription_import, SubscriptionImportChunk, "subscriptions")


class DynamoImports(Generic[Given]):
    """Satisfies `tasks.ports.Imports` of one kind of things."""

    def __init__(self, session: Session, kind: Imported) -> None:
        self._session, self._kind = session, kind

    def running(self, scope: Scope) -> str | None:
        """Return the id of the task that imports right now, None where none does."""
        row = self._session.load(Document, self._kind.running(scope))
        return read(RunningImport, row).task_id if row is not None else None

    def begin(self, scope: Scope, task_id: str, chunks: Sequence[Sequence[Given]]) -> None:
        """Stage an import as the one that is going on, with what it was given; of two, one is decided again."""
        running = RunningImport(task_id=task_id)
        self._session.add(Document(*self._kind.running(scope), body=body_of(running)))
        for number, chunk in enumerate(chunks):
            given: dict[str, Any] = {self._kind.field: tuple(chunk)}
            body = packed_body_of(self._kind.chunk(**given))
            self._session.add(Document(*customer_keys.import_chunk(scope, task_id, number), packed_body=body))

    def chunk(self, scope: Scope, task_id: str, number: int) -> Sequence[Given]:
        """Return a part of what an import was given."""
        row = self._session.load(Document, customer_keys.import_chunk(scope, task_id, number))
        found: Sequence[Given] = getattr(read(self._kind.chunk, row), self._kind.field) if row is not None else ()
        return found

    def forget(self, scope: Scope, task_id: str, number: int) -> None:
        """Stage that a part of what an import was given is not kept any longer."""
        self._delete(customer_keys.import_chunk(scope, task_id, number))

    def end(self, scope: Scope) -> None:
        """Stage that no import is going on."""
        self._delete(self._kind.running(scope))

    def _delete(self, key: Key) -> None:
        row = self._session.load(Document, key)
        if row is not None:
            self._session.delete(row)
