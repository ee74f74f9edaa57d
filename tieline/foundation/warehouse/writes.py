"""How often each table was written since the process began: whoever keeps something made of a table asks by it."""

import threading
from collections import Counter

from tieline.foundation.warehouse.tables import Table


class Writes:
    """Counts per table, which rise once what was written is seen by readers; safe from any thread."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._open = threading.local()

    def of(self, table: Table) -> int:
        """How often the table was written. Ask before reading it: rows are then those of that count, or newer."""
        return self._counts[table.full_name]

    def note(self, table: Table) -> None:
        """Say that the transaction of this thread writes the table."""
        self._noted().add(table.full_name)

    def close(self, *, seen: bool) -> None:
        """End the transaction of this thread; what it wrote is ``seen``, or was taken back."""
        noted = self._noted()
        if seen:
            self._counts.update(noted)
        noted.clear()

    def _noted(self) -> set[str]:
        noted: set[str] | None = getattr(self._open, "noted", None)
        if noted is None:
            noted = self._open.noted = set()
        return noted
