"""What stands in the columns of a sample: a guess by the values, never by the name. Identity numbers are masked."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from tieline.foundation.standards.identity_numbers import check_digit, masked_text

ColumnKind = Literal["phone", "email", "identity_number", "date", "timestamp", "integer", "number", "boolean", "text"]

ENOUGH = 0.9
"""So large a share of the filled values must be of a kind for the column to be of it."""

EXAMPLES = 5
LONGEST = 120
PHONE = re.compile(r"^(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}$|^\+[1-9]\d{7,14}$|^0\d{2,3}[- ]\d{7,8}$")
RESIDENT = re.compile(r"^\d{17}[\dXx]$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]{2,}$")
INTEGER = re.compile(r"^[+-]?\d{1,18}$")
NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$|^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
WORDS = {"true", "false", "yes", "no", "y", "n", "t", "f", "是", "否", "有", "无"}
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
CLOCKS = (" %H:%M:%S", " %H:%M", "T%H:%M:%S", " %H:%M:%S.%f", "%H%M%S", "T%H:%M:%S%z", "T%H:%M:%S.%f%z", " %H:%M:%S%z")
MONTHS = ("%Y-%m", "%Y%m", "%Y/%m")
ISO = {"%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M"}
"""Formats that need not be said."""


@dataclass(frozen=True)
class ColumnLook:
    """A column: what its values seem to be, how they are written, how many are empty or different, and some of them."""

    name: str
    kind: ColumnKind
    format: str | None
    rows: int
    empty: int
    distinct: int
    examples: list[str]

    @property
    def empty_share(self) -> float:
        """The share of rows without a value."""
        return self.empty / self.rows if self.rows else 0.0

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value and no value comes twice."""
        return self.empty == 0 and self.rows > 0 and self.distinct == self.rows


def look(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[ColumnLook]:
    """The columns of rows, in order."""
    return [_column(name, [row.get(name) for row in rows]) for name in columns]


def kind_of(text: str) -> ColumnKind:
    """What a single text is, without regard to other values."""
    return _look_at([text])[0]


def _column(name: str, values: Sequence[Any]) -> ColumnLook:
    texts = [text for value in values if (text := text_of(value))]
    kind, form = _typed(values) or _look_at(texts)
    counted = Counter(masked_text(text) for text in texts) if kind == "identity_number" else Counter(texts)
    examples = [
        text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text, _ in counted.most_common(EXAMPLES)
    ]
    return ColumnLook(name, kind, form, len(values), len(values) - len(texts), len(counted), examples)


def text_of(value: Any) -> str:
    """A value as a file would write it, trimmed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip()


def _typed(values: Sequence[Any]) -> tuple[ColumnKind, str | None] | None:
    """What a typed file says itself; text and what nobody filled is looked at."""
    found = {type(value) for value in values if value is not None}
    kinds: list[tuple[type, ColumnKind]] = [
        (bool, "boolean"), (datetime, "timestamp"), (date, "date"), (int, "integer"), (float, "number"),
    ]  # fmt: skip
    for known, kind in kinds:
        if found and all(issubclass(each, known) for each in found):
            return kind, None
    return None


def _look_at(texts: Sequence[str]) -> tuple[ColumnKind, str | None]:
    if not texts:
        return "text", None
    enough = ENOUGH * len(texts)

    def most(test: Any) -> bool:
        return sum(1 for text in texts if test(text)) >= enough

    if most(PHONE.match):
        return "phone", None
    if most(EMAIL.match):
        return "email", None
    if most(_is_resident_number):
        return "identity_number", None
    form = _date_format(texts, enough)
    if form is not None:
        return ("timestamp" if "%H" in form else "date"), None if form in ISO else form
    if most(lambda text: text.lower() in WORDS):
        return "boolean", None
    if most(INTEGER.match):
        return "integer", None
    return ("number", None) if most(NUMBER.match) else ("text", None)


def _is_resident_number(text: str) -> bool:
    return RESIDENT.match(text) is not None and check_digit(text[:17]) == text[17].upper()


def _date_format(texts: Sequence[str], enough: float) -> str | None:
    """The format in which most texts are days or instants of a plausible year; None where there is none."""
    forms = [*DATES, *(day + clock for day in DATES for clock in CLOCKS), *MONTHS]
    likely = [form for form in forms if _fits(texts[0], form) or _fits(texts[-1], form)]
    counted = [(sum(1 for text in texts if _fits(text, form)), form) for form in likely]
    most = max((count for count, _ in counted), default=0)
    return next((form for count, form in counted if count == most >= enough), None)


def _fits(text: str, form: str) -> bool:
    if ("%Y%m" in form and "%d" not in form and len(text) != len("202601")) or (
        form == "%Y%m%d" and len(text) != len("20260101")
    ):
        return False
    try:
        return 1900 <= datetime.strptime(text, form).year <= 2100  # noqa: DTZ007 - only its form is looked at
    except ValueError:
        return False
