"""A delivered file on its way into the inbox: copied beside its place, known by its content, then renamed."""

import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tieline.know.ingest.definitions import Source

CHUNK = 1024 * 1024


class Content(Protocol):
    """What can be read piece by piece: an open file, or an upload."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""


@dataclass(frozen=True)
class Unchanging:
    """A file on the disk of the inbox that nobody writes to any more: it is linked rather than copied."""

    path: Path


@dataclass(frozen=True)
class Received:
    """A copy of a delivered file at ``path``, with its SHA-256 and size."""

    path: Path
    sha256: str
    bytes: int


@contextmanager
def received(file: Content | Unchanging, inbox: Path) -> Iterator[Received]:
    """A copy of the file under a temporary name in ``inbox``, on disk; removed at the end unless it was renamed."""
    inbox.mkdir(parents=True, exist_ok=True)
    path = inbox / f".{uuid.uuid4().hex}.part"
    try:
        if isinstance(file, Unchanging):
            with file.path.open("rb") as content:
                if _is_linked(file.path, path):
                    digest = hashlib.file_digest(content, "sha256")
                    yield Received(path, digest.hexdigest(), file.path.stat().st_size)
                else:
                    yield _copied(content, path)
        else:
            yield _copied(file, path)
    finally:
        path.unlink(missing_ok=True)


def _is_linked(file: Path, path: Path) -> bool:
    """Whether the disk could give the file a second name."""
    try:
        path.hardlink_to(file)
    except OSError:
        return False
    return True


def _copied(file: Content, path: Path) -> Received:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as copy:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return Received(path, digest.hexdigest(), size)


def mapping_digest(source: Source) -> str:
    """SHA-256 of what decides about landed records; the name of a source and when it is expected do not."""
    said = source.model_dump(
        mode="json", exclude={"name", "expected_every", "fetch_every", "where", "rejected_share_limit"}
    )
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load_id(source: Source, sha256: str, mapping: str) -> str:
    """The id of the load of a content of a source under a mapping."""
    return f"{source.key}-{sha256[:16]}-{mapping[:8]}"


def plain_name(name: str) -> str:
    """The last part of a delivered name without control characters, at most 255 characters; never used as a path."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(letter for letter in last if letter.isprintable())
    return shown[-255:] or "unnamed"


def discard_leftovers(inbox: Path, *, before: float) -> int:
    """Delete unfinished copies that were last written before a time (seconds of the epoch); how many."""
    leftovers = [path for path in inbox.glob("*/.*.part") if path.stat().st_mtime < before]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)
