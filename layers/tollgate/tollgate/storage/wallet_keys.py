"""The keys of credits: wallets, grants, the ledger, what is burnt by the hour, and what was asked for already."""

from datetime import datetime
from urllib.parse import unquote

from tollgate.credits.wallet import WalletKey
from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, customer_partition, digest, environment, live_partition, part

WALLETS = "W#"
"""What the sort keys of all wallets begin with."""


def wallet(scope: Scope, key: WalletKey) -> Key:
    """Return the key of a wallet, beside what its owner may use."""
    return Key(live_partition(scope, key.customer_id, key.resource_id), WALLETS + part(key.currency_id))


def currency_of_sort_key(sort_key: str) -> str | None:
    """Return the currency of the wallet that has this sort key, None where it is another item's."""
    return unquote(sort_key.removeprefix(WALLETS)) if sort_key.startswith(WALLETS) else None


def grants(scope: Scope, customer_id: str, resource_id: str | None) -> str:
    """Return the partition of the grants to a customer, or to one of its resources."""
    return f"{live_partition(scope, customer_id, resource_id)}#GRANTS"


def grant(scope: Scope, key: WalletKey, created_at: datetime, grant_id: str) -> Key:
    """Return the key of a grant: in the order of creation."""
    return Key(grants(scope, key.customer_id, key.resource_id), f"{wire_instant(created_at)}#{part(grant_id)}")


def grant_pointer(scope: Scope, grant_id: str) -> Key:
    """Return the key of the item that leads from a grant's id to its wallet."""
    return Key(f"{environment(scope)}#GRANT#{part(grant_id)}", "P")


def ledger(scope: Scope, customer_id: str, resource_id: str | None) -> str:
    """Return the partition of the ledgers of a customer's, or a resource's, wallets."""
    return f"{live_partition(scope, customer_id, resource_id)}#LEDGER"


def ledger_page(scope: Scope, key: WalletKey, recorded_at: datetime, sequence: int) -> Key:
    """Return the key of the entries of one change, in the order of recording."""
    place = f"{wire_instant(recorded_at)}#{part(key.currency_id)}#{sequence:012d}"
    return Key(ledger(scope, key.customer_id, key.resource_id), place)


def burnt(scope: Scope, key: WalletKey) -> str:
    """Return the partition of what is burnt of a wallet, by the hour."""
    return f"{live_partition(scope, key.customer_id, key.resource_id)}#BURNT#{part(key.currency_id)}"


def burnt_in_hour(
    scope: Scope,
    key: WalletKey,
    hour: datetime,
    feature_id: str | None,
    resource_id: str | None,
    dimensions: str | None,
) -> Key:
    """Return the key of what is burnt in an hour by one feature, for one resource and combination of dimensions."""
    of_what = (part(feature_id or ""), part(resource_id or ""), digest(dimensions) if dimensions else "")
    return Key(burnt(scope, key), "#".join((wire_instant(hour), *of_what)))


def consumption(scope: Scope, owner: tuple[str, str | None], currency_id: str, idempotency_key: str) -> Key:
    """Return the key of a consumption: the same idempotency key of the same currency is the same item."""
    return Key(f"{live_partition(scope, *owner)}#CONSUMED#{part(currency_id)}", digest(idempotency_key))


def reservation(scope: Scope, customer_id: str, currency_id: str, reservation_id: str) -> Key:
    """Return the key of a reservation."""
    return Key(f"{customer_partition(scope, customer_id)}#RESERVED#{part(currency_id)}", digest(reservation_id))
