"""How a sample seems to be written: by its first bytes, its text and the regularity of its rows."""

import codecs
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tieline.know.ingest.preview.columns import kind_of
from tieline.know.ingest.preview.heads import ZIP_MAGIC, beginning, first_records

LOOKED_AT = 1024 * 1024
ENCODINGS = ("utf-8", "gb18030", "utf-16", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
ROWS = 200


@dataclass(frozen=True)
class Guess:
    """A format as a definition writes it, and whether the first line of CSV seems to name the columns."""

    body: dict[str, Any]
    has_header: bool


def guess_format(file: Path, name: str) -> Guess:
    """The format that a file seems to have; CSV where nothing else fits."""
    with file.open("rb") as opened:
        magic = opened.read(4)
    if magic == b"PAR1":
        return Guess({"type": "parquet"}, has_header=True)
    if magic == ZIP_MAGIC and name.lower().endswith((".xlsx", ".xlsm")):
        return Guess({"type": "excel"}, has_header=True)
    content = beginning(file, LOOKED_AT)
    encoding = guess_encoding(content)
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    said = {} if encoding == "utf-8" else {"encoding": encoding}
    if _is_ndjson(text):
        return Guess({"type": "ndjson", **said}, has_header=True)
    delimiter = guess_delimiter(text)
    kind = {"type": "csv", **said, **({} if delimiter == "," else {"delimiter": delimiter})}
    return Guess(kind, has_header=has_header(first_records(text, delimiter, '"', ROWS)))


def guess_encoding(content: bytes) -> str:
    """The first usual encoding that decodes the beginning of a file; the last characters may be cut off."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ENCODINGS:
        try:
            codecs.getincrementaldecoder(encoding)().decode(content, final=len(content) < LOOKED_AT)
        except UnicodeError:
            continue
        if encoding != "utf-16" or content.count(b"\0") * 3 > len(content):
            return encoding
    return "latin-1"


def guess_delimiter(text: str) -> str:
    """The delimiter by which most rows have the same number of fields, more than one; a comma where none does."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in first_records(text, delimiter, '"', ROWS) if row]
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = 0.0 if width < 2 else times / len(widths) + min(width, 20) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best


def has_header(rows: list[list[str]]) -> bool:
    """Whether the first row names columns: no field of it is empty, told twice, a number, a date or a phone."""
    if not rows or not rows[0]:
        return True
    first = [field.strip() for field in rows[0]]
    if "" in first or len(set(first)) < len(first):
        return False
    values = [field for field in first if kind_of(field) not in ("text", "boolean")]
    return not values


def _is_ndjson(text: str) -> bool:
    line = next((line for line in text.splitlines() if line.strip()), "")
    if not line.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
