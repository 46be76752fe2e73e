"""The unit of work: what one operation loaded, what it means to write, and the one transaction that writes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar, cast

from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from tollgate.shared.entity import Entity
from tollgate.shared.errors import InvalidInput
from tollgate.storage.batch import read_batch, read_one
from tollgate.storage.keys import Key
from tollgate.storage.lean_transaction import RawCondition, RawValue
from tollgate.storage.models import Occurrence, OutboxDocument, Row, UniqueValue, UsageBucket
from tollgate.storage.staged import Identity, Staged, StagedUpdate, StagedWrites, identity_of, size_of, write
from tollgate.storage.transaction import has_failed_condition, send

AnyRow = TypeVar("AnyRow", bound=Row)
AnyItem = Row | UsageBucket | UniqueValue | Occurrence

LARGEST_TRANSACTION = 100
LARGEST_TRANSACTION_BYTES = 3_900_000
"""DynamoDB takes 4 MB; keys and the other attributes of a hundred items fit into the rest."""

_ALWAYS_FIT = 10
"""So many items of the largest size."""


class LostRace(Exception):
    """Another writer changed a document between its load and this commit: load again and decide again."""


@dataclass
class Session:
    """Remembers the version of every row it loaded and stages writes until `commit`.

    `add` requires that the row does not exist, `save` and `delete` that it still has the version that was loaded.
    A session commits once: its token names the one transaction that it may apply.
    """

    token: str
    event_names: list[str] = field(default_factory=list)
    _seen: dict[Identity, int | None] = field(default_factory=dict)
    _staged: dict[Identity, Staged] = field(default_factory=dict)
    _updates: dict[Identity, StagedUpdate] = field(default_factory=dict)
    _last: dict[str, Callable[[], None]] = field(default_factory=dict)
    _aggregates: dict[str, int] = field(default_factory=dict)
    _ahead: dict[Identity, Row | None] = field(default_factory=dict)
    _along: list[tuple[type[Row], Key]] = field(default_factory=list)
    _once: dict[Identity, Row | None] = field(default_factory=dict)
    _found: dict[Identity, Row] = field(default_factory=dict)
    _row_of: dict[str, Identity] = field(default_factory=dict)
    _met: dict[str, Entity] = field(default_factory=dict)

    def load(self, model: type[AnyRow], key: Key) -> AnyRow | None:
        """Return the row as this session would leave it, read strongly consistently, or None."""
        staged = self._staged.get(identity_of(model, key))
        if staged is not None:
            return None if staged.is_delete else staged.row  # type: ignore[return-value]
        if identity_of(model, key) in self._ahead:
            return cast(AnyRow | None, self._ahead.pop(identity_of(model, key)))
        row = read_one(model, key)
        self._remember(model, key, row)
        return row

    def staged(self, model: type[AnyRow], key: Key) -> AnyRow | None:
        """Return the row that this session is about to write, None where it writes none."""
        staged = self._staged.get(identity_of(model, key))
        return cast(AnyRow, staged.row) if staged is not None and not staged.is_delete else None

    def load_once(self, model: type[AnyRow], key: Key) -> AnyRow | None:
        """Return the row as `load` would, read at most once: what it tells is the same throughout the operation."""
        identity = identity_of(model, key)
        if identity not in self._once or identity in self._staged:
            self._once[identity] = self.load(model, key)
        return cast(AnyRow | None, self._once[identity])

    def load_many(self, model: type[AnyRow], keys: Iterable[Key]) -> dict[Key, AnyRow]:
        """Return the rows there are, as `load` would return each, in one round trip per hundred."""
        asked = list(keys)
        along = [key for each, key in self._along if each is model and key not in asked]
        self._along = [(each, key) for each, key in self._along if each is not model]
        rows = self._read(model, [*asked, *along])
        self._ahead |= {identity_of(model, key): rows.pop(key, None) for key in along}
        return rows

    def _read(self, model: type[AnyRow], keys: Iterable[Key]) -> dict[Key, AnyRow]:
        wanted = dict.fromkeys(keys)
        staged = {
            key: self._staged[identity] for key in wanted if (identity := identity_of(model, key)) in self._staged
        }
        stored = {Key(row.pk, row.sk): row for row in read_batch(model, [key for key in wanted if key not in staged])}
        for key in wanted.keys() - staged.keys():
            self._remember(model, key, stored.get(key))
        written = {key: cast(AnyRow, each.row) for key, each in staged.items() if not each.is_delete}
        return stored | written

    def read_ahead(self, model: type[AnyRow], keys: Iterable[Key]) -> None:
        """Read rows that are about to be loaded, in one round trip; the first `load` of each then costs none."""
        wanted = list(keys)
        rows = self.load_many(model, wanted)
        self._ahead |= {identity_of(model, key): rows.get(key) for key in wanted}

    def read_along(self, model: type[AnyRow], key: Key) -> None:
        """Read a row with the next batch of its table; loaded before there is one, it costs a round trip of its own."""
        self._along.append((model, key))

    def query(self, model: type[AnyRow], pk: str, *, sk: Condition | None = None) -> Iterator[AnyRow]:
        """Yield the stored rows of a partition, read strongly consistently, and remember their versions.

        What this session has staged is not among them: query first, then stage.
        """
        for row in model.query(pk, sk, consistent_read=True):
            self._remember(model, Key(row.pk, row.sk), row)
            yield row

    def add(self, row: Row, *, aggregate: str | None = None) -> None:
        """Stage a row that must not exist yet; `aggregate` names it for the events that tell of it."""
        row.version = 1
        self._stage(row, type(row).pk.does_not_exist())
        self._name(aggregate, row)

    def save(self, row: Row, *, aggregate: str | None = None) -> None:
        """Stage the next version of a row this session loaded, or the first of one it found missing."""
        self._save(row)
        self._name(aggregate, row)

    def _name(self, aggregate: str | None, row: Row) -> None:
        if aggregate is not None:
            self._aggregates[aggregate] = row.version or 0
            self._row_of[aggregate] = identity_of(type(row), Key(row.pk, row.sk))

    def _save(self, row: Row) -> None:
        identity = identity_of(type(row), Key(row.pk, row.sk))
        earlier = self._staged.get(identity)
        if earlier is not None and not earlier.is_delete:
            row.version = earlier.row.version  # type: ignore[attr-defined]
            self._stage(row, earlier.condition)
            return
        seen = self._seen[identity]
        row.version = (seen or 0) + 1
        self._stage(row, type(row).pk.does_not_exist() if seen is None else type(row).version == seen)

    def delete(self, row: Row, *, aggregate: str | None = None) -> None:
        """Stage the removal of a row this session loaded; `aggregate` as with `add`."""
        seen = self._seen[identity_of(type(row), Key(row.pk, row.sk))]
        row.version = (seen or 0) + 1
        self._stage(row, type(row).version == seen, is_delete=True)
        self._name(aggregate, row)

    def put(self, row: AnyItem, condition: Condition | None = None) -> None:
        """Stage an item whose condition its repository states; without one another item of the session guards it."""
        self._staged[identity_of(type(row), Key(row.pk, row.sk))] = Staged(row, condition)

    def remove(self, row: AnyItem) -> None:
        """Stage the removal of an item that another item of the session guards."""
        self._staged[identity_of(type(row), Key(row.pk, row.sk))] = Staged(row, None, is_delete=True)

    def update(
        self,
        model: type[Model],
        key: Key,
        *,
        adds: Mapping[str, RawValue] = MappingProxyType({}),
        sets: Mapping[str, RawValue] = MappingProxyType({}),
        condition: RawCondition | None = None,
    ) -> None:
        """Stage what is added to and set in an item that another item of the session, or its condition, guards."""
        self._updates[identity_of(model, key)] = StagedUpdate(model, key, adds, sets, condition)

    def at_last(self, name: str, stage: Callable[[], None]) -> None:
        """Let something be staged once all else is; of the same name the last one counts."""
        self._last[name] = stage

    def put_event(self, row: OutboxDocument, *, name: str) -> None:
        """Stage an event; its id is its own, so it meets nothing."""
        self.event_names.append(name)
        self._staged[identity_of(OutboxDocument, Key(row.pk, row.sk))] = Staged(row, OutboxDocument.pk.does_not_exist())

    def version_of(self, aggregate: str) -> int:
        """Return the version a staged aggregate will have, 0 where none of that name is staged."""
        return self._aggregates.get(aggregate, 0)

    def meet(self, aggregate: str, entity: Entity) -> None:
        """Remember an entity that is put together of several rows, as long as nothing is staged of it."""
        if aggregate not in self._aggregates:
            self._met[aggregate] = entity

    def met(self, aggregate: str) -> Entity | None:
        """Return the entity of several rows as it was met before anything was staged of it."""
        return self._met.get(aggregate)

    def former(self, aggregate: str) -> Row | None:
        """Return the row of a staged aggregate as it was loaded, None where there was none."""
        identity = self._row_of.get(aggregate)
        return self._found.get(identity) if identity is not None else None

    def first_seen(self, model: type[AnyRow], key: Key) -> AnyRow | None:
        """Return a row as this session first loaded it, None where there was none or it was not loaded."""
        return cast(AnyRow | None, self._found.get(identity_of(model, key)))

    @property
    def writes(self) -> StagedWrites:
        """Return everything that is staged."""
        return StagedWrites(list(self._staged.values()), list(self._updates.values()))

    def discard(self) -> None:
        """Forget what is staged."""
        self._staged.clear()
        self._updates.clear()
        self._last.clear()
        self._aggregates.clear()
        self.event_names.clear()

    def commit(self) -> None:
        """Write everything staged in one transaction, or nothing.

        Raises `LostRace` where a condition failed and `ConcurrentChange` where DynamoDB kept refusing the
        transaction because of others in flight; any other refusal is a fault of ours and passes through.
        """
        for name in list(self._last):
            self._last.pop(name)()
        if not self.writes.size:
            return
        if self.writes.size > LARGEST_TRANSACTION:
            raise InvalidInput(f"One request may change at most {LARGEST_TRANSACTION} documents; send less at a time")
        if len(self._staged) > _ALWAYS_FIT and sum(map(size_of, self._staged.values())) > LARGEST_TRANSACTION_BYTES:
            raise InvalidInput("One request may write at most 4 MB; send less at a time")
        try:
            send(lambda: write(self.token, self.writes))
        except TransactWriteError as refused:
            if has_failed_condition(refused):
                raise LostRace from refused
            raise
        self._staged.clear()
        self._updates.clear()

    def _stage(self, row: Row, condition: Condition | None, *, is_delete: bool = False) -> None:
        self._staged[identity_of(type(row), Key(row.pk, row.sk))] = Staged(row, condition, is_delete)

    def _remember(self, model: type[Row], key: Key, row: Row | None) -> None:
        # The first sight counts: what was decided on it must still hold at commit.
        identity = identity_of(model, key)
        if identity not in self._seen and row is not None:
            self._found[identity] = row
        self._seen.setdefault(identity, row.version if row is not None else None)
