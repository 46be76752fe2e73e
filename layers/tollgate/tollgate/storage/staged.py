"""What a session means to write, and the one transaction that writes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from tollgate.storage.keys import Key
from tollgate.storage.lean_transaction import LeanTransaction, RawCondition, RawValue
from tollgate.storage.models import connection


@dataclass
class Staged:
    """A row to put, or to delete, under a condition."""

    row: Model
    condition: Condition | None
    is_delete: bool = False


class StagedUpdate(NamedTuple):
    """What is added to and set in an item."""

    model: type[Model]
    key: Key
    adds: Mapping[str, RawValue]
    sets: Mapping[str, RawValue]
    condition: RawCondition | None = None


def write(token: str, staged: Iterable[Staged], updates: Iterable[StagedUpdate]) -> None:
    """Write everything in one transaction, which `token` names: sent again it is not applied again."""
    with LeanTransaction(connection=connection(), client_request_token=token) as transaction:
        for each in staged:
            if each.is_delete:
                transaction.delete(each.row, condition=each.condition)
            else:
                transaction.save(each.row, condition=each.condition)
        for update in updates:
            transaction.add_to(update.model, update.key, adds=update.adds, sets=update.sets, condition=update.condition)


def size_of(staged: Staged) -> int:
    """Return the bytes of the body that is put."""
    if staged.is_delete:
        return 0
    bodies = (getattr(staged.row, name, None) for name in ("body", "packed_body"))
    return sum(len(body.encode() if isinstance(body, str) else body) for body in bodies if body)
