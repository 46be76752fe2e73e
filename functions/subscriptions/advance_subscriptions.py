"""Every minute: find what has fallen due and pass it on, shard by shard; other workers' shards are left alone."""

from typing import Any

from aws_lambda_powertools import Logger

from tollgate import wiring
from tollgate.shared.scope import ActorType
from tollgate.subscriptions.claim_due import claim_due

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    sent = 0
    with wiring.working(actor=ActorType.SCHEDULER):
        shards = wiring.due().shards()
    for shard in shards:
        work = wiring.transact(
            lambda shard=shard: claim_due(shard, due=wiring.due(), owner=context.aws_request_id, clock=wiring.clock()),
            actor=ActorType.SCHEDULER,
        )
        wiring.due_queue().send(work)
        sent += len(work)
    logger.info("sweep", sent=sent)
    return {"sent": sent}
