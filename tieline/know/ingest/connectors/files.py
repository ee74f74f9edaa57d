"""New and changed files of a store, each a delivery, in the order of their names."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import BinaryIO

from fsspec.utils import glob_translate

from tieline.foundation.errors import Invalid, TielineError
from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.fetched import Asked, Beat, Fetched, StillWritten
from tieline.know.ingest.connectors.stores import FoundFile, Store
from tieline.know.ingest.definitions.where import Where

PACKED = (".gz", ".zip")


def store_of(access: Access) -> AbstractContextManager[Store]:
    """The store of a connection, open for as long as the context lasts."""
    match access.connection.type:
        case "folder":
            from tieline.know.ingest.connectors import folder  # noqa: PLC0415 - each brings its library

            return folder.open_store(access)
        case "s3":
            from tieline.know.ingest.connectors import s3  # noqa: PLC0415 - as above

            return s3.open_store(access)
        case "sftp":
            from tieline.know.ingest.connectors import sftp  # noqa: PLC0415 - as above

            return sftp.open_store(access)
        case other:
            raise Invalid(
                f"A connection of type {other} has no files",
                where=access.place,
                do="Use one of type folder, s3 or sftp",
            )


def fetch(access: Access, where: Where, asked: Asked) -> Iterator[Fetched]:
    """
    Each file that is new, or changed since it was fetched, and that nobody writes any more.

    A file that may not be read does not keep the others back: its error is raised after them.
    """
    problems: list[TielineError] = []
    with store_of(access) as store:
        for found in matching(store, where.files or "", asked.beat):
            if asked.position.marks.get(found.name) == found.mark or not _is_settled(found, store, asked.now):
                continue
            try:
                with store.reaching(found.name), closing(store.open(found.name)) as opened:
                    content = Streamed(store, opened, found, asked.beat)
                    name = PurePosixPath(found.name).name
                    yield Fetched(content, name, mark=found.mark)
            except TielineError as error:
                problems.append(error)
    if problems:
        raise problems[0]


def matching(store: Store, pattern: str, beat: Beat) -> Iterator[FoundFile]:
    """The files of a glob below the store's folder, packed ones too, in the order of their names."""
    beat(pattern)
    wide = pattern if pattern.endswith("*") else f"{pattern}*"
    with store.reaching(pattern):
        listed = store.fs.glob(f"{store.root}/{wide}", detail=True)
        wanted = glob_translate(pattern)
        for name in sorted(listed):
            info = listed[name]
            if info["type"] == "link" or info.get("islink"):
                info = store.fs.info(name)
            found = store.found(info | {"name": name})
            if info["type"] == "file" and _fits(found.name, wanted):
                yield found


def _fits(name: str, wanted: str) -> bool:
    plain = next((name.removesuffix(end) for end in PACKED if name.endswith(end)), name)
    return bool(re.match(wanted, name) or re.match(wanted, plain))


def first_matching(store: Store, pattern: str, limit: int, beat: Beat) -> list[FoundFile]:
    """At most so many files of a glob."""
    return list(islice(matching(store, pattern, beat), limit))


def _is_settled(found: FoundFile, store: Store, now: datetime) -> bool:
    return found.changed_at is None or now - found.changed_at >= store.settle


class Streamed:
    """A file that is read once, to its end, and was the same file all the while."""

    def __init__(self, store: Store, opened: BinaryIO, found: FoundFile, beat: Beat) -> None:
        self._store, self._opened, self._found, self._beat = store, opened, found, beat
        self._read = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes; StillWritten at the end of a file that is not the one that was found."""
        self._beat(self._found.name)
        with self._store.reaching(self._found.name):
            piece = self._opened.read(size)
            self._read += len(piece)
            if not piece and (self._read != self._found.bytes or self._store.inspect(self._found.name) != self._found):
                raise StillWritten(self._found.name)
        return piece
