"""Somebody who asks for events: what the live table's stream tells is followed, and what was told is heard."""

import os
from collections.abc import Container
from typing import Any

from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from tests.support.live_stream import as_delivered, is_followed
from tests.support.recorded import TEST_SCOPE, all_recorded
from tests.support.template_api import TemplateApi
from tollgate import wiring
from tollgate.event_catalogue.body import BODIES
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType

Body = dict[str, Any]


def ask_for(*event_types: str, source: str = "webhooks") -> None:
    """Let a source ask for events of these types."""
    wiring.transact(lambda: wiring.listeners().say(TEST_SCOPE, source, event_types), actor=ActorType.APP_SERVER)
    wiring.known_listeners.cache_clear()


class Followed:
    """The live table's stream from now on, and the function that follows it. On moto, which serves no streams."""

    def __init__(self, api: TemplateApi) -> None:
        self._api = api
        self._seen = len(self._shard())

    def follow(self, *, times: int = 1) -> None:
        """Deliver what came since the last look, so many times; fails where a record was not taken."""
        shown = self._shard()
        records = [as_delivered(each.to_json()) for each in shown[self._seen :] if is_followed(each.to_json())]
        self._seen = len(shown)
        for _ in range(times if records else 0):
            answer = self._api.run("FollowUsageFunction", {"Records": records})
            assert answer == {"batchItemFailures": []}

    def _shard(self) -> list[Any]:
        shard = dynamodb_backends[ACCOUNT_ID]["us-east-1"].get_table(os.environ["LIVE_TABLE"]).stream_shard
        return shard.items if shard is not None else []


def heard(name: str, *, but: Container[str] = ()) -> list[Body]:
    """Return the bodies of the events whose name begins so, in the order of recording, but for those of some ids."""
    return [body(event) for event in all_recorded(name) if event.type in BODIES and event.id not in but]


def body(event: RecordedEvent) -> Body:
    """Return the body of an event, made as it is for every listener."""
    return wiring.event_body(event)
