"""What a key may do. Each operation names the one permission it needs."""

from enum import StrEnum
from typing import Any

from tollgate.shared.errors import NotAllowed
from tollgate.shared.scope import Caller, KeyKind


class Permission(StrEnum):
    """`RESOURCE:ACTION` as scoped keys list them; write implies read of the same resource.

    `CATALOG` is ours: the published list has no word for features, products and plans.
    """

    CATALOG_READ = "CATALOG:READ"
    CATALOG_WRITE = "CATALOG:WRITE"
    CUSTOMER_READ = "CUSTOMER:READ"
    CUSTOMER_WRITE = "CUSTOMER:WRITE"
    SUBSCRIPTION_READ = "SUBSCRIPTION:READ"
    SUBSCRIPTION_WRITE = "SUBSCRIPTION:WRITE"
    ENTITLEMENT_READ = "ENTITLEMENT:READ"
    USAGE_WRITE = "USAGE:WRITE"
    CONFIGURATION_READ = "CONFIGURATION:READ"
    COUPON_READ = "COUPON:READ"
    COUPON_WRITE = "COUPON:WRITE"
    API_KEY_READ = "API_KEY:READ"
    API_KEY_WRITE = "API_KEY:WRITE"
    ENVIRONMENT_READ = "ENVIRONMENT:READ"
    ENVIRONMENT_WRITE = "ENVIRONMENT:WRITE"
    EVENT_QUEUE_READ = "EVENT_QUEUE:READ"


PUBLISHABLE = frozenset((Permission.ENTITLEMENT_READ, Permission.CONFIGURATION_READ))
"""What a publishable key may do: read what a customer's browser needs."""

GRANTABLE = frozenset(Permission) - {
    Permission.ENTITLEMENT_READ,
    Permission.USAGE_WRITE,
    Permission.CONFIGURATION_READ,
}
"""What a scoped key may list: the rest follows from these."""

_IMPLIED_BY = {
    Permission.ENTITLEMENT_READ: Permission.CUSTOMER_READ,
    Permission.USAGE_WRITE: Permission.CUSTOMER_WRITE,
    Permission.CONFIGURATION_READ: Permission.CATALOG_READ,
}


class IdentityForbidden(NotAllowed):
    """The key is of a kind, or has permissions, that do not reach this operation."""

    code = "IdentityForbidden"


def require(caller: Caller, permission: Permission) -> None:
    """Raise `IdentityForbidden` where the caller's key does not reach an operation that needs the permission."""
    if not _may(caller, permission):
        details: dict[str, Any] = {
            "accessedField": permission.value,
            "currentIdentityType": caller.kind.value,
            "requiredIdentityType": KeyKind.FULL.value,
        }
        raise IdentityForbidden(f"This API key may not do this; use a key with {permission.value}", **details)


def _may(caller: Caller, permission: Permission) -> bool:
    match caller.kind:
        case KeyKind.FULL:
            return True
        case KeyKind.PUBLISHABLE:
            return permission in PUBLISHABLE
        case KeyKind.SCOPED:
            listed = _IMPLIED_BY.get(permission, permission).value
            return bool({listed, listed.replace(":READ", ":WRITE")}.intersection(caller.permissions))
