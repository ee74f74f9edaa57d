"""A delivered file as plain UTF-8, which is the only encoding that the engine reads everywhere."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from tieline.foundation.errors import Invalid
from tieline.know.ingest.definitions import Format

CHUNK = 4 * 1024 * 1024
GUESSES = ("utf-8", "gb18030", "utf-16")
CERTAIN = 24
"""So many characters beyond ASCII that are valid UTF-8 are no accident of another encoding."""


@contextmanager
def as_utf8(file: Path, name: str, fmt: Format, folder: Path) -> Iterator[Path]:
    """
    A path to the content of ``file`` as UTF-8 without a byte order mark, unpacked.

    It is the file itself where nothing is to be done, else a copy in ``folder`` that is removed at the end.
    Invalid, with the byte offset and the line, where the content is not what ``fmt`` declares.
    """
    packed = name.endswith(".gz")
    copy = folder / f".{uuid4().hex}.part"
    with ExitStack() as stack:
        stack.callback(copy.unlink, missing_ok=True)
        source = stack.enter_context(_opened(file, packed=packed))
        if _is_utf8(fmt.encoding) and not packed and not _starts_with_mark(file):
            _write_utf8(source, io.BytesIO(), name, fmt, keep=False)
            yield file
            return
        with copy.open("wb") as target:
            _write_utf8(source, target, name, fmt, keep=True)
        yield copy


@contextmanager
def _opened(file: Path, *, packed: bool) -> Iterator[BinaryIO]:
    if not packed:
        with file.open("rb") as plain:
            yield plain
        return
    with gzip.open(file, "rb") as unpacked:
        yield unpacked  # type: ignore[misc] # GzipFile reads like any binary file


def _write_utf8(source: BinaryIO, target: BinaryIO, name: str, fmt: Format, *, keep: bool) -> None:
    """Decode all of ``source``; write it as UTF-8 where it is kept."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if _is_utf8(fmt.encoding) else fmt.encoding)()
    doubt = _Doubt() if not _is_utf8(fmt.encoding) else None
    read = lines = 0
    while True:
        chunk = _chunk(source, name)
        read += len(chunk)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            offset = read - len(error.object) + error.start
            lines += error.object[: error.start].count(b"\n")
            raise _undecodable(source, name, fmt, offset, lines + 1) from error
        lines += text.count("\n")
        if doubt:
            doubt.read(chunk)
        if keep:
            target.write(text.encode("utf-8", errors="replace"))
        if not chunk:
            break
    if doubt and doubt.is_utf8:
        raise Invalid(
            f"The file is declared {fmt.encoding}, but is UTF-8",
            where=name,
            do="Set format.encoding of the source to utf-8, or deliver the file as declared",
        )


def _chunk(source: BinaryIO, name: str) -> bytes:
    try:
        return source.read(CHUNK)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Invalid(
            "The gzip file is damaged or only half written", where=name, do="Deliver the whole file again"
        ) from error


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


def _undecodable(source: BinaryIO, name: str, fmt: Format, offset: int, line: int) -> Invalid:
    fitting = _fitting(source, besides=fmt.encoding)
    advice = f"It can be read as {fitting}: set format.encoding of the source to {fitting}" if fitting else ""
    return Invalid(
        f"The file is not {fmt.encoding}: the byte at offset {offset} (line {line}) cannot be decoded",
        where=f"{name}, line {line}",
        do=advice or "Set format.encoding of the source to the file's encoding, or deliver the file as declared",
    )


def _fitting(source: BinaryIO, *, besides: str) -> str | None:
    """The first usual encoding in which the whole file can be read."""
    for guess in GUESSES:
        if codecs.lookup(guess) == codecs.lookup(besides):
            continue
        source.seek(0)
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
