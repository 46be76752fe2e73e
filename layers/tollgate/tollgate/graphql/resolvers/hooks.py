"""Webhooks, which GraphQL calls hooks."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tollgate import wiring
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.hooks import (
    FIELD_OF,
    CreateOneHookInput,
    DeleteOneHookInput,
    TryHookInput,
    UpdateOneHookInput,
)
from tollgate.graphql.inputs.reading import fields_renamed, given_fields, read, without_nulls
from tollgate.graphql.lists.connection import Asked, ConnectionView, Listed
from tollgate.graphql.lists.filters import Fields
from tollgate.graphql.views.hooks import HookView
from tollgate.webhooks.create_webhook import create_webhook
from tollgate.webhooks.delete_webhook import delete_webhook
from tollgate.webhooks.managing import found
from tollgate.webhooks.send_test_event import TriedEndpoint, try_endpoint
from tollgate.webhooks.update_webhook import update_webhook
from tollgate.webhooks.webhook import Webhook

Given = dict[str, Any]

HOOK: Fields[Webhook] = {
    "createdAt": lambda webhook: webhook.created_at,
    "description": lambda webhook: webhook.description,
    "endpoint": lambda webhook: webhook.endpoint,
    "id": lambda webhook: webhook.id,
    "status": lambda webhook: webhook.status,
    "updatedAt": lambda webhook: webhook.updated_at,
}
_CLEARED = frozenset(("description", "configuration"))


def hook(context: Context, id: str) -> HookView:
    """Return a webhook."""
    return HookView(found(context.scope, id, wiring.webhooks()), context.caller, context.loader)


def hooks(
    context: Context,
    filter: Given | None = None,
    paging: Given | None = None,
    sorting: Sequence[Given] | None = None,
) -> ConnectionView:
    """Return the webhooks that fit."""
    here = (context.scope.environment_id, *sorted(context.environment_names))
    listed = Listed(context.scope, "HOOK", {**HOOK, "environmentId": lambda webhook: here})
    rows = wiring.webhooks().all(context.scope)
    asked = Asked(filter=filter, sorting=sorting, paging=paging)
    return listed.connection(rows, asked, lambda webhook: HookView(webhook, context.caller, context.loader))


def create_one_hook(context: Context, input: Given) -> HookView:
    """Return the new webhook."""
    asked = read(CreateOneHookInput, {**input, "hook": without_nulls(input["hook"])}).hook
    context.check_environment(asked.environment_id)
    with _fields_in("hook."):
        webhook = create_webhook(asked.to_request(context.scope), wiring.managing_webhooks())
    return HookView(webhook, context.caller, context.loader)


def update_one_hook(context: Context, input: Given) -> HookView:
    """Return the changed webhook."""
    given = {**input, "update": given_fields(input["update"], cleared_by_null=_CLEARED)}
    asked = read(UpdateOneHookInput, given)
    context.check_environment(asked.update.environment_id)
    with _fields_in("update."):
        webhook = update_webhook(asked.to_request(context.scope), wiring.managing_webhooks())
    return HookView(webhook, context.caller, context.loader)


def delete_one_hook(context: Context, input: Given) -> HookView:
    """Return the webhook as it was."""
    asked = read(DeleteOneHookInput, input)
    return HookView(delete_webhook(context.scope, asked.id, wiring.managing_webhooks()), context.caller, context.loader)


def try_hook(context: Context, input: Given) -> TriedEndpoint:
    """Return what an endpoint answered to a sample of an event."""
    asked = read(TryHookInput, input)
    with fields_renamed(lambda field: {**FIELD_OF, "endpoint": "endpointUrl"}.get(field, field)):
        return try_endpoint(context.scope, asked.endpoint_url, asked.hook_event_type, wiring.trying_webhooks())


@contextmanager
def _fields_in(prefix: str) -> Iterator[None]:
    """Let an error of the domain name its field as the input does; places in lists stay."""

    def renamed(field: str) -> str:
        if field.startswith(prefix):
            return field
        name, bracket, place = field.partition("[")
        return prefix + FIELD_OF.get(name, name) + bracket + place

    with fields_renamed(renamed):
        yield
