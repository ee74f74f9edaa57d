"""Kafka: a consumer group that begins at the earliest record and commits what is on disk."""

from collections.abc import Sequence
from typing import Any

from faststream.kafka import KafkaBroker

from tieline.know.ingest.events.brokers.subscription import (
    BATCH,
    GATHERING,
    MANUAL,
    QUIET,
    Broker,
    Subscription,
    Take,
    as_received,
    handler,
)


async def open_broker(subscription: Subscription, take: Take) -> Broker:
    """A broker that hands over the records of the topic; the URL is ``kafka://host:port,host:port``."""
    servers = subscription.url.removeprefix("kafka://").rstrip("/").split(",")
    broker = KafkaBroker(servers, apply_types=False, logger=QUIET)
    broker.subscriber(
        subscription.topic,
        group_id=subscription.group,
        batch=True,
        max_records=BATCH,
        batch_timeout_ms=int(GATHERING * 1000),
        auto_offset_reset="earliest",
        decoder=as_received,
        ack_policy=MANUAL,
    )(handler(take, _contents))
    return broker


def _contents(message: Any) -> Sequence[bytes]:
    return [record.value or b"" for record in message.raw_message]
