"""NATS JetStream: a durable pull consumer of the stream that holds the subject."""

from collections.abc import Sequence
from typing import Any

from faststream.nats import JStream, NatsBroker, PullSub
from nats.js.api import ConsumerConfig

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

GATHERING = 1.0
"""Seconds within which a batch is gathered."""
AGAIN_AFTER = 10.0
"""
Seconds after which the server hands over again what was not acknowledged.

The client now and then drops a message that comes at the very moment at which its waiting ends.
"""


async def open_broker(subscription: Subscription, take: Take) -> Broker:
    """
    A broker that hands over what the stream holds from its beginning, or from where this consumer stopped.

    The stream is ``options.stream``, else the one that takes the subject.
    """
    broker = NatsBroker(subscription.url, apply_types=False, logger=QUIET, max_reconnect_attempts=-1, connect_timeout=5)
    try:
        client = await broker.connect()
        stream = subscription.options.get("stream")
        if stream is None:
            stream = await client.jetstream().find_stream_name_by_subject(subscription.topic)
    except BaseException:
        await broker.stop()
        raise
    broker.subscriber(
        subscription.topic,
        stream=JStream(stream, declare=False),
        durable=subscription.group,
        config=ConsumerConfig(ack_wait=AGAIN_AFTER),
        pull_sub=PullSub(batch_size=BATCH, timeout=GATHERING, batch=True),
        decoder=as_received,
        ack_policy=MANUAL,
    )(handler(take, _contents))
    return broker


def _contents(message: Any) -> Sequence[bytes]:
    return [each.data for each in message.raw_message]
