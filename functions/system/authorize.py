"""The Lambda authorizer: tells who a key is. It never refuses: the entry point does, in the contract's shape."""

from collections.abc import Mapping
from typing import Any

from tollgate import wiring
from tollgate.environments.api_key import ApiKey
from tollgate.environments.authenticate_key import authenticate_key
from tollgate.environments.errors import ApiKeyExpired
from tollgate.shared.errors import NotAuthenticated
from tollgate.shared.scope import ActorType


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Return the caller, or why there is none, for API Gateway to keep and to hand on with each request."""
    with wiring.working(actor=ActorType.SYSTEM):
        try:
            found = known(authenticate_key(secret_in(event), keys=wiring.api_keys(), clock=wiring.clock()))
        except ApiKeyExpired as expired:
            found = {"denied": expired.code, "keyId": expired.details["apiKeyId"]}
        except NotAuthenticated as unknown:
            found = {"denied": unknown.code}
    return {"isAuthorized": True, "context": found}


def secret_in(event: Mapping[str, Any]) -> str:
    scheme, _, token = event.get("headers", {}).get("authorization", "").partition(" ")
    return event.get("headers", {}).get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")


def known(key: ApiKey) -> dict[str, str]:
    """Return what the entry point learns of a key; the values are texts, as API Gateway wants them."""
    return {
        "accountId": key.scope.account_id,
        "environmentId": key.scope.environment_id,
        "environmentSlug": key.environment_slug,
        "keyId": key.id,
        "keyKind": key.kind.value,
        "permissions": ",".join(key.permissions),
    }
