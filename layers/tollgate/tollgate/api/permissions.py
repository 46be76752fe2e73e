"""What a key may do. Each operation names the one permission it needs."""

from typing import Any

from tollgate.environments.permission import IMPLIED_BY, PUBLISHABLE, Permission
from tollgate.shared.errors import NotAllowed
from tollgate.shared.scope import Caller, KeyKind

__all__ = ["IdentityForbidden", "Permission", "may", "require", "require_full"]


class IdentityForbidden(NotAllowed):
    """The key is of a kind, or has permissions, that do not reach this operation."""

    code = "IdentityForbidden"


def require(caller: Caller, permission: Permission) -> None:
    """Raise `IdentityForbidden` where the caller's key does not reach an operation that needs the permission."""
    if not may(caller, permission):
        raise _forbidden(caller, permission, f"This API key may not do this; use a key with {permission.value}")


def require_full(caller: Caller, permission: Permission) -> None:
    """Raise `IdentityForbidden` unless the key is a full one: no list of permissions reaches this operation."""
    if caller.kind is not KeyKind.FULL:
        raise _forbidden(caller, permission, "This API key may not do this; use a full key")


def _forbidden(caller: Caller, permission: Permission, message: str) -> IdentityForbidden:
    details: dict[str, Any] = {
        "accessedField": permission.value,
        "currentIdentityType": caller.kind.value,
        "requiredIdentityType": KeyKind.FULL.value,
    }
    return IdentityForbidden(message, **details)


def may(caller: Caller, permission: Permission) -> bool:
    """Tell whether the caller's key reaches what needs the permission."""
    match caller.kind:
        case KeyKind.FULL:
            return True
        case KeyKind.PUBLISHABLE:
            return permission in PUBLISHABLE
        case KeyKind.SCOPED:
            listed = IMPLIED_BY.get(permission, permission).value
            return bool({listed, listed.replace(":READ", ":WRITE")}.intersection(caller.permissions))
