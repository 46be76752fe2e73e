"""Webhooks, as GraphQL shows them."""

from datetime import datetime
from typing import Any

from tollgate.api.webhooks import shown_secret
from tollgate.graphql.loader import Loader
from tollgate.graphql.views.view import View
from tollgate.shared.scope import Caller
from tollgate.webhooks.settings import whole_configuration
from tollgate.webhooks.webhook import Webhook


class HookView(View[Webhook]):
    """`Hook`. Its secret is shown to keys that may change it, and masked for others."""

    def __init__(self, webhook: Webhook, caller: Caller, loader: Loader) -> None:
        super().__init__(webhook, loader)
        self._caller = caller

    @property
    def event_log_types(self) -> tuple[str, ...]:
        return self._shown.event_types

    @property
    def secret_key(self) -> str:
        return shown_secret(self._shown.secret, self._caller)

    @property
    def configuration(self) -> dict[str, Any]:
        return whole_configuration(self._shown)

    @property
    def created_at(self) -> datetime:
        return self._shown.created_at
