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
from tieline.know.ingest.reading.delivery import Delivery, require_columns

NEVER = "\x01"
"""A character that no JSON text holds unescaped, so that every line is one column."""

LONGEST = 64 * 1024 * 1024
SEEN = 1000
"""So many lines are looked at to say which fields there are."""


def read(area: Staging, file: Path, name: str, columns: list[str]) -> Delivery:
    """The rows of a UTF-8 file; Invalid where a field of ``columns`` is in no row, or the file was cut off."""
    lines = _lines(area, file)
    parsed = lines.line.try_cast("json")
    fields = parsed.try_cast(dt.Struct(dict.fromkeys(columns, dt.string)))
    is_object = parsed.notnull() & lines.line.startswith("{")
    kept = area.keep(lines.select(POSITION, "line", fields=ibis.ifelse(is_object, fields, ibis.null(fields.type()))))
    malformed = _malformed(area, kept, file, name)
    rows = kept.filter(kept.fields.notnull())
    typed = rows.select(POSITION, **{column: rows.fields[column] for column in columns})
    _require_fields(rows, typed, name, columns)

    def contents(positions: ir.Table) -> ir.Table:
        return rows.semi_join(positions, POSITION).select(POSITION, content="line")

    return Delivery(typed, malformed, contents)


def _lines(area: Staging, file: Path) -> ir.Table:
    view = area.warehouse.ibis.read_csv(
        str(file),
        columns={"line": "VARCHAR"},
        auto_detect=False,
        header=False,
        delim=NEVER,
        quote="",
        escape="",
        max_line_size=LONGEST,
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


def _require_fields(rows: ir.Table, typed: ir.Table, name: str, columns: list[str]) -> None:
    """Invalid for a field that no row has; one that is there and always null will do."""
    counts = typed.agg([typed.count().name(POSITION), *(typed[column].count().name(column) for column in columns)])
    found = counts.to_pyarrow().to_pylist()[0]
    unseen = [column for column in columns if not found[column]] if found[POSITION] else []
    if not unseen:
        return
    parsed = rows.line.cast("json")
    there = rows.agg([parsed[column].count().name(column) for column in unseen]).to_pyarrow().to_pylist()[0]
    if all(there.values()):
        return
    seen: dict[str, None] = dict.fromkeys(column for column in columns if column not in unseen or there[column])
    for row in rows.order_by(POSITION).limit(SEEN).select("line").to_pyarrow()["line"].to_pylist():
        seen.update(dict.fromkeys(json.loads(row)))
    require_columns(columns, list(seen), name)
