"""SQS recharge queue: buy credits for wallets whose balance is too low. Repeated and late messages are harmless."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from tollgate import wiring
from tollgate.api.edge import committed
from tollgate.credits.recharge_outcome import carry_out_recharge
from tollgate.credits.recharge_wallet import take_up_recharge
from tollgate.credits.recharge_work import RechargeWork
from tollgate.shared.scope import ActorType

logger = Logger(service="tollgate")


def handler(event: dict[str, Any], context: Any) -> Any:
    processor = BatchProcessor(event_type=EventType.SQS, logger=logger)
    processor.raise_on_entire_batch_failure = False  # the message tells for itself, also where it is the only one
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)


def run(record: SQSRecord) -> None:
    work = RechargeWork.model_validate_json(record.body)
    as_system: dict[str, Any] = {"actor": ActorType.SYSTEM, "trace_id": record.message_id}
    holder = wiring.ids().uuid()
    for currency_id in committed(lambda: wallets_of(work), **as_system):
        wallet = (work.scope, work.customer_id, currency_id, holder)
        # Again after each purchase: what was burnt meanwhile called for nothing, as the balance was low already.
        while committed(lambda wallet=wallet: take_up_recharge(*wallet, ports=wiring.recharging()), **as_system):
            if not committed(lambda wallet=wallet: carry_out_recharge(*wallet, ports=wiring.recharging()), **as_system):
                break


def wallets_of(work: RechargeWork) -> list[str]:
    if work.currency_id is not None:
        return [work.currency_id]
    return [each.currency_id for each in wiring.recharging().settings.of_customer(work.scope, work.customer_id)]
