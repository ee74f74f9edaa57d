"""RabbitMQ: a queue that is there already; messages are handed over as they come, many at the same time."""

from collections.abc import Sequence
from typing import Any

from faststream.rabbit import Channel, RabbitBroker, RabbitQueue

from tieline.know.ingest.events.brokers.subscription import (
    BATCH,
    MANUAL,
    QUIET,
    Broker,
    Subscription,
    Take,
    as_received,
    handler,
)


async def open_broker(subscription: Subscription, take: Take) -> Broker:
    """A broker that hands over the messages of the queue."""
    broker = RabbitBroker(
        subscription.url, apply_types=False, logger=QUIET, default_channel=Channel(prefetch_count=BATCH)
    )
    broker.subscriber(
        RabbitQueue(subscription.topic, durable=True, declare=False), decoder=as_received, ack_policy=MANUAL
    )(handler(take, _contents))
    return broker


def _contents(message: Any) -> Sequence[bytes]:
    return [message.body]
