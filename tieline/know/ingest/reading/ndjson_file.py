"""NDJSON: one JSON object per line, its fields as text; lines that are no object are kept apart."""

import json
from collections.abc import Iterator
from pathlib import Path

import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.reading.delivery import Contents, Delivery, require_columns


def read(area: Staging, file: Path, name: str, columns: list[str]) -> Delivery:
    """The rows of a UTF-8 file, blank lines left out; Invalid where a field of ``columns`` is in no row."""
    view = area.warehouse.ibis.read_json(
        str(file), columns=dict.fromkeys(columns, "VARCHAR"), format="newline_delimited", ignore_errors=True
    )
    try:
        rows = area.keep_in_order(view)
    finally:
        area.warehouse.ibis.drop_view(view.get_name(), force=True)
    malformed = _malformed(area, rows, file, name, columns)
    _require_fields(rows, file, name, columns)
    if malformed is not None:
        rows = rows.anti_join(malformed, POSITION)
    return Delivery(rows, malformed, _contents(area, file))


def _malformed(area: Staging, rows: ir.Table, file: Path, name: str, columns: list[str]) -> ir.Table | None:
    """The lines that are no JSON object, among the rows that came out empty; None where there is none."""
    empty = rows.filter([rows[column].isnull() for column in columns]).select(POSITION).to_pyarrow()
    wanted = set(empty[POSITION].to_pylist())
    broken = [(row, line, text) for row, line, text in _lines(file, wanted) if not _is_object(text)]
    if not broken:
        return None
    _refuse_cut_off(file, name, broken[-1])
    return area.keep_values(
        {
            POSITION: ("int64", [row for row, _, _ in broken]),
            "reason": ("string", ["not JSON"] * len(broken)),
            "value": ("string", [f"line {line}" for _, line, _ in broken]),
            "content": ("string", [text for _, _, text in broken]),
        }
    )


def _lines(file: Path, wanted: set[int]) -> Iterator[tuple[int, int, str]]:
    """The rows at these positions: position, number of the line, and its text."""
    if not wanted:
        return
    last, row = max(wanted), 0
    with file.open(encoding="utf-8", newline="\n") as opened:
        for number, line in enumerate(opened, start=1):
            if not line.strip():
                continue
            row += 1
            if row in wanted:
                yield row, number, line.strip()
            if row >= last:
                return


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _refuse_cut_off(file: Path, name: str, broken: tuple[int, int, str]) -> None:
    """A broken last line without an end is a file that was not written to its end."""
    with file.open("rb") as opened:
        opened.seek(-1, 2)
        ended = opened.read(1) == b"\n"
        opened.seek(0)
        if ended or sum(chunk.count(b"\n") for chunk in iter(lambda: opened.read(1 << 20), b"")) + 1 != broken[1]:
            return
    raise Invalid(
        "The file is only half written: its last line is cut off",
        where=f"{name}, line {broken[1]}: {broken[2][:120]}",
        do="Deliver the whole file again",
    )


def _require_fields(rows: ir.Table, file: Path, name: str, columns: list[str]) -> None:
    """Invalid for a field that is in no line at all; one that is always null is there."""
    counts = rows.agg([rows.count().name(POSITION), *(rows[column].count().name(column) for column in columns)])
    found = counts.to_pyarrow().to_pylist()[0]
    missing = {column for column in columns if not found[column]} if found[POSITION] else set()
    if not missing:
        return
    seen: dict[str, None] = {}
    with file.open(encoding="utf-8", newline="\n") as opened:
        for line in opened:
            if line.strip() and _is_object(line):
                seen.update(dict.fromkeys(json.loads(line)))
                if missing <= seen.keys():
                    return
    require_columns(columns, list(seen), name)


def _contents(area: Staging, file: Path) -> Contents:
    """The content of a row is its line."""

    def contents(positions: ir.Table) -> ir.Table:
        wanted = set(positions.select(POSITION).distinct().to_pyarrow()[POSITION].to_pylist())
        found = list(_lines(file, wanted))
        return area.keep_values(
            {
                POSITION: ("int64", [row for row, _, _ in found]),
                "content": ("string", [text for _, _, text in found]),
            }
        )

    return contents
