"""What listening to a broker is made of, whichever it is."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from faststream import AckPolicy

BATCH = 500
"""Messages that are asked for at once."""
GATHERING = 0.2
"""Seconds within which a batch is gathered."""
MANUAL = AckPolicy.MANUAL
QUIET = logging.getLogger("tieline.events.broker")
QUIET.setLevel(logging.CRITICAL)  # the listener itself tells what fails


class Broker(Protocol):
    """A connection to a broker, with what is subscribed on it."""

    async def start(self) -> None:
        """Begin to hand over messages."""

    async def stop(self) -> None:
        """Hand over no more, and disconnect; what was not acknowledged comes again."""

    async def ping(self, timeout: float | None) -> bool:
        """Whether the broker answers within so many seconds."""


Take = Callable[[Sequence[bytes]], Awaitable[None]]
"""Returns when the contents of messages are on disk; raises where they are not, and then none is acknowledged."""


@dataclass(frozen=True)
class Subscription:
    """What is listened to: where the broker is, the topic, the consumer's name, and the connection's options."""

    url: str
    topic: str
    group: str
    options: dict[str, Any]


Contents = Callable[[Any], Sequence[bytes]]
"""The contents of the messages in what FastStream hands over."""


def handler(take: Take, contents: Contents) -> Callable[[Any], Awaitable[None]]:
    """Keeps the messages, and acknowledges them only then."""

    async def keep(message: Any) -> None:
        await take(contents(message))
        await message.ack()

    return keep


async def as_received(message: Any) -> Any:
    """A decoder that decodes nothing: what a message holds is judged by the door, like all events."""
    return message
