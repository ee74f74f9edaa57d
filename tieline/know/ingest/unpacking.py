"""
What a delivered file holds: itself, the content of a gzip file, or the fitting members of a zip file.

A name inside a zip file is compared and shown, and never becomes a path. What is unpacked is bounded while it
is unpacked, whatever the file says of itself.
"""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from tieline.foundation.errors import Invalid

MB = 1024 * 1024
RATIO = 200
"""Data files pack 5 to 50 times; a file that unpacks to more than this many times its size is a bomb."""

FREE = 256 * MB
"""What any file may unpack to, whatever its size."""

MEMBERS = 1000
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PACKED = (".gz", ".zip")
"""Ends of the names of packed files."""

DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile)


@dataclass
class Allowance:
    """How much a delivered file may unpack to, over all that it holds; reading a part again costs nothing more."""

    name: str
    packed: int
    limit: int
    used: dict[int, int] = field(default_factory=dict)

    def charge(self, part: int, position: int) -> None:
        """Invalid where the file has unpacked to more than it may."""
        self.used[part] = max(position, self.used.get(part, 0))
        total = sum(self.used.values())
        if total > self.limit:
            what, do = f"more than {self.limit // MB} MB", "Deliver it in parts, or raise TIELINE_UNPACKED_LIMIT_MB"
        elif total > max(FREE, RATIO * self.packed):
            what, do = f"more than {RATIO} times its size", "Deliver it unpacked if it is meant to be so"
        else:
            return
        raise Invalid(f"The packed file unpacks to {what}", where=self.name, do=do)


class Content:
    """A file, or a part of a packed file, as bytes; told as damaged or as a bomb while it is read."""

    def __init__(
        self, name: str, opener: Callable[[], BinaryIO], *, path: Path | None = None, within: Allowance | None = None
    ) -> None:
        self.name = name
        self.path = path
        """The file on disk that holds these very bytes, where there is one."""
        self._opener, self._within = opener, within
        self._stream: BinaryIO | None = None
        self._position = 0

    def read(self, size: int) -> bytes:
        """The next bytes, none at the end."""
        try:
            self._stream = self._stream or self._opener()
            chunk = self._stream.read(size)
        except DAMAGED as error:
            raise damaged(self.name) from error
        self._position += len(chunk)
        if self._within is not None:
            self._within.charge(id(self), self._position)
        return chunk

    def again(self) -> None:
        """Back to the first byte."""
        self.close()
        self._position = 0

    def close(self) -> None:
        """Close what was opened."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def damaged(name: str) -> Invalid:
    """The error of a packed file that cannot be unpacked to its end."""
    kind = "zip" if ".zip" in name else "gzip"
    return Invalid(f"The {kind} file is damaged or only half written", where=name, do="Deliver the whole file again")


@contextmanager
def held_by(
    file: Path, name: str, pattern: str, *, limit_mb: int, is_workbook: bool = False
) -> Iterator[list[Content]]:
    """
    The contents of a delivered file, one at least: of a zip file the members that are called like ``pattern``.

    Packed is what begins like gzip or zip, or is named so; a workbook is a zip file of its own kind.
    """
    with ExitStack() as stack:
        contents = _contents(stack, file, name, pattern, limit_mb, is_workbook=is_workbook)
        for each in contents:
            stack.callback(each.close)
        yield contents


def _contents(  # the arguments of held_by
    stack: ExitStack, file: Path, name: str, pattern: str, limit_mb: int, *, is_workbook: bool
) -> list[Content]:
    with file.open("rb") as opened:
        head = opened.read(4)
    within = Allowance(name, file.stat().st_size, limit_mb * MB)
    if name.endswith(".zip") or (head == ZIP and not is_workbook):
        archive = stack.enter_context(_archive(file, name))
        return [_member(archive, each, within) for each in _members(archive, name, pattern)]
    if name.endswith(".gz") or head[:2] == GZIP:
        return [Content(name, lambda: cast("BinaryIO", gzip.open(file, "rb")), within=within)]
    return [Content(name, lambda: file.open("rb"), path=file)]


def plain(name: str) -> str:
    """The name without the end that says how it is packed."""
    return next((name.removesuffix(end) for end in PACKED if name.endswith(end)), name)


@contextmanager
def _archive(file: Path, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise damaged(name) from error
    with archive:
        yield archive


def _members(archive: zipfile.ZipFile, name: str, pattern: str) -> list[zipfile.ZipInfo]:
    """The files of an archive that are called like the pattern, by name; the only one whatever it is called."""
    files = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info)]
    last = PurePosixPath(pattern).name
    fitting = [info for info in files if fnmatchcase(_last_part(info), last)] or (files if len(files) == 1 else [])
    if not 0 < len(fitting) <= MEMBERS:
        shown = ", ".join(_last_part(info) for info in files[:5]) + ("…" if len(files) > 5 else "")
        what = f"more than {MEMBERS} fitting files" if fitting else f"no file that is called like {last}"
        raise Invalid(
            f"The zip file holds {what}",
            where=f"{name}: {shown or 'it is empty'}",
            do="Pack the files of this source only, or correct where.files of the source",
        )
    locked = [info for info in fitting if info.flag_bits & 1]
    if locked:
        raise Invalid(
            "The zip file is locked with a password", where=f"{name}/{_last_part(locked[0])}", do="Pack it without one"
        )
    return sorted(fitting, key=lambda info: info.filename)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, within: Allowance) -> Content:
    name = f"{within.name}/{_last_part(info)}"

    def opener() -> BinaryIO:
        try:
            return cast("BinaryIO", archive.open(info))
        except NotImplementedError as error:
            what = f"A file in the zip file is packed in an unusual way: {error}"
            raise Invalid(what, where=name, do="Pack it again with deflate") from error

    return Content(name, opener, within=within)


def _is_hidden(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith(".")


def _last_part(info: zipfile.ZipInfo) -> str:
    last = info.filename.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:255]
