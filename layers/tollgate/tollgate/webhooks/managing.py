"""What the management of webhooks works with, and what all changes of webhooks share."""

from dataclasses import dataclass

from tollgate.event_catalogue.ports import ListenerRepository
from tollgate.shared.clock import Clock
from tollgate.shared.ids import Ids
from tollgate.shared.scope import Scope
from tollgate.test_clocks.ports import EnvironmentKinds
from tollgate.webhooks.addresses import AllowedHosts
from tollgate.webhooks.endpoint import check_addresses, checked_endpoint
from tollgate.webhooks.errors import WebhookNotFound
from tollgate.webhooks.ports import AddressBook, SigningSecrets, WebhookRepository
from tollgate.webhooks.webhook import Webhook


@dataclass(frozen=True)
class Managing:
    """The ports, and the hosts that the configuration allows."""

    webhooks: WebhookRepository
    listeners: ListenerRepository
    environments: EnvironmentKinds
    book: AddressBook
    allowed: AllowedHosts
    secrets: SigningSecrets
    clock: Clock
    ids: Ids


def reachable_endpoint(scope: Scope, endpoint: str, *, field: str, managing: Managing) -> str:
    """Return the endpoint in its canonical spelling; raises `InvalidInput` for one that bodies may not be sent to."""
    checked = checked_endpoint(
        endpoint,
        field=field,
        is_http_allowed=not managing.environments.is_production(scope),
        allowed=managing.allowed,
    )
    check_addresses(checked, field=field, book=managing.book, allowed=managing.allowed)
    return checked


def found(scope: Scope, webhook_id: str, webhooks: WebhookRepository) -> Webhook:
    """Return the webhook; raises `WebhookNotFound`."""
    webhook = webhooks.find(scope, webhook_id)
    if webhook is None:
        raise WebhookNotFound.of(webhook_id)
    return webhook
