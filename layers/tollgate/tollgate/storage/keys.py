"""Every key of every table, in one place. The scope is part of each; free text enters a key only as sha256."""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import unquote
from zlib import crc32

from tollgate.shared.entity import wire_instant
from tollgate.shared.scope import Scope

DUE_SHARDS = 16
_LONGEST_ID = 255


class Key(NamedTuple):
    """The primary key of one item."""

    pk: str
    sk: str


def digest(text: str) -> str:
    """Return the sha256 of free text, which may hold `#` and may be longer than a key."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def part(identifier: str) -> str:
    """Return an id as a part of a key; an impossible id cannot reach another item, it just meets nothing."""
    if not 0 < len(identifier) <= _LONGEST_ID or not identifier.isascii():
        return "%" + digest(identifier)
    return identifier.replace("%", "%25").replace("#", "%23")


def environment(scope: Scope) -> str:
    """Return the prefix of everything that belongs to one environment."""
    return f"E#{part(scope.account_id)}/{part(scope.environment_id)}"


def created_order(created_at: datetime, identifier: str) -> str:
    """Return a sort key that orders by creation, then by id."""
    return f"{wire_instant(created_at)}#{part(identifier)}"


def listed(scope: Scope, kind: str) -> str:
    """Return the index partition of everything of one kind in an environment: CUSTOMER, SUB, TASK."""
    return f"{environment(scope)}#{kind}"


def due_shard(identifier: str) -> str:
    """Return the shard of the due index that holds this aggregate."""
    return due_shards()[crc32(identifier.encode()) % DUE_SHARDS]


def due_shards() -> list[str]:
    """Return the shards of the due index, which all environments share."""
    return [f"DUE#{number:02d}" for number in range(DUE_SHARDS)]


# The catalogue: one partition per kind and environment, so that a list is one strongly consistent query.


def catalog(scope: Scope, kind: str) -> str:
    """Return the partition of one kind of catalogue entity: FEATURE, PRODUCT, PLAN, ADDON."""
    return f"{environment(scope)}#{kind}"


def catalog_entity(scope: Scope, kind: str, identifier: str) -> Key:
    """Return the key of a feature, a product or a package's head."""
    return Key(catalog(scope, kind), part(identifier))


def catalog_version(scope: Scope) -> Key:
    """Return the key of the item that every change of the catalogue moves, so that they follow one another."""
    return Key(f"{environment(scope)}#CATALOG", "VERSION")


def package_versions(scope: Scope, kind: str, package_id: str) -> str:
    """Return the partition of a package's draft and published versions; kinds of packages share no ids."""
    return f"{environment(scope)}#{'PKG' if kind == 'PLAN' else kind}#{part(package_id)}"


def package_version(scope: Scope, kind: str, package_id: str, version: int) -> Key:
    """Return the key of one immutable version of a package, or of a feature group."""
    return Key(package_versions(scope, kind, package_id), f"V#{version:05d}")


def package_draft(scope: Scope, kind: str, package_id: str) -> Key:
    """Return the key of a package's draft."""
    return Key(package_versions(scope, kind, package_id), "DRAFT")


# Customers and what hangs on them share a partition; what a check reads lives beside it, per resource.


def customer_partition(scope: Scope, customer_id: str) -> str:
    """Return the partition of a customer, its subscriptions and its resources."""
    return f"{environment(scope)}#C#{part(customer_id)}"


def customer_of_partition(partition: str) -> tuple[Scope, str]:
    """Return the environment and the customer of a customer's partition; their ids stand in it as they are."""
    _, owner, _, customer_id = partition.split("#")
    account_id, _, environment_id = owner.partition("/")
    return Scope(account_id=account_id, environment_id=environment_id), customer_id


def customer_email(scope: Scope, email: str) -> str:
    """Return the index partition of the customers with an e-mail address, whatever its case."""
    return f"{environment(scope)}#EMAIL#{digest(email.lower())}"


def customer_name(scope: Scope, name: str) -> str:
    """Return the index partition of the customers of one name."""
    return f"{environment(scope)}#NAME#{digest(name)}"


def customer(scope: Scope, customer_id: str) -> Key:
    """Return the key of a customer."""
    return Key(customer_partition(scope, customer_id), "CUSTOMER")


RESOURCES = "RES#"
"""What the sort keys of all resources begin with."""


def resource(scope: Scope, customer_id: str, resource_id: str) -> Key:
    """Return the key of a customer's resource."""
    return Key(customer_partition(scope, customer_id), f"{RESOURCES}{part(resource_id)}")


def resource_of_sort_key(sort_key: str) -> str:
    """Return the resource that has this sort key."""
    return unquote(sort_key.removeprefix(RESOURCES))


def subscription(scope: Scope, customer_id: str, subscription_id: str) -> Key:
    """Return the key of a subscription, beside its customer."""
    return Key(customer_partition(scope, customer_id), f"S#{part(subscription_id)}")


def subscription_of_sort_key(sort_key: str) -> str | None:
    """Return the id of the subscription that has this sort key, None where it is another document's."""
    return sort_key.removeprefix("S#") if sort_key.startswith("S#") else None


def plan_subscriptions(scope: Scope, plan_id: str) -> str:
    """Return the index partition of the subscriptions to a plan."""
    return f"{environment(scope)}#PLAN#{part(plan_id)}"


def status_subscriptions(scope: Scope, status: str) -> str:
    """Return the index partition of the subscriptions in one status."""
    return f"{environment(scope)}#SUB#{status}"


def subscription_pointer(scope: Scope, subscription_id: str) -> Key:
    """Return the key of the item that leads from a subscription's id to its customer."""
    return Key(f"{environment(scope)}#S#{part(subscription_id)}", "P")


def live_partition(scope: Scope, customer_id: str, resource_id: str | None) -> str:
    """Return the partition of a (customer, resource): its access item and counters."""
    return f"{customer_partition(scope, customer_id)}#R#{part(resource_id) if resource_id else ''}"


def access(scope: Scope, customer_id: str, resource_id: str | None) -> Key:
    """Return the key of the access item of a (customer, resource)."""
    return Key(live_partition(scope, customer_id, resource_id), "A")


def counter(scope: Scope, customer_id: str, resource_id: str | None, feature_id: str) -> Key:
    """Return the key of the usage counter of a feature."""
    return Key(live_partition(scope, customer_id, resource_id), f"U#{part(feature_id)}")


def override_set(scope: Scope, name: str) -> Key:
    """Return the key of a set of agreed entitlements, which is named by the sha256 of its content."""
    return Key(f"{environment(scope)}#OVR#{name}", "O")


def counter_feature(sk: str) -> str | None:
    """Return the feature whose counter has this sort key, None where it is another item's."""
    return unquote(sk[2:]) if sk.startswith("U#") else None


def reported_usage(
    scope: Scope, customer_id: str, resource_id: str | None, feature_id: str, idempotency_key: str
) -> Key:
    """Return the key of a measurement: the same idempotency key of the same feature is the same item."""
    partition = f"{live_partition(scope, customer_id, resource_id)}#M#{part(feature_id)}"
    return Key(partition, digest(idempotency_key))


# Tenancy and operations.


def api_key(secret_hash: str) -> Key:
    """Return the key of an API key, by the sha256 of its secret."""
    return Key(f"KEY#{secret_hash}", "K")


def api_keys(scope: Scope) -> str:
    """Return the partition that holds a pointer to each API key of an environment."""
    return f"{environment(scope)}#KEY"


def api_key_pointer(scope: Scope, key_id: str) -> Key:
    """Return the key of the item that leads from an API key's id to the key."""
    return Key(api_keys(scope), part(key_id))


def task(scope: Scope, task_id: str, sk: str = "TASK") -> Key:
    """Return the key of a task, or of something that is kept with it."""
    return Key(f"{environment(scope)}#TASK#{part(task_id)}", sk)


def account(account_id: str) -> str:
    """Return the partition of an account's environments."""
    return f"ACCOUNT#{part(account_id)}"


def environment_entity(account_id: str, slug: str) -> Key:
    """Return the key of an environment: its slug is unique in the account."""
    return Key(account(account_id), f"ENVIRONMENT#{part(slug)}")


def idempotent_answer(scope: Scope, key_id: str, method: str, path: str, key: str) -> Key:
    """Return the key of a kept answer."""
    return Key(f"{environment(scope)}#IDEM#{digest(chr(0).join((key_id, method, path, key)))}", "I")


def sweep_lease(shard: str) -> Key:
    """Return the key of the lease by which one worker at a time sweeps a shard of the due index."""
    return Key("DUE#LEASE", shard)
