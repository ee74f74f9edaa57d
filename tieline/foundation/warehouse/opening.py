"""Opening the embedded warehouse: how much memory it takes, and what is said where it cannot be opened."""

import os
from pathlib import Path

import duckdb

from tieline.foundation.errors import Unavailable

SHARE_OF_MEMORY = 0.4
"""Of the machine, where nobody says how much: the rest is for Python, pages of files, and models."""


def share_of_memory() -> str:
    """How much memory the engine takes, as it wants it said."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{int(pages * size * SHARE_OF_MEMORY / 1024**2)}MiB"


def cannot_open(path: Path, error: duckdb.IOException) -> Unavailable:
    """What is said where the engine cannot open its file."""
    if "lock" in str(error):
        return Unavailable(
            f"The warehouse {path.name} is open in another process",
            where=str(path.parent),
            do="Stop that process, or let the running server do the work (it takes loads and runs as jobs)",
        )
    return Unavailable(
        f"The warehouse {path.name} cannot be opened: {str(error).splitlines()[0]}",
        where=str(path.parent),
        do="Check the disk and the file's owner; restore it from a backup if it is damaged",
    )
