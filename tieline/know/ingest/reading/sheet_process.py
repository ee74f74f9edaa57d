"""
One sheet of an Excel file to a Parquet file, in a process of its own with bounded memory.

A small Excel file can say that it is huge, and the library then takes memory until the process ends: so it is
not the server's. Run as ``python -m … file sheet skip names target``, all but the paths as JSON; prints a problem
as JSON.
"""

import json
import resource
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

POSITION = "__row"
MEMORY = 4 * 1024**3
EXACT = 2**53
"""Excel keeps numbers as doubles, which are exact whole numbers up to here."""


class Problem(Exception):
    """What is wrong with the workbook, where, and what to do."""


def main(file: str, sheet: str, skip: str, names: str, target: str) -> int:
    """Write the sheet; 0, or 3 after a problem was printed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        rows = rows_of(file, json.loads(sheet))
        pq.write_table(table_of(rows, json.loads(skip), json.loads(names)), target)
    except Problem as problem:
        print(json.dumps(problem.args))  # noqa: T201 - this is how the process answers
        return 3
    return 0


def rows_of(file: str, sheet: str | int | None) -> list[list[Any]]:
    """All rows of a sheet from its first; a problem where there is no such sheet, or no workbook."""
    try:
        with CalamineWorkbook.from_path(file) as workbook:
            names = workbook.sheet_names
            number = sheet - 1 if isinstance(sheet, int) else 0 if sheet is None else _place(sheet, names)
            if not 0 <= number < len(names):
                raise Problem(f"There is no sheet '{sheet}'", f"sheets {', '.join(names)}", "Correct format.sheet")
            return workbook.get_sheet_by_index(number).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        what = f"The Excel file is damaged, locked or no Excel file: {said}"
        raise Problem(what, "", "Save it again as .xlsx, without a password") from error


def _place(sheet: str, names: Sequence[str]) -> int:
    return names.index(sheet) if sheet in names else -1


def table_of(rows: list[list[Any]], skip: int, names: list[str]) -> pa.Table:
    """The rows after the header as columns with the type that all their cells have, and their place as ``__row``."""
    first = skip if names else skip + 1
    if len(rows) < first or not (names or any(cell != "" for cell in rows[skip])):
        raise Problem("The sheet has no header", f"row {skip + 1}", "Set format.skip_lines to the rows before it")
    header = names or [str(text_of(cell) or "").strip() for cell in rows[skip]]
    kept = [(at, row) for at, row in enumerate(rows[first:], start=1) if any(cell != "" for cell in row)]
    width = max([len(header), *(_filled(row) for _, row in kept)])
    header += [""] * (width - len(header))
    while not names and header and not header[-1] and not any(_cell(row, len(header) - 1) for _, row in kept):
        header.pop()
    columns = {POSITION: pa.array([at for at, _ in kept], pa.int64())}
    fields = [column_of([_cell(row, place) for _, row in kept]) for place in range(len(header))]
    return pa.Table.from_arrays([*columns.values(), *fields], [*columns, *header])


def _filled(row: list[Any]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell != ""), default=0)


def _cell(row: list[Any], place: int) -> Any:
    return None if place >= len(row) or row[place] == "" else row[place]


def column_of(cells: list[Any]) -> pa.Array:
    """The cells as numbers, yes and no, dates or instants where all of them are; else as text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds and kinds <= {int, float}:
        whole = all(cell is None or (float(cell).is_integer() and abs(cell) < EXACT) for cell in cells)
        return pa.array([cell if cell is None or not whole else int(cell) for cell in cells])
    if kinds == {bool}:
        return pa.array(cells, pa.bool_())
    if kinds == {date}:
        return pa.array(cells, pa.date32())
    if kinds and kinds <= {date, datetime}:
        instants = [datetime.combine(cell, time()) if type(cell) is date else cell for cell in cells]
        return pa.array(instants, pa.timestamp("us"))
    return pa.array([text_of(cell) for cell in cells], pa.string())


def text_of(cell: Any) -> str | None:
    """A cell as text: a whole number without a fraction, dates and instants as ISO 8601."""
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < EXACT:
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell.total_seconds())
        case _:
            return str(cell)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
