"""Imports of customers in table `documents`: what they were given beside their tasks, and which one is going on."""

from collections.abc import Sequence

from tollgate.customers.imported_customer import ImportedCustomer
from tollgate.shared.entity import Entity
from tollgate.shared.scope import Scope
from tollgate.storage import customer_keys
from tollgate.storage.documents import body_of, packed_body_of, read
from tollgate.storage.keys import Key
from tollgate.storage.models import Document
from tollgate.storage.session import Session


class RunningImport(Entity):
    """The import that is going on. It is deleted in the transaction that ends it."""

    task_id: str


class ImportChunk(Entity):
    """A part of what an import was given."""

    customers: tuple[ImportedCustomer, ...]


class DynamoCustomerImports:
    """Satisfies `customers.ports.CustomerImports`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def running(self, scope: Scope) -> str | None:
        """Return the id of the task that imports customers right now, None where none does."""
        row = self._session.load(Document, customer_keys.customer_import(scope))
        return read(RunningImport, row).task_id if row is not None else None

    def begin(self, scope: Scope, task_id: str, chunks: Sequence[Sequence[ImportedCustomer]]) -> None:
        """Stage an import as the one that is going on, with what it was given; of two, one is decided again."""
        running = RunningImport(task_id=task_id)
        self._session.add(Document(*customer_keys.customer_import(scope), body=body_of(running)))
        for number, chunk in enumerate(chunks):
            key = customer_keys.import_chunk(scope, task_id, number)
            self._session.add(Document(*key, packed_body=packed_body_of(ImportChunk(customers=tuple(chunk)))))

    def chunk(self, scope: Scope, task_id: str, number: int) -> Sequence[ImportedCustomer]:
        """Return a part of what an import was given."""
        row = self._session.load(Document, customer_keys.import_chunk(scope, task_id, number))
        return read(ImportChunk, row).customers if row is not None else ()

    def forget(self, scope: Scope, task_id: str, number: int) -> None:
        """Stage that a part of what an import was given is not kept any longer."""
        self._delete(customer_keys.import_chunk(scope, task_id, number))

    def end(self, scope: Scope) -> None:
        """Stage that no import is going on."""
        self._delete(customer_keys.customer_import(scope))

    def _delete(self, key: Key) -> None:
        row = self._session.load(Document, key)
        if row is not None:
            self._session.delete(row)
