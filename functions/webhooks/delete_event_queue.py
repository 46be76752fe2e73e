"""DELETE /api/v1/event-queue: take the environment's durable queue away, with all that nobody took from it."""

from tollgate.api.event_queues import EventQueueView, removed
from tollgate.api.permissions import Permission
from tollgate.api.rest import caller_of, entrypoint, rest_app
from tollgate.api.wire import Data

app = rest_app()


@app.delete("/api/v1/event-queue")
def delete() -> Data[EventQueueView]:
    return Data(data=EventQueueView.of(removed(caller_of(app))))


handler = entrypoint(app, needs=Permission.ENVIRONMENT_WRITE, acts_at_once=True)
