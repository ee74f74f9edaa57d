"""
Segments on disk: ``TIELINE_DATA/inbox/<source>/segments/<name>.open``, and ``.ndjson`` once sealed.

The process that writes an open segment holds a lock on the file for as long as it lives, however it
ends. So a segment that can be locked was left behind, and anybody may seal it.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NEW, OPEN, SEALED = ".new", ".open", ".ndjson"
FOLDER = "segments"
TAIL = 1024 * 1024


@dataclass(frozen=True)
class Sealed:
    """A segment that takes no more events: its source, its file and the size of it."""

    source: str
    path: Path
    bytes: int


class Segment:
    """An open segment, which this process alone appends to."""

    def __init__(self, inbox: Path, source: str) -> None:
        folder = inbox / source / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        self.source = source
        self.path = folder / f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}{OPEN}"
        new = self.path.with_suffix(NEW)
        self._file = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o640)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        new.rename(self.path)  # only now, as an open segment without a lock would be taken for one left behind
        sync_folder(folder)
        self.bytes = 0
        self.began = time.monotonic()

    def append(self, lines: bytes) -> None:
        """
        Whole lines, on disk when this returns.

        After an error nothing of them counts: what was written of them is cut off, where that is possible.
        """
        try:
            rest = memoryview(lines)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fdatasync(self._file)
        except OSError:
            os.ftruncate(self._file, self.bytes)
            raise
        self.bytes += len(lines)

    def seal(self) -> Path | None:
        """The sealed file; None, and no file, where nothing was written."""
        try:
            return seal(self.path, self.bytes)
        finally:
            os.close(self._file)


def seal(path: Path, size: int) -> Path | None:
    """The open segment, known to be nobody else's, cut to ``size`` and under its final name; gone where empty."""
    if not size:
        path.unlink(missing_ok=True)
        return None
    os.truncate(path, size)
    sealed = path.with_suffix(SEALED)
    path.rename(sealed)
    sync_folder(path.parent)
    return sealed


def seal_orphans(inbox: Path) -> int:
    """
    Seal the open segments whose writer is gone; how many.

    A last line without an end was never acknowledged and is cut off.
    """
    return sum(_seal_orphan(path) for path in sorted(inbox.glob(f"*/{FOLDER}/*{OPEN}")))


def _seal_orphan(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:  # its writer sealed it a moment ago
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not path.exists():
            return False
        size = end_of_lines(file)
        os.ftruncate(file, size)
        os.fsync(file)
        seal(path, size)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def end_of_lines(file: int) -> int:
    """The position after the last line that was written whole."""
    position = os.lseek(file, 0, os.SEEK_END)
    while position:
        start = max(position - TAIL, 0)
        found = os.pread(file, position - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        position = start
    return 0


def sealed_segments(inbox: Path) -> Iterator[Sealed]:
    """The segments that wait for their landing, the oldest first."""
    for path in sorted(inbox.glob(f"*/{FOLDER}/*{SEALED}"), key=lambda each: each.name):
        try:
            yield Sealed(path.parent.parent.name, path, path.stat().st_size)
        except FileNotFoundError:  # it landed a moment ago
            continue


def has_sealed(inbox: Path, source: str) -> bool:
    """Whether a segment of the source waits for its landing."""
    return any(True for _ in (inbox / source / FOLDER).glob(f"*{SEALED}"))


def waiting_bytes(inbox: Path) -> dict[str, int]:
    """Per source how many bytes of events wait on disk, sealed or not."""
    found: dict[str, int] = {}
    for path in inbox.glob(f"*/{FOLDER}/*"):
        try:
            found[path.parent.parent.name] = found.get(path.parent.parent.name, 0) + path.stat().st_size
        except FileNotFoundError:  # it landed a moment ago
            continue
    return found


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
