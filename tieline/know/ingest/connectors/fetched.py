"""What a connector gives and what it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tieline.know.ingest.receiving import Content

Cursor = dict[str, Any]
"""Where a fetch begins, in JSON's types; each connector has its own."""

Beat = Callable[[str], None]
"""Called between pieces with what is being read; it may stop the fetch by raising."""


@dataclass(frozen=True)
class Mark:
    """A file as it was when it was fetched; ``stamp`` is what the store tells its versions apart by."""

    name: str
    bytes: int
    stamp: str


@dataclass(frozen=True)
class Position:
    """How far a feed has come: the cursor, and the fetched files by name."""

    cursor: Cursor | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True)
class Fetched:
    """One delivery, readable until the next one is asked for; with it the feed has come to ``cursor`` and ``mark``."""

    content: Content
    name: str
    cursor: Cursor | None = None
    mark: Mark | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked of a connector: how far the feed is, where it may write, and when now is."""

    key: str
    position: Position
    folder: Path
    now: datetime
    beat: Beat


class StillWritten(Exception):
    """A file that changed while it was read: it waits for the next fetch."""
