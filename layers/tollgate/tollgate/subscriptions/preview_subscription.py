"""Preview a subscription: what provisioning it would settle now, and what its next full period costs."""

from dataclasses import replace

from tollgate.billing.preview import PreviewingProvider
from tollgate.subscriptions.agreement import ProvisionRequest
from tollgate.subscriptions.lifecycle import Lifecycle
from tollgate.subscriptions.preview import SubscriptionPreview, preview_of
from tollgate.subscriptions.provision_subscription import provision_subscription


def preview_subscription(request: ProvisionRequest, life: Lifecycle) -> SubscriptionPreview:
    """Return what provisioning would come to; the caller lets go of what it staged. Raises what it would raise."""
    billing = PreviewingProvider()
    planned = replace(life, billing=billing)
    changed = provision_subscription(request.but(checkout_options=None), planned).subscription
    assert changed is not None, "who previews needs no checkout"
    return preview_of(request.scope, changed, planned, billing, life)
