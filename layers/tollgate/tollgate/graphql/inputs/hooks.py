"""What mutations of hooks are given. A hook is a webhook: its types are event log types, its secret a key."""

from typing import Any

from pydantic import Field

from tollgate.api.webhooks import Endpoint
from tollgate.api.wire import Description, Unsupported, refuse_unsupported
from tollgate.shared.entity import Value
from tollgate.shared.scope import Scope
from tollgate.webhooks.create_webhook import CreateWebhookRequest
from tollgate.webhooks.update_webhook import UpdateWebhookRequest
from tollgate.webhooks.webhook import WebhookStatus

FIELD_OF = {"eventTypes": "eventLogTypes", "secret": "secretKey", "eventType": "hookEventType"}
"""What inputs call the fields of a webhook that have another name there."""
_NAMES = {"event_log_types": "event_types", "secret_key": "secret"}


class CreateHook(Value):
    """`CreateHook`. Ids and instants are made here."""

    id: Unsupported = None
    created_at: Unsupported = None
    environment_id: str | None = None
    endpoint: Endpoint
    description: Description | None = None
    event_log_types: list[str]
    status: WebhookStatus = WebhookStatus.ACTIVE
    secret_key: str | None = None
    configuration: dict[str, Any] | None = None

    def to_request(self, scope: Scope) -> CreateWebhookRequest:
        """Return the domain's request."""
        refuse_unsupported(self, prefix="hook.")
        return CreateWebhookRequest(scope=scope, **_fields_of(self))


class CreateOneHookInput(Value):
    """`CreateOneHookInput`."""

    hook: CreateHook


class UpdateHook(Value):
    """`UpdateHook`: what is left out, or null where nothing can be cleared, stays."""

    id: Unsupported = None
    created_at: Unsupported = None
    environment_id: str | None = None
    endpoint: Endpoint = Field(default_factory=str)
    description: Description | None = None
    event_log_types: list[str] = Field(default_factory=list)
    status: WebhookStatus = WebhookStatus.ACTIVE
    secret_key: str = Field(default_factory=str)
    configuration: dict[str, Any] | None = None


class UpdateOneHookInput(Value):
    """`UpdateOneHookInput`."""

    id: str
    update: UpdateHook

    def to_request(self, scope: Scope) -> UpdateWebhookRequest:
        """Return the domain's request."""
        refuse_unsupported(self.update, prefix="update.")
        return UpdateWebhookRequest(scope=scope, id=self.id, **_fields_of(self.update))


class DeleteOneHookInput(Value):
    """`DeleteOneHookInput`."""

    id: str


class TryHookInput(Value):
    """`TestHookInput`."""

    environment_id: str
    endpoint_url: Endpoint
    hook_event_type: str


def _fields_of(given: CreateHook | UpdateHook) -> dict[str, Any]:
    names = given.model_fields_set - {"id", "created_at", "environment_id"}
    return {_NAMES.get(name, name): getattr(given, name) for name in names}
