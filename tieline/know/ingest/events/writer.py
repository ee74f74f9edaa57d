"""
The one writer of a process: what many requests send shares one flush to disk.

A request hands over lines and waits. A thread takes all that wait, appends them to the open segment of
their source, flushes once per source, and lets the requests go. It also seals segments: one that is full;
and one that is old enough, as soon as no other segment of its source waits for its landing, so that loads
grow with what arrives instead of becoming many.
"""

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from tieline.know.ingest.events.segments import Segment, has_sealed, seal_orphans, unseen
from tieline.know.ingest.storage import storage_trouble

logger = logging.getLogger("tieline.events")

FULL = 32 * 1024 * 1024
"""Bytes at which a segment is sealed, whatever waits."""
MOST = 8 * 1024 * 1024
"""Bytes that one flush takes, about."""
LOOK_EVERY = 0.5


@dataclass
class _Waiting:
    source: str
    lines: Sequence[bytes]
    done: "Future[int]" = field(default_factory=Future)


@dataclass
class _Current:
    """An open segment and the digests of its lines, by which a line that is sent again is known."""

    segment: Segment
    seen: set[bytes] = field(default_factory=set)


class Writer:
    """Appends events to segments below ``inbox``; ``append`` may be called from any thread."""

    def __init__(self, inbox: Path, *, seal_after: float) -> None:
        self.inbox = inbox
        self.seal_after = seal_after
        self._current: dict[str, _Current] = {}
        self._waiting: list[_Waiting] = []
        self._wake = threading.Condition()
        self._stopping = False
        seal_orphans(inbox)
        self._thread = threading.Thread(target=self._work, name="events to disk", daemon=True)
        self._thread.start()

    def append(self, source: str, lines: Sequence[bytes]) -> "Future[int]":
        """
        How many of the lines were new, once all of them are on disk; Unavailable where the disk fails.

        A line that the open segment holds already is not written again.
        """
        waiting = _Waiting(source, lines)
        with self._wake:
            if self._stopping:
                raise RuntimeError("the writer of events has stopped")
            self._waiting.append(waiting)
            self._wake.notify()
        return waiting.done

    def stop(self) -> None:
        """Write what waits, seal what is open, and end."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                if not self._waiting and not self._stopping:
                    self._wake.wait(LOOK_EVERY)
                taken, self._waiting = _as_much(self._waiting)
                ending = self._stopping and not taken
            taken = [each for each in taken if each.done.set_running_or_notify_cancel()]
            for source in dict.fromkeys(each.source for each in taken):
                self._write(source, [each for each in taken if each.source == source])
            try:
                self._seal(everything=ending)
            except OSError:
                logger.exception("segments could not be looked through")
            if ending:
                return

    def _write(self, source: str, group: Sequence[_Waiting]) -> None:
        """One flush for all of a source that waited; each learns how many of its lines were new."""
        try:
            current = self._current.get(source)
            if current is None:
                current = self._current[source] = _Current(Segment(self.inbox, source))
            news = [unseen(each.lines, current.seen) for each in group]
            content = b"".join(line for each in news for line in each)
            if content:
                current.segment.append(content)
        except Exception as error:
            self._close(source)
            logger.exception("events of %s could not be written", source)
            trouble = storage_trouble(error, f"events of {source}") if isinstance(error, OSError) else error
            for each in group:
                each.done.set_exception(trouble)
            return
        for each, lines in zip(group, news, strict=True):
            each.done.set_result(len(lines))

    def _close(self, source: str) -> None:
        """Seal the open segment after the last line that was flushed; what fails here the next start does."""
        current = self._current.pop(source, None)
        if current is None:
            return
        try:
            current.segment.seal()
        except OSError:
            logger.exception("the segment %s could not be sealed", current.segment.path)

    def _seal(self, *, everything: bool) -> None:
        now = time.monotonic()
        for source, current in list(self._current.items()):
            segment = current.segment
            old = now - segment.began >= self.seal_after and not has_sealed(self.inbox, source)
            if everything or segment.bytes >= FULL or (segment.bytes and old):
                self._close(source)


def _as_much(waiting: list[_Waiting]) -> tuple[list[_Waiting], list[_Waiting]]:
    """As many from the front as one flush takes, and the rest."""
    size = 0
    for position, each in enumerate(waiting):
        size += sum(map(len, each.lines))
        if size >= MOST:
            return waiting[: position + 1], waiting[position + 1 :]
    return waiting, []
