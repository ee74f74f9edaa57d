"""
Listening to brokers: one task per source with a topic, all in one thread.

A message is acknowledged to its broker only when it is on disk. A broker that goes away is connected to
again, after a pause that doubles up to ``LONGEST_PAUSE``; how it fares is kept in the source's feed.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.db import Error as DatabaseError
from django.db import connections
from django.utils import timezone

from tieline.foundation.errors import TielineError, Unavailable
from tieline.know.ingest.connectors.credentials import Credentials
from tieline.know.ingest.definitions import Connection, Source
from tieline.know.ingest.events import doors
from tieline.know.ingest.events.brokers.registry import open_broker
from tieline.know.ingest.events.brokers.subscription import Broker
from tieline.know.ingest.events.parsing import lines_of_message
from tieline.know.ingest.feeding import list_connections
from tieline.know.ingest.models import Feed
from tieline.know.ingest.queries import list_sources

logger = logging.getLogger("tieline.events")

LOOK_EVERY = 2.0
"""Seconds between looks at what is published, and at whether each broker still answers."""
PATIENCE = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
TOLD_EVERY = 10.0

R = TypeVar("R")


@dataclass(frozen=True)
class Wanted:
    """A source that is to be listened to, and the connection that leads to its broker."""

    source: Source
    connection: Connection


class Listeners(threading.Thread):
    """Listens to every published source with a topic, until stopped."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="listeners", daemon=True)
        self._stop_asked = stop

    def run(self) -> None:
        """Listen; what the sources are is looked up again and again."""
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        tasks: dict[str, tuple[Wanted, asyncio.Task[None]]] = {}
        while not self._stop_asked.is_set():
            wanted = await _in_thread(_wanted)
            if wanted is not None:
                await _bring_up_to_date(tasks, wanted)
            await asyncio.to_thread(self._stop_asked.wait, LOOK_EVERY)
        await asyncio.gather(*(_ended(task) for _, task in tasks.values()))


async def _bring_up_to_date(
    tasks: dict[str, tuple[Wanted, "asyncio.Task[None]"]], wanted: Mapping[str, Wanted]
) -> None:
    """End what is not wanted any more, or not like this; begin what is."""
    for key, (is_like, task) in list(tasks.items()):
        if wanted.get(key) != is_like or task.done():
            del tasks[key]
            await _ended(task)
    for key, each in wanted.items():
        if key not in tasks:
            tasks[key] = (each, asyncio.create_task(_Listener(each).run(), name=f"listen to {key}"))


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


class _Listener:
    """One source's connection to its broker, made anew as often as it breaks."""

    def __init__(self, wanted: Wanted) -> None:
        self.source, self.connection = wanted.source, wanted.connection
        self._heard = False

    async def run(self) -> None:
        """Listen until cancelled."""
        pause, failures = FIRST_PAUSE, 0
        while True:
            try:
                await self._listen()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # whatever the libraries raise, it is told and tried again
                if self._heard:
                    pause, failures, self._heard = FIRST_PAUSE, 0, False
                failures += 1
                await _in_thread(partial(self._tell, error, failures))
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self) -> None:
        topic = self.source.where.topic
        if topic is None:
            return
        broker = await _soon(open_broker(self.connection, topic, self._keep))
        try:
            await _soon(broker.start())
            await self._while_it_answers(broker)
        finally:
            with suppress(Exception):
                await asyncio.wait_for(broker.stop(), PATIENCE)

    async def _while_it_answers(self, broker: Broker) -> None:
        told = float("-inf")
        while await broker.ping(PATIENCE):
            self._heard = True
            now = asyncio.get_running_loop().time()
            if now - told >= TOLD_EVERY:
                told = now
                await _in_thread(partial(self._tell, None, 0))
            await asyncio.sleep(LOOK_EVERY)
        raise Unavailable("The broker does not answer", where=f"connection {self.connection.key}", do="Look at it")

    async def _keep(self, contents: Sequence[bytes]) -> None:
        """Return when the messages are on disk; where there is no room, or the disk fails, wait: the broker holds."""
        lines = [line for content in contents for line in lines_of_message(content, doors.id_of(self.source))]
        pause = FIRST_PAUSE
        while lines:
            try:
                await asyncio.wrap_future(await asyncio.to_thread(doors.keep, self.source.key, lines))
            except (Unavailable, OSError) as error:
                logger.warning("messages of %s wait with their broker: %s", self.source.key, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    def _tell(self, error: Exception | None, failures: int) -> None:
        """Keep in the feed how it fares."""
        now = timezone.now()
        kept: dict[str, object] = {"tried_at": now, "failures": failures}
        if error is None:
            kept |= {"fetched_at": now, "error_what": "", "error_where": "", "error_do": ""}
        else:
            logger.warning("listening to %s failed: %s", self.source.key, type(error).__name__)
            kept |= self._told(error)
        Feed.objects.update_or_create(source=self.source.key, defaults=kept)

    def _told(self, error: Exception) -> dict[str, str]:
        if isinstance(error, TielineError):
            return {"error_what": error.what, "error_where": error.where, "error_do": error.do}
        said = Credentials(self.connection).redact(f"{type(error).__name__}: {error}")
        where = f"connection {self.connection.key}"
        return {"error_what": said, "error_where": where, "error_do": "It is tried again; look at the broker"}


def _wanted() -> dict[str, Wanted]:
    """What is to be listened to, by the source's key."""
    leading = {each.key: each for each in list_connections()}
    paused = set(Feed.objects.filter(paused=True).values_list("source", flat=True))
    return {
        each.key: Wanted(each, leading[each.where.connection])
        for each in list_sources()
        if each.where.topic is not None and each.where.connection in leading and each.key not in paused
    }


async def _soon(connecting: Coroutine[None, None, R]) -> R:
    """What connecting gives; Unavailable where it takes too long, as some libraries try for ever."""
    try:
        return await asyncio.wait_for(connecting, PATIENCE)
    except TimeoutError as error:
        raise Unavailable(
            f"The broker could not be reached within {PATIENCE:g} seconds", do="Check its address, and that it runs"
        ) from error


async def _in_thread(work: Callable[[], R]) -> R | None:
    """What the work with the operational database gives; None where the database does not answer."""

    def done() -> R | None:
        try:
            return work()
        except DatabaseError:
            logger.exception("the operational database does not answer")
            return None
        finally:
            connections.close_all()

    return await asyncio.to_thread(done)
