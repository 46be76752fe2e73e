"""The ports of deliveries of webhooks, joined with storage, queues and what posts them."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tollgate.wiring.telling import event_body
from tollgate.wiring.webhooks import address_book, allowed_hosts, durable_queue, managing_webhooks, webhooks
from tollgate.wiring.work import clock, events, session

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.webhooks.delivery_ports import Delivering, DeliveryLog, DeliveryQueue, FanningOut, Settling
    from tollgate.webhooks.ports import DeliveryRepository
    from tollgate.webhooks.replay_delivery import Replaying
    from tollgate.webhooks.send_test_event import Trying
    from tollgate.webhooks.sending import WebhookSender

_sender: "WebhookSender | None" = None


def deliveries() -> "DeliveryRepository":
    """Return the deliveries of the last 30 days."""
    from tollgate.storage.deliveries import DynamoDeliveries

    return DynamoDeliveries(session(), clock())


def delivery_log() -> "DeliveryLog":
    """Return where deliveries are kept as they happen."""
    from tollgate.storage.delivery_log import DynamoDeliveryLog

    return DynamoDeliveryLog()


@cache
def delivery_queue() -> "DeliveryQueue":
    """Return the queues that carry deliveries."""
    from tollgate.integrations.webhook_queue import SqsDeliveryQueue

    urls = os.environ["WEBHOOK_QUEUE_URL"], os.environ["WEBHOOK_RETRY_QUEUE_URL"]
    return SqsDeliveryQueue(*urls, region=os.environ["AWS_REGION"])


def webhook_sender() -> "WebhookSender":
    """Return what posts bodies to endpoints, unless another sender was chosen."""
    from tollgate.integrations.webhook_sender import HttpWebhookSender

    return _sender or HttpWebhookSender(allowed=allowed_hosts(), book=address_book())


def send_through(sender: "WebhookSender | None") -> None:
    """Take this sender from now on, or the one that really posts."""
    global _sender
    _sender = sender


def fanning_out() -> "FanningOut":
    """Return what events are fanned out with."""
    from tollgate.webhooks.delivery_ports import FanningOut

    return FanningOut(
        webhooks=webhooks(),
        log=delivery_log(),
        queue=delivery_queue(),
        body_of=event_body,
        durable_queue=durable_queue,
        clock=clock(),
    )


def delivering() -> "Delivering":
    """Return what deliveries are attempted with."""
    from tollgate.webhooks.delivery_ports import Delivering

    return Delivering(
        webhooks=webhooks(), log=delivery_log(), queue=delivery_queue(), sender=webhook_sender(), clock=clock()
    )


def settling() -> "Settling":
    """Return what webhooks are settled with as their endpoints do well or badly."""
    from tollgate.webhooks.delivery_ports import Settling

    return Settling(webhooks=webhooks(), log=delivery_log(), events=events(), clock=clock())


def trying_webhooks() -> "Trying":
    """Return what test events work with."""
    from tollgate.webhooks.send_test_event import Trying

    return Trying(managing=managing_webhooks(), sender=webhook_sender())


def replaying() -> "Replaying":
    """Return what deliveries are replayed with."""
    from tollgate.webhooks.replay_delivery import Replaying

    return Replaying(webhooks=webhooks(), deliveries=deliveries(), events=events(), clock=clock())
