"""
Which record a sample seems to hold, and which column seems to be which field: by name, then by content.

Each pair of column and field has a score from 0 to 1; the best pairs are taken first, each column and field once.
Scores are those of ``score``, nothing is learned and nothing is hidden: a person decides.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from tieline.know.ingest.definitions.source import TYPES
from tieline.know.ingest.headers import HEADER
from tieline.know.ingest.preview.columns import ColumnLook
from tieline.know.ingest.preview.field_names import NAMES, TELLING
from tieline.know.ingest.tables import RECORDS

ENOUGH = 0.5
"""A lower score is no suggestion."""

FITS = {
    "text": {"text", "phone", "email", "identity_number", "integer", "number", "date", "timestamp", "boolean"},
    "number": {"number", "integer"},
    "integer": {"integer"},
    "boolean": {"boolean", "integer", "text"},
    "date": {"date", "timestamp"},
    "timestamp": {"timestamp", "date"},
}
"""Which content can be read as which type of field."""

CODES: dict[str, dict[str, str | bool]] = {
    "gender": {"男": "male", "女": "female", "m": "male", "f": "female", "M": "male", "F": "female"},
    "account_type": {"个人": "consumer", "企业": "business", "政企": "business"},
    "status": {"在用": "active", "正常": "active", "停机": "suspended", "销户": "closed", "注销": "closed"},
}
"""What usual codes of a field mean; only those that were seen are suggested."""

UNITS = (
    ("amount", r"(fen|分)$", "fen", "yuan"),
    ("voice_minutes", r"(sec|秒)", "seconds", "minutes"),
    ("data_mb", r"kb$", "kb", "mb"),
    ("data_mb", r"bytes?$|字节", "bytes", "mb"),
    ("data_mb", r"gb$", "gb", "mb"),
    ("duration_seconds", r"min|分钟", "minutes", "seconds"),
)
"""Units that the name of a column tells: field, what its name holds, unit, unit of the field."""


@dataclass(frozen=True)
class Suggestion:
    """A record that the rows seem to hold: key columns, the cell of each field as written, the scores."""

    record: str
    key: list[str]
    map: dict[str, Any]
    scores: dict[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """How well the record fits: the sum of its fields, those that tell it from others twice."""
        return sum(score * (2 if name in TELLING[self.record] else 1) for name, score in self.scores.items())


def suggest(columns: Sequence[ColumnLook]) -> list[Suggestion]:
    """A suggestion for each kind of record of which a telling field was found, the best first."""
    found = [each for record in NAMES if (each := _suggest_record(record, columns)) is not None]
    return sorted(found, key=lambda each: (-each.score, each.record))


def _suggest_record(record: str, columns: Sequence[ColumnLook]) -> Suggestion | None:
    header = {column.name for column in HEADER}
    types = {column.name: column.type for column in RECORDS[record].columns if column.name not in header}
    pairs = [
        (score(column, words, types[name], name), name, column)
        for name, words in NAMES[record].items()
        for column in columns
    ]
    chosen: dict[str, ColumnLook] = {}
    scores: dict[str, float] = {}
    for points, name, column in sorted(pairs, key=lambda pair: -pair[0]):
        if points >= ENOUGH and name not in chosen and column not in chosen.values():
            chosen[name], scores[name] = column, round(points, 2)
    if not set(chosen) & set(TELLING[record]):
        return None
    named = {name: cell_of(name, types[name], chosen[name]) for name in types if name in chosen}
    return Suggestion(record, _key(record, chosen, columns), named, scores)


def score(column: ColumnLook, words: Sequence[str], kind: str, name: str) -> float:
    """How likely a column is a field: 1 for its very name and fitting content; 0 where the content cannot be it."""
    if not any(column.kind in FITS[each] for each in TYPES[kind]) and column.rows > column.empty:
        return 0.0
    by_name = _by_name(plain(column.name), [plain(name), *words])
    wanted = {"phone": "phone", "other_phone": "phone", "email": "email", "identity_number": "identity_number"}.get(
        name
    )
    if wanted is None:
        return by_name
    if column.kind == wanted:
        return max(by_name, 0.3 if name == "other_phone" else 0.7)
    return by_name * 0.5 if column.rows > column.empty else by_name


def plain(name: str) -> str:
    """A name in lower case without anything but letters and digits."""
    return re.sub(r"[\W_]+", "", name.lower())


def _by_name(name: str, words: Sequence[str]) -> float:
    """1 for one of the words, earlier ones a little more; less for a name that holds one or is nearly one."""
    best = 0.0
    for position, word in enumerate(words):
        early = 0.002 * position
        if name == word:
            best = max(best, 1.0 - early)
        elif len(word) >= 2 and word in name and not (word.isascii() and len(word) < 4):
            best = max(best, 0.55 + 0.3 * len(word) / len(name) - early)
        elif len(name) >= 4 and SequenceMatcher(None, name, word).ratio() >= 0.85:
            best = max(best, 0.6 - early)
    return best


def cell_of(name: str, kind: str, column: ColumnLook) -> Any:
    """The cell of a field for a column: its name alone where nothing else must be said."""
    if name == "identity_number":
        return {"column": column.name, "standard": "identity_number"}
    cell: dict[str, Any] = {"column": column.name}
    if kind in ("date", "timestamp") and column.format is not None:
        cell["format"] = column.format
    codes = _codes(name, column)
    if codes:
        cell["codes"] = codes
    for field_name, pattern, unit, to in UNITS:
        if field_name in name and re.search(pattern, column.name.lower()):
            cell |= {"unit": unit, "to": to}
    return cell if len(cell) > 1 else column.name


def _codes(name: str, column: ColumnLook) -> Mapping[str, str | bool]:
    known = CODES.get(name, {})
    seen = {text: known[text] for text in column.examples if text in known}
    return seen if len(seen) * 2 >= len(column.examples) else {}


def _key(record: str, chosen: Mapping[str, ColumnLook], columns: Sequence[ColumnLook]) -> list[str]:
    """The columns that tell a record of the kind apart where they were found, or the first unique column."""
    own = {
        "individual": ("party_ref",),
        "usage_day": ("phone", "day"),
        "usage_month": ("phone", "month"),
        "area": ("postal_code",),
        "party_status": ("party_ref",),
    }.get(record, (next(iter(NAMES[record])),))
    if all(name in chosen for name in own):
        return [chosen[name].name for name in own]
    unique = [column for column in columns if column.is_unique and column.kind in ("text", "integer", "phone", "email")]
    return [unique[0].name] if unique else []
