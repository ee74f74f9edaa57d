"""A delivered file as plain UTF-8, which is the only encoding that the engine reads everywhere."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from tieline.foundation.errors import Invalid
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.unpacking import MB, Content

CHUNK = 4 * MB
GUESSES = ("utf-8", "gb18030", "utf-16")
CERTAIN = 24
"""So many characters beyond ASCII that are valid UTF-8 are no accident of another encoding."""

LONGEST = 16 * MB
"""Characters that a line may have: no row of data is longer, and longer ones would fill the memory."""

MARK = "\ufeff"


@contextmanager
def as_file(content: Content, folder: Path) -> Iterator[Path]:
    """A path to the content: the file itself, or a copy in ``folder`` that is removed at the end."""
    if content.path is not None:
        yield content.path
        return
    with _copy(folder) as copy:
        with copy.open("wb") as target:
            while chunk := content.read(CHUNK):
                target.write(chunk)
        yield copy


@contextmanager
def as_utf8(content: Content, fmt: Format, folder: Path) -> Iterator[Path]:
    """
    A path to the content as UTF-8 without a byte order mark, as ``as_file``.

    Invalid, with the byte offset and the line, where the content is not what ``fmt`` declares or a line does not end.
    """
    if content.path is not None and _is_utf8(fmt.encoding) and not _starts_with_mark(content.path):
        _write_utf8(content, io.BytesIO(), fmt, keep=False)
        yield content.path
        return
    with _copy(folder) as copy:
        with copy.open("wb") as target:
            _write_utf8(content, target, fmt, keep=True)
        yield copy


@contextmanager
def _copy(folder: Path) -> Iterator[Path]:
    copy = folder / f".{uuid4().hex}.part"
    try:
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _write_utf8(source: Content, target: BinaryIO, fmt: Format, *, keep: bool) -> None:
    """Decode all of ``source``; write it as UTF-8 where it is kept."""
    decoder = codecs.getincrementaldecoder(fmt.encoding)()
    doubt = _Doubt() if not _is_utf8(fmt.encoding) else None
    lines = _Lines(source.name)
    read = written = 0
    while True:
        chunk = source.read(CHUNK)
        read += len(chunk)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            offset = read - len(error.object) + error.start
            lines.ended += error.object[: error.start].count(b"\n")
            raise _undecodable(source, fmt, offset, lines.ended + 1) from error
        lines.read(text)
        if doubt:
            doubt.read(chunk)
        if keep:
            shown = text if written else text.removeprefix(MARK)
            written += target.write(shown.encode("utf-8", errors="replace"))
        if not chunk:
            break
    if doubt and doubt.is_utf8:
        raise Invalid(
            f"The file is declared {fmt.encoding}, but is UTF-8",
            where=source.name,
            do="Set format.encoding of the source to utf-8, or deliver the file as declared",
        )


class _Lines:
    """Counts lines, and refuses one that does not end."""

    def __init__(self, name: str) -> None:
        self.ended = 0
        self._name = name
        self._open = 0

    def read(self, text: str) -> None:
        first = text.find("\n")
        if first < 0 and "\r" in text:
            first = text.find("\r")
        if self._open + (len(text) if first < 0 else first) > LONGEST:
            raise Invalid(
                f"A line is longer than {LONGEST // MB} million characters",
                where=f"{self._name}, line {self.ended + 1}",
                do="End each row with a line break; correct format.type or format.encoding of the source",
            )
        last = max(text.rfind("\n"), text.rfind("\r"))
        self._open = self._open + len(text) if last < 0 else len(text) - last - 1
        self.ended += text.count("\n")


class _Doubt:
    """Whether bytes that are declared otherwise are UTF-8 in truth."""

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._beyond_ascii = 0

    def read(self, chunk: bytes) -> None:
        if self._decoder is None:
            return
        try:
            text = self._decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            self._decoder = None
            return
        self._beyond_ascii += len(text) - len(text.encode("ascii", errors="ignore"))

    @property
    def is_utf8(self) -> bool:
        return self._decoder is not None and self._beyond_ascii >= CERTAIN


def _undecodable(source: Content, fmt: Format, offset: int, line: int) -> Invalid:
    fitting = _fitting(source, besides=fmt.encoding)
    advice = f"It can be read as {fitting}: set format.encoding of the source to {fitting}" if fitting else ""
    return Invalid(
        f"The file is not {fmt.encoding}: the byte at offset {offset} (line {line}) cannot be decoded",
        where=f"{source.name}, line {line}",
        do=advice or "Set format.encoding of the source to the file's encoding, or deliver the file as declared",
    )


def _fitting(source: Content, *, besides: str) -> str | None:
    """The first usual encoding in which the whole file can be read."""
    for guess in GUESSES:
        if codecs.lookup(guess) == codecs.lookup(besides):
            continue
        source.again()
        decoder = codecs.getincrementaldecoder(guess)()
        try:
            while chunk := source.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        return guess
    return None


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")


def _starts_with_mark(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(3) == codecs.BOM_UTF8
