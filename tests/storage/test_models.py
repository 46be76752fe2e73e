"""How the tables are called."""

from typing import Any

import pytest

from tollgate import wiring
from tollgate.shared.scope import ActorType
from tollgate.storage.models import Document, LiveDocument, Occurrence, OutboxDocument, UsageBucket, connection


@pytest.mark.parametrize("model", [Document, LiveDocument, UsageBucket, Occurrence, OutboxDocument])
def test_every_call_is_given_up_while_its_request_can_still_be_answered(dynamodb: None, model: Any) -> None:
    with wiring.working(actor=ActorType.SYSTEM):
        clients = [model._get_connection().connection.client, connection().client]
    for client in clients:
        config = client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (5, 10)
        assert config.retries["total_max_attempts"] == 3
