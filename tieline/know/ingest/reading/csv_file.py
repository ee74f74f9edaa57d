"""CSV: every column as text; rows that have too many or too few fields are kept apart, with their place."""

import csv
from pathlib import Path
from uuid import uuid4

import ibis
import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.definitions import Format
from tieline.know.ingest.reading.delivery import (
    Delivery,
    contents_of_columns,
    refuse_repeated_columns,
    require_columns,
)

REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "quote in the wrong place",
    "LINE SIZE OVER MAXIMUM": "row too long",
    "INVALID ENCODING": "cannot be decoded",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def read(area: Staging, file: Path, name: str, fmt: Format, columns: list[str]) -> Delivery:
    """The rows of a UTF-8 file with a header; Invalid where the header lacks one of ``columns``."""
    header = _header(file, name, fmt)
    if len(header) == 1 and len(columns) > 1:
        _refuse_wrong_delimiter(header[0], name, fmt)
    refuse_repeated_columns(header, name)
    require_columns(columns, header, name)
    rejects = f"rejects_{uuid4().hex}"
    view = area.warehouse.ibis.read_csv(
        str(file),
        columns=dict.fromkeys(header, "VARCHAR"),
        auto_detect=False,
        header=True,
        delim=fmt.delimiter,
        quote=fmt.quote,
        escape=fmt.quote,
        store_rejects=True,
        rejects_table=rejects,
        rejects_scan=f"{rejects}_scan",
    )
    try:
        rows = area.keep_in_order(view)
        malformed = _malformed(area, rejects, name)
    finally:
        _drop(area, view.get_name(), rejects)
    if malformed is not None:
        rows = area.keep(_make_room(rows, malformed))
    return Delivery(rows, malformed, contents_of_columns(rows))


def _header(file: Path, name: str, fmt: Format) -> list[str]:
    with file.open(encoding="utf-8", newline="") as opened:
        try:
            header = next(csv.reader(opened, delimiter=fmt.delimiter, quotechar=fmt.quote), None)
        except csv.Error as error:
            raise Invalid(f"The header cannot be read: {error}", where=f"{name}, line 1", do="Mend it") from error
    if not header:
        raise Invalid("The file is empty", where=name, do="Deliver the file again, with its header line")
    return [column.strip() for column in header]


def _refuse_wrong_delimiter(header: str, name: str, fmt: Format) -> None:
    for delimiter, word in DELIMITERS.items():
        if delimiter != fmt.delimiter and delimiter in header:
            raise Invalid(
                f"Only one column was found with the delimiter '{fmt.delimiter}'",
                where=f"{name}, line 1: {header[:120]}",
                do=f'The file seems to use the {word}: set format.delimiter of the source to "{delimiter}"',
            )


def _malformed(area: Staging, rejects: str, name: str) -> ir.Table | None:
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
    return kept.select(**{POSITION: kept.line.cast("int64") - 1}, reason="reason", value="value", content="content")


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
