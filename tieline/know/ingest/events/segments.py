"""
Segments on disk, below ``TIELINE_DATA/inbox/<source>/segments``: ``.open``, ``.sealed``, ``.landing``.

The process that writes an open segment holds a lock on the file for as long as it lives, however it
ends. So a segment that can be locked was left behind, and anybody may seal it.
"""

import fcntl
import hashlib
import os
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NEW, OPEN, SEALED, LANDING = ".new", ".open", ".sealed", ".landing"
FOLDER = "segments"
TAIL = 1024 * 1024
FORGOTTEN = 3600


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
    for path in inbox.glob(f"*/{FOLDER}/*{NEW}"):
        _discard_unfinished(path)
    return sum(_seal_orphan(path) for path in sorted(inbox.glob(f"*/{FOLDER}/*{OPEN}")))


def _discard_unfinished(path: Path) -> None:
    """A file that was to become a segment, and has not for an hour, holds nothing that is not elsewhere."""
    with suppress(FileNotFoundError):
        if time.time() - path.stat().st_mtime > FORGOTTEN:
            path.unlink()


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
    """The segments that wait for their landing, or whose landing was interrupted, the oldest first."""
    found = [path for ending in (SEALED, LANDING) for path in inbox.glob(f"*/{FOLDER}/*{ending}")]
    for path in sorted(found, key=lambda each: each.name):
        try:
            yield Sealed(path.parent.parent.name, path, path.stat().st_size)
        except FileNotFoundError:  # it landed a moment ago
            continue


def together(segments: Iterable[Sealed], most: int) -> Iterator[Sequence[Sealed]]:
    """
    Sealed segments that may land as one, in their order: of one source, and of at most so many bytes.

    One whose landing was interrupted stays alone, as its content is a load by now.
    """
    by_source: dict[str, list[Sealed]] = {}
    for each in segments:
        if each.path.suffix == LANDING:
            yield [each]
            continue
        group = by_source.setdefault(each.source, [])
        if group and sum(other.bytes for other in group) + each.bytes > most:
            yield group
            group = by_source[each.source] = []
        group.append(each)
    yield from (group for group in by_source.values() if group)


def begin_landing(group: Sequence[Sealed]) -> Sealed:
    """
    The segments as one that is landing, each line once; a single one is only renamed.

    A process that dies in between leaves some events twice, and their ids make them one record again.
    """
    first = group[0]
    if first.path.suffix == LANDING:
        return first
    landing = first.path.with_suffix(LANDING)
    if len(group) == 1:
        first.path.rename(landing)
    else:
        _write_together(group, landing)
    sync_folder(landing.parent)
    return Sealed(first.source, landing, sum(each.bytes for each in group))


def _write_together(group: Sequence[Sealed], landing: Path) -> None:
    new = landing.with_suffix(NEW)
    seen: set[bytes] = set()
    with new.open("wb") as file:
        for each in group:
            with each.path.open("rb") as part:
                file.writelines(unseen(part, seen))
        file.flush()
        os.fsync(file.fileno())
    new.rename(landing)
    sync_folder(landing.parent)
    for each in group:
        each.path.unlink(missing_ok=True)


def unseen(lines: Iterable[bytes], seen: set[bytes]) -> list[bytes]:
    """The lines that were not seen before, which are seen from now on."""
    found = []
    for line in lines:
        digest = hashlib.blake2b(line, digest_size=16).digest()
        if digest not in seen:
            seen.add(digest)
            found.append(line)
    return found


def has_sealed(inbox: Path, source: str) -> bool:
    """Whether a segment of the source waits for its landing, or is landing."""
    folder = inbox / source / FOLDER
    return any(True for ending in (SEALED, LANDING) for _ in folder.glob(f"*{ending}"))


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
