"""Which module listens to which type of connection."""

from importlib import import_module

from tieline.foundation.errors import Invalid
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
    module = import_module(f"tieline.know.ingest.events.brokers.{MODULES[connection.type]}")
    broker: Broker = await module.open_broker(subscription, take)
    return broker
