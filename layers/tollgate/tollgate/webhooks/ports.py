"""What webhooks need from storage. Writes are staged: they happen with the operation's transaction."""

from collections.abc import Sequence
from typing import Any, Protocol

from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.webhooks.delivery import Delivery, DeliveryStatus
from tollgate.webhooks.webhook import Webhook


class WebhookRepository(Protocol):
    """The webhooks of environments."""

    def find(self, scope: Scope, webhook_id: str) -> Webhook | None:
        """Return the webhook, None where there is none of this id."""
        ...

    def all(self, scope: Scope) -> list[Webhook]:
        """Return every webhook of the environment, strongly consistently."""
        ...

    def page(self, scope: Scope, status: Sequence[str] | None, request: PageRequest) -> Page[Webhook]:
        """Return a page of the webhooks of some statuses, newest first."""
        ...

    def add(self, scope: Scope, webhook: Webhook) -> None:
        """Stage a new webhook."""
        ...

    def save(self, scope: Scope, webhook: Webhook) -> None:
        """Stage the changed webhook."""
        ...

    def delete(self, scope: Scope, webhook: Webhook) -> None:
        """Stage the removal of the webhook."""
        ...


class DeliveryRepository(Protocol):
    """Deliveries of the last 30 days, and the bodies they carry."""

    def find(self, scope: Scope, webhook_id: str, message_id: str) -> Delivery | None:
        """Return the delivery, None where there is none or it is older than that."""
        ...

    def body(self, scope: Scope, webhook_id: str, message_id: str) -> dict[str, Any] | None:
        """Return the body that was or is to be delivered."""
        ...

    def page(
        self, scope: Scope, webhook_id: str, status: Sequence[DeliveryStatus] | None, request: PageRequest
    ) -> Page[Delivery]:
        """Return a page of a webhook's deliveries, newest first."""
        ...

    def save(self, scope: Scope, delivery: Delivery) -> None:
        """Stage the changed delivery."""
        ...


class SigningSecrets(Protocol):
    """Makes secrets that bodies are signed with."""

    def signing_secret(self) -> str:
        """Return a new one: `whsec_` and base64 of a key."""
        ...


class AddressBook(Protocol):
    """Where names of hosts lead."""

    def addresses(self, host: str) -> list[str]:
        """Return the addresses that the name leads to now, none where it leads nowhere or cannot be looked up."""
        ...
