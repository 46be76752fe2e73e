"""POST /api/v1/subscriptions/preview: tell what provisioning would come to, without doing it."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.previews import SubscriptionPreviewView
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.subscription_bodies import PreviewSubscriptionBody
from tollgate.api.wire import Data
from tollgate.subscriptions.preview_subscription import preview_subscription

app = rest_app()


@app.post("/api/v1/subscriptions/preview")
def preview(body: Annotated[PreviewSubscriptionBody, Body()]) -> Data[SubscriptionPreviewView]:
    previewed = preview_subscription(body.to_request(scope_of(app)), wiring.subscription_lifecycle())
    # What was staged on the way is what would have happened.
    wiring.session().discard()
    return Data(data=SubscriptionPreviewView.of(previewed))


handler = entrypoint(app, needs=Permission.SUBSCRIPTION_READ)
