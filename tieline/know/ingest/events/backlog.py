"""How much waits on disk for its landing, and when the senders have to wait too."""

import threading
import time
from math import ceil
from pathlib import Path

from tieline.foundation.errors import Unavailable
from tieline.know.ingest.events.segments import waiting_bytes

MEASURED_FOR = 0.5
"""Seconds for which a look at the disk counts; what this process adds meanwhile is counted on top."""
RETRY_AFTER = 5


class Overloaded(Unavailable):
    """More events wait than may; ``retry_after`` seconds from now there may be room again."""

    status, title = 429, "Too many events wait"

    def __init__(self, source: str, retry_after: int = RETRY_AFTER) -> None:
        self.retry_after = retry_after
        super().__init__(
            "More events wait for their landing than may; none of these was taken",
            where=source,
            do=f"Send them again in {retry_after} seconds",
        )


class Backlog:
    """The bytes that wait below an inbox, against a limit."""

    def __init__(self, inbox: Path, limit: int) -> None:
        self.inbox, self.limit = inbox, limit
        self._lock = threading.Lock()
        self._measured_at = float("-inf")
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """About as many as wait now."""
        with self._lock:
            now = time.monotonic()
            if now - self._measured_at >= MEASURED_FOR:
                self._bytes, self._measured_at = sum(waiting_bytes(self.inbox).values()), now
            return self._bytes

    def admit(self, source: str, size: int) -> None:
        """Count ``size`` more bytes as waiting; Overloaded, and nothing counted, beyond the limit."""
        if self.bytes + size > self.limit:
            over = self.bytes + size - self.limit
            raise Overloaded(source, RETRY_AFTER + min(ceil(over / self.limit * RETRY_AFTER), 55))
        with self._lock:
            self._bytes += size
