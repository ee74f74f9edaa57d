"""What reading a file gives, whatever its format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.foundation.warehouse.staging import POSITION

MALFORMED = ibis.schema({POSITION: "int64", "reason": "string", "value": "string", "content": "string"})
"""Rows that could not be taken apart into columns: position, reason, what is wrong, and the row as it stood."""

Contents = Callable[[ir.Table], ir.Table]


@dataclass(frozen=True)
class Wanted:
    """
    The columns that are read of a file; all there are where ``columns`` is None.

    One that the file lacks is an error, or null in every row where ``fill`` says so.
    """

    columns: Sequence[str] | None = None
    fill: bool = False

    def lacking(self, found: Sequence[str], name: str) -> list[str]:
        """The columns to fill with null; Invalid for one that may not lack, with the nearest name that there is."""
        lacking = [column for column in self.columns or () if column not in found]
        if not self.fill:
            for column in lacking:
                raise Invalid(
                    f"The file has no column '{column}', which the source reads",
                    where=f"{name}, columns {', '.join(found)}",
                    do=f"{did_you_mean(column, found)}. Correct the mapping of the source or the file",
                )
        return lacking


@dataclass(frozen=True)
class Delivery:
    """
    The rows of a file.

    ``rows`` has the columns of the file (text, or what a typed file declares) and ``__row``;
    ``malformed`` has the rows that are not among them; ``contents`` gives the whole row as JSON
    (``__row``, ``content``) for a table of positions; ``columns`` says which columns the file has and of which
    type (text, number, boolean, date, timestamp, other), also those that are not read.
    """

    rows: ir.Table
    malformed: ir.Table | None
    contents: Contents
    columns: Mapping[str, str | None]


def contents_of_columns(rows: ir.Table) -> Contents:
    """The content of a row as a JSON object of its columns."""

    def contents(positions: ir.Table) -> ir.Table:
        columns = {name: rows[name] for name in rows.columns if name != POSITION}
        content = ibis.struct(columns).cast("json").cast("string")
        chosen = rows.select(POSITION, content=content)
        return chosen.semi_join(positions, POSITION)

    return contents


def with_nulls(rows: ir.Table, lacking: Sequence[str]) -> ir.Table:
    """The rows with columns of nothing for those that the file lacks."""
    return rows.mutate(**{column: ibis.null("string") for column in lacking}) if lacking else rows


def type_of(column: dt.DataType) -> str:
    """What a typed file says of a column, in the words of a cell."""
    if column.is_string():
        return "text"
    if column.is_numeric():
        return "number"
    found = {"boolean": column.is_boolean(), "date": column.is_date(), "timestamp": column.is_timestamp()}
    return next((name for name, is_it in found.items() if is_it), "other")


def refuse_repeated_columns(found: Sequence[str], name: str) -> None:
    """Invalid where two columns have one name, also when only their case differs, or a column has none."""
    seen: dict[str, str] = {}
    for position, column in enumerate(found, start=1):
        if not column:
            raise Invalid(f"Column {position} has no name", where=f"{name}, line 1", do="Name it in the header")
        if column.casefold() in seen:
            raise Invalid(
                f"The columns '{seen[column.casefold()]}' and '{column}' have one name",
                where=f"{name}, line 1",
                do="Name each column once",
            )
        seen[column.casefold()] = column
