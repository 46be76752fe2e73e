"""Webhooks on the wire: ours, beyond the contract."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints

from tollgate.api.permissions import Permission, may
from tollgate.api.wire import Description, ListQuery, Whole, sent, split_commas
from tollgate.environments.rotate_key import Grace
from tollgate.shared.entity import Instant, Value
from tollgate.shared.scope import Caller, Scope
from tollgate.webhooks.create_webhook import CreateWebhookRequest
from tollgate.webhooks.endpoint import LONGEST_ENDPOINT
from tollgate.webhooks.settings import SIGNING_PREFIX, whole_configuration
from tollgate.webhooks.update_webhook import UpdateWebhookRequest
from tollgate.webhooks.webhook import Webhook, WebhookStatus

Endpoint = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ENDPOINT)]
_MASK = "********"


class WebhookGrace(StrEnum):
    """How much longer bodies are signed with the former secret too."""

    NOW = "NOW"
    ONE_HOUR = "ONE_HOUR"
    ONE_DAY = "ONE_DAY"
    THREE_DAYS = "THREE_DAYS"
    SEVEN_DAYS = "SEVEN_DAYS"

    def to_grace(self) -> Grace:
        """Return the domain's word."""
        return Grace[self.name]


class CreateWebhookBody(Value):
    """What a new webhook is to be. Types may be named by what bodies call them too; without a secret one is made."""

    endpoint: Endpoint
    description: Description | None = None
    event_types: list[str]
    status: WebhookStatus = WebhookStatus.ACTIVE
    secret: str | None = None
    thresholds: list[Whole] | None = None
    configuration: dict[str, Any] | None = None

    def to_request(self, scope: Scope) -> CreateWebhookRequest:
        """Return the domain's request."""
        return CreateWebhookRequest(scope=scope, **sent(self))


class UpdateWebhookBody(Value):
    """What is to change: fields that are left out stay; null clears description, thresholds and configuration."""

    endpoint: Endpoint = Field(default_factory=str)
    description: Description | None = None
    event_types: list[str] = Field(default_factory=list)
    status: WebhookStatus = Field(default=WebhookStatus.ACTIVE)
    secret: str = Field(default_factory=str)
    thresholds: list[Whole] | None = None
    configuration: dict[str, Any] | None = None

    def to_request(self, scope: Scope, webhook_id: str) -> UpdateWebhookRequest:
        """Return the domain's request."""
        return UpdateWebhookRequest(scope=scope, id=webhook_id, **sent(self))


class RotateSecretBody(Value):
    """How long the present secret stays good beside the new one."""

    grace: WebhookGrace


class TryWebhookBody(Value):
    """Of which type the event is to be that never was."""

    event_type: str


class FormerSecretView(Value):
    """A secret that was replaced, and until when bodies are signed with it too."""

    secret: str
    valid_until: Instant


class WebhookView(Value):
    """A webhook. Its secrets are shown to keys that may change it, and masked for others."""

    id: str
    description: str | None
    endpoint: str
    event_types: list[str]
    status: WebhookStatus
    secret: str
    former_secrets: list[FormerSecretView]
    thresholds: list[int]
    configuration: dict[str, Any]
    failing_since: Instant | None
    paused_at: Instant | None
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, webhook: Webhook, caller: Caller) -> Self:
        """Return the view that a caller has of a webhook."""
        former = [{**dict(each), "secret": shown_secret(each.secret, caller)} for each in webhook.former_secrets]
        own = {"secret": shown_secret(webhook.secret, caller), "former_secrets": former}
        return cls.model_validate({**dict(webhook), **own, "configuration": whole_configuration(webhook)})


class WebhookListQuery(ListQuery):
    """Which webhooks are listed."""

    status: Annotated[list[WebhookStatus] | None, BeforeValidator(split_commas)] = None


def shown_secret(secret: str, caller: Caller) -> str:
    """Return the secret to whoever could set another one, and only its form to those who read."""
    if may(caller, Permission.ENVIRONMENT_WRITE):
        return secret
    return f"{SIGNING_PREFIX}{_MASK}" if secret.startswith(SIGNING_PREFIX) else _MASK
