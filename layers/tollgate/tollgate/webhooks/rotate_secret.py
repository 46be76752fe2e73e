"""Give a webhook another secret; bodies are signed with both until the grace is over."""

from tollgate.environments.rotate_key import Grace
from tollgate.shared.scope import Scope
from tollgate.webhooks.managing import Managing, found
from tollgate.webhooks.webhook import Webhook


def rotate_secret(scope: Scope, webhook_id: str, grace: Grace, managing: Managing) -> Webhook:
    """Return the webhook with its new secret; raises `WebhookNotFound`."""
    webhook = found(scope, webhook_id, managing.webhooks)
    now = managing.clock.now()
    rotated = webhook.rotated(managing.secrets.signing_secret(), grace_until=now + grace.length, at=now)
    managing.webhooks.save(scope, rotated)
    return rotated
