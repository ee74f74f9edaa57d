"""CSV and TSV: every column as text; rows with too many or too few fields are kept apart, with their place."""

import csv
import io
from itertools import islice
from pathlib import Path
from uuid import uuid4

import ibis
import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.reading.delivery import (
    Delivery,
    Wanted,
    contents_of_columns,
    refuse_repeated_columns,
    with_nulls,
)

REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "quote in the wrong place",
    "LINE SIZE OVER MAXIMUM": "row too long",
    "INVALID ENCODING": "cannot be decoded",
}
HEADER_LINES, HEADER_LENGTH = 100, 1024 * 1024
"""A header ends within so many lines and characters."""

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def read(area: Staging, file: Path, name: str, fmt: Format, wanted: Wanted) -> Delivery:
    """The rows of a UTF-8 file; Invalid where its header, or the names declared instead, lack what is wanted."""
    first = _first_row(file, name, fmt)
    header = fmt.columns or first
    if len(first) == 1 and (len(wanted.columns or ()) > 1 or len(fmt.columns) > 1):
        _refuse_wrong_delimiter(first[0], name, fmt)
    if not fmt.columns:
        refuse_repeated_columns(header, name)
    lacking = wanted.lacking(header, name)
    rejects = f"rejects_{uuid4().hex}"
    view = area.warehouse.ibis.read_csv(
        str(file),
        columns=dict.fromkeys(header, "VARCHAR"),
        auto_detect=False,
        header=not fmt.columns,
        skip=fmt.skip_lines,
        delim=fmt.separator,
        quote=fmt.quote,
        escape=fmt.quote,
        store_rejects=True,
        rejects_table=rejects,
        rejects_scan=f"{rejects}_scan",
    )
    try:
        rows = area.keep_in_order(view)
        malformed = _malformed(area, rejects, name, fmt)
    finally:
        _drop(area, view.get_name(), rejects)
    if malformed is not None:
        rows = area.keep(_make_room(rows, malformed))
    return Delivery(with_nulls(rows, lacking), malformed, contents_of_columns(rows), dict.fromkeys(header, "text"))


def _first_row(file: Path, name: str, fmt: Format) -> list[str]:
    """The values of the first row after the lines to skip: the header, where the file has one."""
    with file.open(encoding="utf-8", newline="") as opened:
        lines = "".join(islice(opened, fmt.skip_lines, fmt.skip_lines + HEADER_LINES))[:HEADER_LENGTH]
    place = f"{name}, line {fmt.skip_lines + 1}"
    text = io.StringIO(lines, newline="")
    try:
        header = next(csv.reader(text, delimiter=fmt.separator, quotechar=fmt.quote), None)
    except csv.Error as error:
        raise Invalid(f"The header cannot be read: {error}", where=place, do="Mend it") from error
    if not header:
        what = "The file ends before its header" if fmt.skip_lines else "The file is empty"
        raise Invalid(what, where=name, do="Deliver the file again, with its header line")
    is_cut = len(lines) == HEADER_LENGTH or lines.count("\n") == HEADER_LINES
    if is_cut and text.tell() == len(lines):
        raise Invalid("The header does not end", where=f"{place}: {lines[:120]}", do="Close the quote in it")
    return [column.strip() for column in header]


def _refuse_wrong_delimiter(first: str, name: str, fmt: Format) -> None:
    for delimiter, word in DELIMITERS.items():
        if delimiter != fmt.separator and delimiter in first:
            raise Invalid(
                f"Only one column was found with the delimiter '{fmt.separator}'",
                where=f"{name}, line {fmt.skip_lines + 1}: {first[:120]}",
                do=f'The file seems to use the {word}: set format.delimiter of the source to "{delimiter}"',
            )


def _malformed(area: Staging, rejects: str, name: str, fmt: Format) -> ir.Table | None:
    """One row per malformed row, by the line that the engine counted; None where there is none."""
    con = area.warehouse.ibis
    errors = con.table(rejects, database=("temp", "main"))
    text = errors.csv_line.strip()
    kinds = [(kind, ibis.literal(reason)) for kind, reason in REASONS.items()]
    kept = area.keep(
        errors.group_by(errors.line).agg(
            reason=errors.error_type.cast("string").cases(*kinds, else_="malformed").min(),
            value=errors.error_message.min(),
            content=text.min(),
        )
    )
    if not kept.count().execute():
        return None
    _refuse_open_quote(kept, name)
    before = fmt.skip_lines + (not fmt.columns)
    return kept.select(
        **{POSITION: kept.line.cast("int64") - before}, reason="reason", value="value", content="content"
    )


def _refuse_open_quote(malformed: ir.Table, name: str) -> None:
    """A quote that is never closed swallows all rows after it: the file as a whole is wrong then."""
    swallowed = malformed.filter(
        (malformed.reason == REASONS["UNQUOTED VALUE"]) & malformed.content.contains("\n")
    ).order_by("line")
    for row in swallowed.limit(1).to_pyarrow().to_pylist():
        start = row["content"].split("\n")[0]
        raise Invalid(
            "A quote is opened and not closed, so the rows after it cannot be told apart",
            where=f"{name}, line {row['line']}: {start[:120]}",
            do="Close the quote, or double it where it belongs to the text, and deliver the file again",
        )


def _make_room(rows: ir.Table, malformed: ir.Table) -> ir.Table:
    """
    Positions of the good rows when the malformed ones are counted too.

    With malformed rows at 2, 3 and 6, the good rows 1, 2, 3 stand at 1, 4, 5: before good row *k* lie all
    malformed rows whose position less their rank is below *k*.
    """
    rank = ibis.row_number().over(order_by=malformed[POSITION]) + 1
    ranked = malformed.select(before=malformed[POSITION] - rank, rank=rank)
    steps = ranked.group_by("before").agg(shift=ranked["rank"].max())
    joined = rows.asof_join(steps, on=rows[POSITION] > steps.before)
    columns = {name: joined[name] for name in rows.columns if name != POSITION}
    return joined.select(**{POSITION: joined[POSITION] + joined["shift"].fill_null(0)}, **columns)


def _drop(area: Staging, view: str, rejects: str) -> None:
    con = area.warehouse.ibis
    con.drop_view(view, force=True)
    for table in (rejects, f"{rejects}_scan"):
        con.drop_table(table, database=("temp", "main"), force=True)
