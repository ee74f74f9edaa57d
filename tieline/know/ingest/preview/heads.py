"""The first rows of a file as a file of the same format, so that what is tried on it is the real reading."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from tieline.know.ingest.definitions import Format

MOST_BYTES = 32 * 1024 * 1024
"""So much of a text file is looked at, at the most, however long its rows are."""

GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"


@contextmanager
def first_rows(file: Path, name: str, fmt: Format, rows: int) -> Iterator[tuple[Path, str]]:
    """
    A file with the header and the first ``rows`` rows, and its name; gone at the end.

    Text that cannot be decoded or taken apart is handed on as it is, as far as the limit: the real reading says
    what is wrong with it. So is a file whose format has no rows that could be cut.
    """
    with TemporaryDirectory(prefix="head-", dir=file.parent) as folder:
        head = Path(folder) / "head"
        if fmt.type == "parquet":
            yield (head, name) if _cut_parquet(file, head, rows) else (file, name)
        elif fmt.type in ("csv", "tsv", "ndjson"):
            text = beginning(file)
            head.write_bytes(_cut_text(text, fmt, rows))
            yield head, plain_of(name)
        else:
            yield file, name


def beginning(file: Path, limit: int = MOST_BYTES) -> bytes:
    """The first bytes of a text file, unpacked; a damaged pack gives what can be read of it."""
    with file.open("rb") as opened:
        magic = opened.read(4)
        opened.seek(0)
        if magic.startswith(GZIP_MAGIC):
            with gzip.open(opened) as unpacked:
                return _read(cast(BinaryIO, unpacked), limit)
        if magic == ZIP_MAGIC:
            with zipfile.ZipFile(opened) as archive:
                members = [member for member in archive.infolist() if not member.is_dir()]
                if members:
                    with archive.open(members[0]) as member:
                        return _read(cast(BinaryIO, member), limit)
        return _read(opened, limit)


def plain_of(name: str) -> str:
    """The name without the ending of a pack."""
    for ending in (".gz", ".zip"):
        if name.lower().endswith(ending):
            return name[: -len(ending)] or name
    return name


def _read(opened: BinaryIO, limit: int) -> bytes:
    found = io.BytesIO()
    try:
        while found.tell() < limit and (chunk := opened.read(min(1024 * 1024, limit - found.tell()))):
            found.write(chunk)
    except (EOFError, OSError):
        pass  # what was read so far is looked at; a load of the file would say that it is damaged
    return found.getvalue()


def _cut_text(content: bytes, fmt: Format, rows: int) -> bytes:
    """The header and the first rows in the encoding of the format; the bytes as they are where that is not possible."""
    whole = len(content) < MOST_BYTES
    try:
        text = content.decode(fmt.encoding, errors="strict" if whole else "ignore")
    except (UnicodeDecodeError, LookupError):
        return content
    lines = text.splitlines(keepends=True)
    wanted = rows + fmt.skip_lines + (0 if fmt.columns else 1)
    kept = lines[:wanted] if fmt.type == "ndjson" else list(islice(_whole_rows(lines, fmt), wanted))
    cut = "".join(kept)
    if not whole and len(kept) == len(lines):
        cut = cut[: cut.rfind("\n") + 1] or cut
    return cut.encode(fmt.encoding, errors="replace")


def _whole_rows(lines: list[str], fmt: Format) -> Iterator[str]:
    """Rows of CSV, each with the line breaks that stand within quotes."""
    pending = ""
    for line in lines:
        pending += line
        if pending.count(fmt.quote) % 2 == 0:
            yield pending
            pending = ""
    if pending:
        yield pending


def _cut_parquet(file: Path, head: Path, rows: int) -> bool:
    """Whether the first rows could be written; a damaged file is left to the real reading."""
    try:
        with pq.ParquetFile(file) as opened:
            batches = list(islice(opened.iter_batches(batch_size=rows), 1))
            pq.write_table(pa.Table.from_batches(batches, schema=opened.schema_arrow), head)
    except (pa.ArrowException, OSError):
        return False
    return True


def first_records(text: str, delimiter: str, quote: str, rows: int) -> list[list[str]]:
    """The first rows of CSV text taken apart; a row that cannot be is left out with all after it."""
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(islice(csv.reader(io.StringIO(text), delimiter=delimiter, quotechar=quote), rows))
    return found
