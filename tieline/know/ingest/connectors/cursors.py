"""The greatest value that was read, kept as JSON and asked for again as the type that it was."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tieline.foundation.errors import Invalid
from tieline.know.ingest.connectors.fetched import Cursor
from tieline.know.ingest.definitions.durations import length_of

Value = str | int | float | Decimal | date | datetime


def read_cursor(cursor: Cursor | None, column: str | None, start: Value | None) -> Value | None:
    """Where to begin: the kept value of this column, or ``start`` where none is kept."""
    if cursor is None or cursor.get("column") != column:
        return start
    value = cursor["value"]
    match cursor["type"]:
        case "timestamp":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "decimal":
            return Decimal(value)
        case _:
            return value  # type: ignore[no-any-return]  # a text or a number as JSON keeps it


def written_cursor(column: str, value: Value) -> Cursor:
    """The value as it is kept."""
    if isinstance(value, datetime):
        return {"column": column, "type": "timestamp", "value": value.isoformat()}
    if isinstance(value, date):
        return {"column": column, "type": "date", "value": value.isoformat()}
    if isinstance(value, Decimal):
        return {"column": column, "type": "decimal", "value": str(value)}
    return {"column": column, "type": "number" if isinstance(value, int | float) else "text", "value": value}


def greatest(values: Iterable[Any], before: Value | None, where: str) -> Value | None:
    """The greatest of these values and the one before; Invalid where they cannot be compared."""
    found = [value for value in values if value is not None]
    if before is not None:
        found.append(before)
    try:
        return max(found) if found else None
    except TypeError as error:
        raise Invalid(
            "The values of the cursor are of several types, so none is the greatest",
            where=where,
            do="Take a column of one type: a number, a timestamp, or a text such as 2026-01-31T12:00:00Z",
        ) from error


def earlier(value: Value | None, overlap: str | int | None, where: str) -> Value | None:
    """The value, moved back by the overlap; Invalid where one is a number and the other is not."""
    if value is None or overlap is None:
        return value
    try:
        if isinstance(overlap, int):
            return value - overlap  # type: ignore[operator]  # a number, or TypeError
        return _moved(value, length_of(overlap))
    except (TypeError, ValueError) as error:
        raise Invalid(
            f"The overlap {overlap} does not fit the cursor {value}",
            where=where,
            do="Give a duration such as PT10M for a timestamp, a number for a number",
        ) from error


def _moved(value: Value, span: timedelta) -> Value:
    if isinstance(value, str):
        moved = datetime.fromisoformat(value) - span
        return moved.isoformat().replace("+00:00", "Z" if value.endswith("Z") else "+00:00")
    return value - span  # type: ignore[operator]  # a date, or TypeError


def naive(value: Any) -> Any:
    """An instant in UTC; anything else as it is."""
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value
