"""Entitlements agreed with a subscription that are too many for its access item: items of their own in `documents`.

An access item is read on each check and is to stay within one read unit. A set is named by its content and never
changes, so that each process reads it once. Nothing outside this package sees where overrides are kept.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tollgate.catalog.entitlement import FeatureEntitlement
from tollgate.customers.access import Access, SubscriptionAccess
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.storage.documents import body_of
from tollgate.storage.keys import Key, digest, override_set
from tollgate.storage.known import Known
from tollgate.storage.lean import entity_of, key_of, read_items
from tollgate.storage.tables import TABLES

LARGEST_ACCESS = 3_000
"""Characters up to which an access item holds everything itself: a read unit is 4 KB, with keys and version in it."""

Overrides = tuple[FeatureEntitlement, ...]

_MOST_KEPT = 1_000


class _Process:
    """The sets that this process has read, and those that it made, which may not be stored yet."""

    read: Known[Key, Overrides]
    made: Known[Key, Overrides]

    def __init__(self) -> None:
        self.forget()

    def forget(self, *_: object) -> None:
        """Begin anew, as where the tables are others."""
        self.read, self.made = Known(_MOST_KEPT), Known(_MOST_KEPT)

    def get(self, key: Key) -> Overrides | None:
        """Return what is in a set, None where it has to be read."""
        return self.read.get(key) or self.made.get(key)


PROCESS = _Process()
TABLES.follow(PROCESS.forget)


class OverrideSet(Value):
    """What is stored of a set."""

    overrides: Overrides


class Parted(NamedTuple):
    """An access item as it is stored, and the sets that go with it and may not be stored yet."""

    access: Access
    sets: dict[Key, OverrideSet]


def parted(scope: Scope, access: Access) -> Parted:
    """Return the access item with overrides in sets, where it is too large otherwise."""
    if len(body_of(access)) <= LARGEST_ACCESS or not any(row.overrides for row in access.subscriptions):
        return Parted(access, {})
    rows: list[SubscriptionAccess] = []
    sets: dict[Key, OverrideSet] = {}
    for row in access.subscriptions:
        if row.overrides:
            kept = OverrideSet(overrides=row.overrides)
            name = digest(body_of(kept))
            key = override_set(scope, name)
            if PROCESS.read.get(key) is None:
                sets[key] = kept
                PROCESS.made.keep(key, row.overrides)
            row = row.but(overrides=(), override_set=name)
        rows.append(row)
    return Parted(access.but(subscriptions=tuple(rows)), sets)


def whole(scope: Scope, items: Iterable[Access]) -> list[Access]:
    """Return access items with their overrides in them, as everybody else knows them.

    A row whose set is not stored, as after a backup of one table was restored, keeps the set's name in the place of it.
    """
    found = list(items)
    names = {row.override_set for access in found for row in access.subscriptions if row.override_set is not None}
    if not names:
        return found
    sets = {name: PROCESS.get(override_set(scope, name)) for name in names}
    missing = {override_set(scope, name): name for name, kept in sets.items() if kept is None}
    for item in read_items("documents", list(missing)):
        key, overrides = key_of(item), entity_of(OverrideSet, item).overrides
        PROCESS.read.keep(key, overrides)
        sets[missing[key]] = overrides
    return [_filled(access, sets) for access in found]


def _filled(access: Access, sets: Mapping[str, Overrides | None]) -> Access:
    def filled(row: SubscriptionAccess) -> SubscriptionAccess:
        overrides = sets[row.override_set] if row.override_set is not None else None
        return row.but(overrides=overrides, override_set=None) if overrides is not None else row

    return access.but(subscriptions=tuple(map(filled, access.subscriptions)))
