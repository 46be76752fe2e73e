"""Each event that others hear of: make its deliveries and send them on their way. Repeated events are harmless."""

from typing import Any

from aws_lambda_powertools import Logger

from tollgate import wiring
from tollgate.shared.events import RecordedEvent
from tollgate.shared.scope import ActorType
from tollgate.webhooks.fan_out import fan_out

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    told = RecordedEvent.model_validate(event["detail"])
    with wiring.working(actor=ActorType.SYSTEM):
        deliveries = fan_out(told, wiring.fanning_out())
    scope = {"accountId": told.scope.account_id, "environmentId": told.scope.environment_id}
    logger.info("event fanned out", **scope, messageId=told.id, type=told.type, deliveries=len(deliveries))
    return {"deliveries": len(deliveries)}
