"""Reads access items and usage counters from table `live`, strongly consistently, in one round trip."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tollgate.catalog.meter import AggregationFunction
from tollgate.customers.access import Access
from tollgate.entitlements.counter import Counter, CounterKey
from tollgate.entitlements.live import LiveState
from tollgate.entitlements.tally import Tally
from tollgate.shared.period import Period
from tollgate.shared.scope import Scope
from tollgate.storage import keys
from tollgate.storage.keys import Key
from tollgate.storage.lean import Item, entity_of, key_of, number, query_items, read_items, text
from tollgate.storage.override_sets import whole

if TYPE_CHECKING:  # what burns no credits starts without them
    from tollgate.credits.wallet import Wallet, WalletKey


class DynamoLiveReader:
    """Satisfies `entitlements.ports.LiveReader`. It reads what is committed, past the session of the operation."""

    def of_features(self, scope: Scope, wanted: Iterable[CounterKey], wallets: "Iterable[WalletKey]" = ()) -> LiveState:
        """Return access and counters of these customers, resources and features; of a resource, also the customer's.

        The wallets are read along.
        """
        places = _places_of_wallets(scope, wallets)
        for customer_id, resource_id, feature_id in wanted:
            for owner in {None, resource_id}:
                places[keys.access(scope, customer_id, owner)] = (customer_id, owner)
                key = CounterKey(customer_id, owner, feature_id)
                places[keys.counter(scope, *key)] = key
        return _state(scope, places)

    def of_events(
        self, scope: Scope, owners: Iterable[tuple[str, str | None]], wanted: Iterable[CounterKey]
    ) -> LiveState:
        """Return access of these customers and resources, and the counters that their events may move."""
        places: dict[Key, Any] = {}
        for customer_id, resource_id in owners:
            for owner in {None, resource_id}:
                places[keys.access(scope, customer_id, owner)] = (customer_id, owner)
        for customer_id, resource_id, feature_id in wanted:
            for owner in {None, resource_id}:
                key = CounterKey(customer_id, owner, feature_id)
                places[keys.counter(scope, *key)] = key
        return _state(scope, places)

    def of_wallets(self, scope: Scope, wanted: "Iterable[WalletKey]") -> LiveState:
        """Return these wallets, and the access of whose they are."""
        wanted = list(wanted)
        places = _places_of_wallets(scope, wanted)
        for customer_id, resource_id, _ in wanted:
            places[keys.access(scope, customer_id, resource_id)] = (customer_id, resource_id)
        return _state(scope, places)

    def of_access(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return the access of a customer and its resource, without counters."""
        places: dict[Key, Any] = {
            keys.access(scope, customer_id, owner): (customer_id, owner) for owner in {None, resource_id}
        }
        return _state(scope, places)

    def of_customer(self, scope: Scope, customer_id: str, resource_id: str | None) -> LiveState:
        """Return access, all counters and all wallets of a customer and its resource."""
        access: dict[tuple[str, str | None], Access] = {}
        counters: dict[CounterKey, Counter] = {}
        wallets: list[Item] = []
        for owner in {None, resource_id}:
            partition = keys.live_partition(scope, customer_id, owner)
            # Everything that is small and asked for together sorts between A and X; nothing large does.
            for item in query_items("live", partition, ("A", "X")):
                sk = key_of(item).sk
                feature_id = keys.counter_feature(sk)
                if feature_id is not None:
                    counters[CounterKey(customer_id, owner, feature_id)] = counter_of(item)
                elif sk.startswith("W#"):
                    wallets.append(item)
                elif sk == keys.access(scope, customer_id, owner).sk:
                    [access[customer_id, owner]] = whole(scope, [entity_of(Access, item)])
        return LiveState(access, counters, _wallets(wallets))


def counter_of(item: Item) -> Counter:
    """Return the counter that an item holds."""
    return Counter.model_validate(
        {
            "period": Period.model_validate({"start": text(item, "from"), "end": text(item, "until")}),
            "total": number(item, "total"),
            "tally": _tally(item),
            "version": int(item["v"]["N"]),
            "set_at": text(item, "setAt"),
            "is_mixed": "mixed" in item,
            "updated_at": text(item, "at"),
        }
    )


def _tally(item: Item) -> Tally | None:
    if "fn" not in item:
        return None
    return Tally(
        function=AggregationFunction(item["fn"]["S"]),
        count=int(item["count"]["N"]),
        total=Decimal(item["sum"]["N"]),
        lowest=number(item, "min"),
        highest=number(item, "max"),
    )


def _places_of_wallets(scope: Scope, wanted: "Iterable[WalletKey]") -> dict[Key, Any]:
    wanted = list(wanted)
    if not wanted:
        return {}
    from tollgate.storage import wallet_keys

    return {wallet_keys.wallet(scope, key): key for key in wanted}


def _wallets(items: list[Item]) -> "dict[WalletKey, Wallet]":
    if not items:
        return {}
    from tollgate.credits.wallet import Wallet

    found = (entity_of(Wallet, item) for item in items)
    return {wallet.key: wallet for wallet in found}


def _state(scope: Scope, places: dict[Key, Any]) -> LiveState:
    access: dict[tuple[str, str | None], Access] = {}
    counters: dict[CounterKey, Counter] = {}
    wallets: list[Item] = []
    for item in read_items("live", list(places)):
        key = key_of(item)
        place = places[key]
        if key.sk.startswith("W#"):
            wallets.append(item)
        elif isinstance(place, CounterKey):
            counters[place] = counter_of(item)
        else:
            access[place] = entity_of(Access, item)
    whole_access = dict(zip(access, whole(scope, access.values()), strict=True))
    return LiveState(whole_access, counters, _wallets(wallets))
