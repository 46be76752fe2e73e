"""Preview a change of a subscription: what it would settle now, and what the next full period costs."""

from dataclasses import replace

from tollgate.billing.preview import PreviewingProvider
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.preview import SubscriptionPreview, preview_of
from tollgate.subscriptions.update_request import UpdateRequest
from tollgate.subscriptions.update_subscription import update_subscription


def preview_update(request: UpdateRequest, life: Lifecycle) -> SubscriptionPreview:
    """Return what an update would come to; the caller lets go of what it staged. Raises what it would raise."""
    billing = PreviewingProvider()
    planned = replace(life, billing=billing)
    return preview_of(request.scope, update_subscription(request, planned), planned, billing, life)
