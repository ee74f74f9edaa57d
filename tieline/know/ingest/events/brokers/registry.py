"""Which module listens to which type of connection."""

import asyncio
from importlib import import_module
from urllib.parse import urlsplit

from tieline.foundation.errors import Invalid
from tieline.foundation.outgoing import refuse_host
from tieline.know.ingest.connectors.credentials import Credentials
from tieline.know.ingest.definitions.connection import Connection
from tieline.know.ingest.definitions.where import Topic
from tieline.know.ingest.events.brokers.subscription import Broker, Subscription, Take

MODULES = {
    "nats": "nats_jetstream",
    "redis": "redis_stream",
    "kafka": "kafka_topic",
    "rabbit": "rabbit_queue",
}


async def open_broker(connection: Connection, topic: Topic, take: Take) -> Broker:
    """A broker that will hand the messages of a topic to ``take``, once started; each brings its library."""
    if connection.type not in MODULES:
        raise Invalid(
            f"A connection of type {connection.type} has no topics",
            where=f"connection {connection.key}",
            do=f"Use a connection of type {', '.join(MODULES)}",
        )
    credentials = Credentials(connection)
    subscription = Subscription(
        url=credentials.fill(connection.url, quoted=True),
        topic=topic.name,
        group=topic.group,
        options=credentials.fill(connection.options),
    )
    for host in hosts_of(subscription.url):
        await asyncio.to_thread(refuse_host, host, f"connection {connection.key}, {host}")
    module = import_module(f"tieline.know.ingest.events.brokers.{MODULES[connection.type]}")
    broker: Broker = await module.open_broker(subscription, take)
    return broker


def hosts_of(url: str) -> list[str]:
    """The hosts of a URL, which may name several with commas between, each with or without a scheme of its own."""
    listed = url.partition("://")[2].split(",")
    return [urlsplit(f"//{each.rpartition('://')[2]}").hostname or "" for each in listed]
