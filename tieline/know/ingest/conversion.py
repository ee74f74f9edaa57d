"""One field of one row: from the text that was delivered to a typed value, or to the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from tieline.foundation.expressions.columns import Columns
from tieline.know.ingest.definitions.cells import Cell, Constant
from tieline.know.ingest.instants import day_of, instant_of

YES = ["true", "t", "yes", "y", "1", "on", "是", "有"]
NO = ["false", "f", "no", "n", "0", "off", "否", "无"]

CLOCKS_ARE_RIGHT_AROUND = datetime(2030, 1, 1)  # noqa: DTZ001 - the zone is the source's
"""The hours of instants in calculations are right from 15 years before to 5 years after."""

SPACES = " \t\n\r\v\f"
"""What ``strip`` takes away; to see that there is none of it costs a tenth of stripping."""

DIGITS = r"^[+-]?\d{1,18}$"
THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"


@dataclass(frozen=True)
class Reading:
    """How a source writes: texts that mean nothing, and the zone of its clocks."""

    empty: Sequence[str]
    time_zone: str


@dataclass(frozen=True)
class Judged:
    """A value that is null where it is out of bounds, and the reason why the field is wrong, or null."""

    value: ir.Value
    fault: ir.StringValue | None
    wrong: ir.BooleanValue | None = None

    @property
    def is_wrong(self) -> ir.BooleanValue:
        """Whether there is a fault; cheaper than to tell which."""
        if self.wrong is not None:
            return self.wrong
        return self.fault.notnull() if self.fault is not None else ibis.literal(False)  # noqa: FBT003 - a literal


def text_of(column: ir.Value, reading: Reading) -> ir.StringValue:
    """The trimmed text of a column; null where it is empty or means nothing."""
    text = column.cast("string") if not column.type().is_string() else column
    padded = reduce(lambda one, other: one | other, [text < "!", *(text.endswith(space) for space in SPACES)])
    trimmed = ibis.ifelse(padded, text.strip(), text).nullif("")
    return reduce(lambda kept, word: kept.nullif(word), reading.empty, trimmed)


def needs_no_text(each: Cell, column: ir.Value, kind: str) -> bool:
    """Whether a typed column of a typed file is already what is asked for."""
    if each.join or each.prefix or each.suffix or each.codes or each.feel:
        return False
    found = column.type()
    return bool(
        (kind in ("number", "integer") and found.is_numeric())
        or (kind == "boolean" and found.is_boolean())
        or (kind in ("date", "timestamp") and (found.is_date() or found.is_timestamp()))
    )


def given(texts: ir.Table, each: Cell) -> ir.Value:
    """What stood in the file for a field, of a table of texts; its constant where it has one."""
    if each.value is not None:
        return ibis.literal(_text(each.value))
    if not each.columns:
        return ibis.null("string")
    found = texts[each.columns[0]]
    if each.join or each.feel:
        parts = ibis.array([texts[column] for column in each.columns])
        found = parts.filter(lambda part: part.notnull()).join(each.with_).nullif("")
    if each.prefix:
        found = ibis.literal(each.prefix) + found
    return found + each.suffix if each.suffix else found


def value_of(texts: ir.Table, each: Cell, kind: str, reading: Reading) -> ir.Value:
    """The field as ``kind`` (text, number, integer, boolean, date, timestamp); null where it cannot be read as such."""
    if each.feel is not None:
        parts = {name: value for name, (value, _) in _parts(texts, each, reading).items()}
        return _calculated(each, parts, kind, reading)
    text = _decoded(given(texts, each), each)
    match kind:
        case "number":
            return _number(text, each)
        case "integer":
            return _integer(text, each)
        case "boolean":
            return _boolean(text)
        case "date":
            return day_of(text, each)
        case "timestamp":
            return instant_of(text, each, each.time_zone or reading.time_zone)
        case _:
            return text


def judge(texts: ir.Table, value: ir.Value, each: Cell, kind: str, reading: Reading) -> Judged:
    """The value held against its bounds, and what is wrong with the field as the cell wants it told."""
    if each.value is not None:
        return Judged(value, None)
    if each.feel is not None:
        return _judged_calculation(texts, value, each, kind, reading)
    text = given(texts, each)
    faults: list[tuple[ir.BooleanValue, str]] = []
    if each.codes and each.unknown == "reject":
        faults.append((text.notnull() & text.notin(list(each.codes)), "unknown code"))
    if each.invalid == "reject" and kind in MISTAKES:
        faults.append((_decoded(text, each).notnull() & value.isnull(), MISTAKES[kind]))
    within, outside = _within(value, each, kind)
    if each.invalid == "reject" and outside is not None:
        faults.append((outside, "does not match" if kind == "text" else "out of range"))
    if not faults:
        return Judged(within, None)
    wrong = reduce(lambda one, other: one | other, [when for when, _ in faults])
    return Judged(within, ibis.cases(*faults, else_=ibis.null("string")), wrong)


def _parts(texts: ir.Table, each: Cell, reading: Reading) -> dict[str, tuple[ir.Value, ir.StringValue | None]]:
    """What each name in a calculation stands for, null where it is out of bounds, and what is wrong with it."""
    found = {}
    for name, part in each.parts.items():
        kind = part.type or "text"
        judged = judge(texts, value_of(texts, part, kind, reading), part, kind, reading)
        found[name] = (judged.value, judged.fault)
    return found


def _calculated(each: Cell, parts: dict[str, ir.Value], kind: str, reading: Reading) -> ir.Value:
    now = CLOCKS_ARE_RIGHT_AROUND.replace(tzinfo=ZoneInfo(reading.time_zone))
    found = Columns(parts, now).value(each.calculation.node)
    if kind == "integer":
        return ibis.ifelse(found % 1 == 0, found, ibis.null("float64")).try_cast("int64")
    return found.strip().nullif("") if kind == "text" else found


def _judged_calculation(texts: ir.Table, value: ir.Value, each: Cell, kind: str, reading: Reading) -> Judged:
    """A calculated value is wrong where a part of it is, where it is no whole number or where it is out of bounds."""
    parts = _parts(texts, each, reading)
    faults = [(fault.notnull(), fault) for _, fault in parts.values() if fault is not None]
    if kind == "integer" and each.invalid == "reject":
        number = _calculated(each, {name: part for name, (part, _) in parts.items()}, "number", reading)
        faults.append((number.notnull() & value.isnull(), ibis.literal(MISTAKES[kind])))
    within, outside = _within(value, each, kind)
    if each.invalid == "reject" and outside is not None:
        faults.append((outside, ibis.literal("does not match" if kind == "text" else "out of range")))
    return Judged(within, ibis.cases(*faults, else_=ibis.null("string")) if faults else None)


MISTAKES = {
    "number": "not a number",
    "integer": "not a whole number",
    "boolean": "not yes or no",
    "date": "not a date",
    "timestamp": "not a timestamp",
}


def _text(constant: Constant) -> str:
    return str(constant).lower() if isinstance(constant, bool) else str(constant)


def _decoded(text: ir.Value, each: Cell) -> ir.Value:
    """The meaning of a code; of an unknown one null, or itself where it is kept."""
    if not each.codes:
        return text
    known = [(code, ibis.literal(_text(meaning))) for code, meaning in each.codes.items()]
    return text.cases(*known, else_=text if each.unknown == "keep" else ibis.null("string"))


def _number(text: ir.Value, each: Cell) -> ir.FloatingValue:
    """A number in the field's unit, to the sixth decimal; ``12,345.6`` is read as written in English and Chinese."""
    if text.type().is_integer() or text.type().is_decimal():
        number = text.cast("float64")
        return number if each.factor == 1.0 else (number * each.factor).round(6)
    if text.type().is_numeric():
        number = text.cast("float64")
    else:
        grouped = ibis.ifelse(text.re_search(THOUSANDS), text.replace(",", ""), ibis.null("string"))
        number = ibis.coalesce(text.try_cast("float64"), grouped.try_cast("float64"))
    for no_number in (float("nan"), float("inf"), float("-inf")):
        number = number.nullif(no_number)
    return number if each.factor == 1.0 else (number * each.factor).round(6)


def _integer(text: ir.Value, each: Cell) -> ir.IntegerValue:
    if text.type().is_integer() and each.factor == 1.0:
        return text.cast("int64")
    number = _number(text, each)
    rounded = ibis.ifelse(number % 1 == 0, number, ibis.null("float64")).try_cast("int64")
    if text.type().is_numeric() or each.factor != 1.0:
        return rounded
    return ibis.ifelse(text.re_search(DIGITS), text.try_cast("int64"), rounded)


def _boolean(text: ir.Value) -> ir.BooleanValue:
    if text.type().is_boolean():
        return text
    word = text.lower()
    return ibis.cases((word.isin(YES), True), (word.isin(NO), False), else_=ibis.null("boolean"))


def _within(value: ir.Value, each: Cell, kind: str) -> tuple[ir.Value, ir.BooleanValue | None]:
    """The value, null outside of the declared bounds, and whether it was outside."""
    outside: list[ir.BooleanValue] = []
    if kind in ("number", "integer"):
        outside += [value < each.minimum] if each.minimum is not None else []
        outside += [value > each.maximum] if each.maximum is not None else []
    if kind in ("date", "timestamp"):
        outside += [value.cast("date") < ibis.literal(each.earliest)] if each.earliest else []
        outside += [value.cast("date") > ibis.literal(each.latest)] if each.latest else []
    if kind == "text" and each.matches is not None:
        outside.append(~value.re_search(f"^(?:{each.matches})$"))
    if not outside:
        return value, None
    wrong = reduce(lambda one, other: one | other, outside).fill_null(False)  # noqa: FBT003 - the value that fills
    return ibis.ifelse(wrong, ibis.null(value.type()), value), wrong
