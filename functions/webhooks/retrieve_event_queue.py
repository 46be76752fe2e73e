"""GET /api/v1/event-queue: show the environment's durable queue, and whether it is in use."""

from tollgate import wiring
from tollgate.api.event_queues import EventQueueView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.webhooks.remove_queue import retrieve_queue

app = rest_app()


@app.get("/api/v1/event-queue")
def retrieve() -> Data[EventQueueView]:
    return Data(data=EventQueueView.of(retrieve_queue(scope_of(app), wiring.queueing().queues)))


handler = entrypoint(app, needs=Permission.EVENT_QUEUE_READ)
