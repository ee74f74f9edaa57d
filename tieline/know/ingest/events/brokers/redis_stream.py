"""
Redis streams: a consumer group that begins at the first entry.

An event is the field ``event`` or ``data`` of an entry, or its only field; an entry with other fields is
the event itself. What was read and not acknowledged, as when a process died, is claimed after a while.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import RedisStreamMessage
from redis.exceptions import ResponseError

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

CLAIM_AFTER_SECONDS = 30.0
FIELDS = (b"event", b"data")


async def open_broker(subscription: Subscription, take: Take) -> Broker:
    """A broker that hands over new entries, and those that nobody acknowledged for ``claim_after_seconds``."""
    broker = RedisBroker(subscription.url, apply_types=False, logger=QUIET, parser=_as_it_came)
    try:
        client = await broker.connect()
        try:
            await client.xgroup_create(subscription.topic, subscription.group, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
    except BaseException:
        await broker.stop()
        raise
    keep = handler(take, _contents)
    group, gathering = subscription.group, int(GATHERING * 1000)
    idle = int(float(subscription.options.get("claim_after_seconds", CLAIM_AFTER_SECONDS)) * 1000)
    new = StreamSub(
        subscription.topic, group=group, consumer=group, batch=True, max_records=BATCH, polling_interval=gathering
    )
    left = StreamSub(subscription.topic, group=group, consumer=group, min_idle_time=idle, polling_interval=1000)
    broker.subscriber(stream=new, decoder=as_received, ack_policy=MANUAL)(keep)
    broker.subscriber(stream=left, decoder=as_received, ack_policy=MANUAL)(keep)
    return broker


async def _as_it_came(raw: dict[str, Any], original: Any) -> RedisStreamMessage:
    """The message without a look into it: what it holds may be anything."""
    parser = original.__self__
    message: RedisStreamMessage = parser._build_message(raw_message=raw, body=b"")
    return message


def _contents(message: Any) -> Sequence[bytes]:
    found = message.raw_message["data"]
    return [_event(fields) for fields in (found if isinstance(found, list) else [found])]


def _event(fields: dict[bytes, bytes]) -> bytes:
    for name in FIELDS:
        if name in fields:
            return fields[name]
    if len(fields) == 1:
        return next(iter(fields.values()))
    text = {name.decode(errors="replace"): value.decode(errors="replace") for name, value in fields.items()}
    return orjson.dumps(text)
