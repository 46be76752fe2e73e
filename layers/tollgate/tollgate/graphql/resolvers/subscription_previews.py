"""What subscriptions would come to. Nothing of it happens: what was staged on the way is let go."""

from typing import Any

from tollgate import wiring
from tollgate.graphql.context import Context
from tollgate.graphql.identify import with_public_ids
from tollgate.graphql.inputs.reading import fields_renamed, given_fields, read
from tollgate.graphql.inputs.subscription_changes import EstimateSubscriptionUpdateInput, PreviewSubscriptionInput
from tollgate.graphql.views.invoice_previews import SubscriptionPreviewView
from tollgate.graphql.views.next_invoice import NextInvoiceView
from tollgate.graphql.views.subscription_previews import SubscriptionEstimateView, preview_view
from tollgate.subscriptions import preview_next_invoice as next_invoice
from tollgate.subscriptions.preview import SubscriptionPreview
from tollgate.subscriptions.preview_subscription import preview_subscription as preview
from tollgate.subscriptions.preview_update import preview_update

Given = dict[str, Any]


def preview_subscription(context: Context, input: Given) -> SubscriptionPreviewView:
    """Return what provisioning would come to."""
    return preview_view(_provision(context, input))


def estimate_subscription(context: Context, input: Given) -> SubscriptionEstimateView:
    """Return what provisioning would come to, in older words."""
    return SubscriptionEstimateView(_provision(context, input))


def estimate_subscription_update(context: Context, input: Given) -> SubscriptionEstimateView:
    """Return what a change would come to."""
    asked = read(EstimateSubscriptionUpdateInput, with_public_ids(context.scope, given_fields(input)))
    with fields_renamed(asked.as_sent):
        previewed = preview_update(asked.to_request(context.scope), wiring.subscription_lifecycle())
    wiring.session().discard()
    return SubscriptionEstimateView(previewed)


def preview_next_invoice(context: Context, input: Given) -> NextInvoiceView | None:
    """Return the invoice that a subscription gets next, None where none will come."""
    life = wiring.subscription_lifecycle()
    previewed = next_invoice.preview_next_invoice(context.scope, input["subscriptionId"], life)
    wiring.session().discard()
    if previewed is None:
        return None
    told, now = previewed, previewed.now
    return NextInvoiceView(told.draft, told.sold, context.loader, at=now, balance=told.balance)


def _provision(context: Context, input: Given) -> SubscriptionPreview:
    asked = read(PreviewSubscriptionInput, with_public_ids(context.scope, given_fields(input)))
    with fields_renamed(asked.as_sent):
        previewed = preview(asked.to_request(context.scope), wiring.subscription_lifecycle())
    wiring.session().discard()
    return previewed
