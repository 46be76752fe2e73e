"""The outbox table's stream: publish each new event to the bus, in the order of the stream."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger

from tollgate import wiring

logger = Logger(service="tollgate")


def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Publish the records' events; from the first that was not taken, the stream delivers everything again."""
    records = event["Records"]
    taken = wiring.event_bus().publish(wiring.streamed_events(records))
    logger.info("events published", published=taken, left=len(records) - taken)
    left = records[taken : taken + 1]
    return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]} for record in left]}
