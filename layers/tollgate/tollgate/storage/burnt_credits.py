"""What is burnt in an hour by one feature and one combination of dimensions, as it is added to table `ledger`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tollgate.credits.consumption import Burnt
from tollgate.shared.period import start_of_hour
from tollgate.shared.scope import Scope
from tollgate.storage import wallet_keys
from tollgate.storage.keys import Key
from tollgate.storage.lean_transaction import RawValue, wire_number, wire_text


class Addition(NamedTuple):
    """What is added to and set in one item."""

    key: Key
    adds: Mapping[str, RawValue]
    sets: Mapping[str, RawValue]


def additions_of(scope: Scope, burnt: Iterable[Burnt]) -> Iterator[Addition]:
    """Yield what is added for all that was burnt, one addition per item."""
    together: dict[Key, Burnt] = {}
    for each in burnt:
        hour = start_of_hour(each.at)
        key = wallet_keys.burnt_in_hour(scope, each.key, hour, each.feature_id, each.resource_id, each.dimensions)
        before = together.get(key)
        if before is not None:
            each = each._replace(amount=before.amount + each.amount, events=before.events + each.events)
        together[key] = each
    for key, each in together.items():
        sets: dict[str, RawValue] = {}
        if each.feature_id is not None:
            sets["feature"] = wire_text(each.feature_id)
        if each.resource_id is not None:
            sets["resource"] = wire_text(each.resource_id)
        if each.dimensions is not None:
            sets["dims"] = wire_text(each.dimensions)
        yield Addition(key, {"sum": wire_number(each.amount), "count": wire_number(each.events)}, sets)
