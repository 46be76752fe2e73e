"""What a session means to write, and the one transaction that writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from tollgate.storage.keys import Key
from tollgate.storage.lean_transaction import LeanTransaction, RawCondition, RawValue
from tollgate.storage.models import connection

Identity = tuple[str, str, str]
"""What tells an item from every other: its table and its key."""


@dataclass
class Staged:
    """A row to put, or to delete, under a condition."""

    row: Model
    condition: Condition | None
    is_delete: bool = False

    def add_to(self, transaction: LeanTransaction) -> None:
        """Add the row to a transaction."""
        if self.is_delete:
            transaction.delete(self.row, condition=self.condition)
        else:
            transaction.save(self.row, condition=self.condition)


class StagedUpdate(NamedTuple):
    """What is added to and set in an item."""

    model: type[Model]
    key: Key
    adds: Mapping[str, RawValue]
    sets: Mapping[str, RawValue]
    condition: RawCondition | None = None


class StagedWrites(NamedTuple):
    """What a session would write, to be written with the transaction of another."""

    staged: Sequence[Staged]
    updates: Sequence[StagedUpdate]

    @property
    def size(self) -> int:
        """Return how many items it is."""
        return len(self.staged) + len(self.updates)

    def put_into(self, transaction: LeanTransaction) -> None:
        """Add what is put or deleted, before anything of the transaction that is updated."""
        for each in self.staged:
            each.add_to(transaction)

    def update_in(self, transaction: LeanTransaction) -> None:
        """Add what is updated, after everything that is put."""
        for each in self.updates:
            transaction.add_to(each.model, each.key, adds=each.adds, sets=each.sets, condition=each.condition)


def write(token: str, writes: StagedWrites) -> None:
    """Write everything in one transaction, which `token` names: sent again it is not applied again."""
    with LeanTransaction(connection=connection(), client_request_token=token) as transaction:
        writes.put_into(transaction)
        writes.update_in(transaction)


def size_of(staged: Staged) -> int:
    """Return the bytes of the body that is put."""
    if staged.is_delete:
        return 0
    bodies = (getattr(staged.row, name, None) for name in ("body", "packed_body"))
    return sum(len(body.encode() if isinstance(body, str) else body) for body in bodies if body)


def identity_of(model: type[Model], key: Key) -> Identity:
    """Return what tells an item from every other."""
    return (model.Meta.table_name, key.pk, key.sk)
