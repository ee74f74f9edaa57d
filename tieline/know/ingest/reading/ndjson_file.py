"""
NDJSON: one JSON object per line, its fields as text; lines that are no object are kept apart.

Lines are told apart before anything is parsed, so a broken one cannot disturb its neighbours. A row's
position is the number of its line; blank lines are no rows.
"""

import json
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.decoding import LONGEST
from tieline.know.ingest.reading.delivery import Delivery, Wanted

NEVER = "\x01"
"""A character that no JSON text holds unescaped, so that every line is one column."""

SEEN = 1000
SHORT = 100_000
"""So many lines, if they have no more characters than this, are looked at to say which fields there are."""

WIDEST = 4
"""Bytes that a character may take."""

TYPES = {str: "text", bool: "boolean", int: "number", float: "number", dict: "other", list: "other"}


def read(area: Staging, file: Path, name: str, wanted: Wanted) -> Delivery:
    """The rows of a UTF-8 file; Invalid where a wanted field is in no row, or the file was cut off."""
    lines = _lines(area, file)
    seen = _seen(lines)
    columns = (
        list({field.casefold(): field for field in seen}.values()) if wanted.columns is None else [*wanted.columns]
    )
    parsed = lines.line.try_cast("json")
    fields = parsed.try_cast(dt.Struct(dict.fromkeys(columns or [NEVER], dt.string)))
    is_object = parsed.notnull() & lines.line.startswith("{")
    kept = area.keep(lines.select(POSITION, "line", fields=ibis.ifelse(is_object, fields, ibis.null(fields.type()))))
    malformed = _malformed(area, kept, file, name)
    rows = kept.filter(kept.fields.notnull())
    typed = rows.select(POSITION, **{column: rows.fields[column] for column in columns})
    found = _found(rows, typed, columns, seen)
    wanted.lacking(list(found), name)

    def contents(positions: ir.Table) -> ir.Table:
        return rows.semi_join(positions, POSITION).select(POSITION, content="line")

    return Delivery(typed, malformed, contents, found)


def _seen(lines: ir.Table) -> dict[str, str | None]:
    """The fields of the first objects and their types; None where all are null, text where they differ."""
    found: dict[str, set[str]] = {}
    first = lines.filter((lines[POSITION] <= SEEN) & (lines.line.length() <= SHORT))
    for line in first.order_by(POSITION).select("line").to_pyarrow()["line"].to_pylist():
        for field, value in _object(line).items():
            found.setdefault(field, set()).update([TYPES[type(value)]] if value is not None else [])
    return {field: None if not types else types.pop() if len(types) == 1 else "text" for field, types in found.items()}


def _object(line: str) -> dict[str, object]:
    """The object that a line holds; an empty one where it holds none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _lines(area: Staging, file: Path) -> ir.Table:
    view = area.warehouse.ibis.read_csv(
        str(file),
        columns={"line": "VARCHAR"},
        auto_detect=False,
        header=False,
        delim=NEVER,
        quote="",
        escape="",
        max_line_size=LONGEST * WIDEST,
    )
    try:
        lines = area.keep_in_order(view)
    finally:
        area.warehouse.ibis.drop_view(view.get_name(), force=True)
    lines = lines.mutate(line=lines.line.strip())
    return lines.filter(lines.line.notnull() & (lines.line != ""))


def _malformed(area: Staging, kept: ir.Table, file: Path, name: str) -> ir.Table | None:
    """The lines that are no JSON object; None where there is none. A broken last line without an end fails the file."""
    broken = kept.filter(kept.fields.isnull())
    malformed = area.keep(
        broken.select(
            POSITION,
            reason=ibis.literal("not JSON"),
            value=ibis.literal("line ") + broken[POSITION].cast("string"),
            content="line",
        )
    )
    if not malformed.count().execute():
        return None
    last = malformed.order_by(ibis.desc(POSITION)).limit(1).to_pyarrow().to_pylist()[0]
    if last[POSITION] == kept[POSITION].max().execute() and not _is_ended(file):
        raise Invalid(
            "The file is only half written: its last line is cut off",
            where=f"{name}, line {last[POSITION]}: {last['content'][:120]}",
            do="Deliver the whole file again",
        )
    return malformed


def _is_ended(file: Path) -> bool:
    with file.open("rb") as opened:
        opened.seek(-1, 2)
        return opened.read(1) == b"\n"


def _found(rows: ir.Table, typed: ir.Table, columns: list[str], seen: dict[str, str | None]) -> dict[str, str | None]:
    """The fields that there are; one that only later rows have, or that is always null, is looked for in all."""
    unseen = [column for column in columns if column not in seen]
    if not unseen:
        return seen
    counts = typed.agg([typed.count().name(POSITION), *(typed[column].count().name(column) for column in unseen)])
    held = counts.to_pyarrow().to_pylist()[0]
    if not held[POSITION]:
        return {**seen, **dict.fromkeys(unseen)}
    null = [column for column in unseen if not held[column]]
    if null:
        parsed = rows.line.cast("json")
        held |= rows.agg([parsed[column].count().name(column) for column in null]).to_pyarrow().to_pylist()[0]
    return {**seen, **{column: None for column in unseen if held[column]}}
