"""The types of the language, by FEEL's own names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Type:
    """A type; a list has ``of``; a row (one fact) knows its list by ``rows`` and its time column by ``when``."""

    name: str
    of: "Type | None" = None
    rows: str = ""
    when: str = ""

    def __str__(self) -> str:
        return f"list of {self.of}" if self.of else self.name


ANY = Type("any")
NULL = Type("null")
BOOLEAN = Type("boolean")
NUMBER = Type("number")
TEXT = Type("string")
DATE = Type("date")
INSTANT = Type("date and time")
TIME = Type("time")
DURATION = Type("days and time duration")
MONTHS = Type("years and months duration")
CONTEXT = Type("context")
RANGE = Type("range")
FUNCTION = Type("function")

ORDERED = (NUMBER, TEXT, DATE, INSTANT, TIME, DURATION, MONTHS)

_OF_COLUMN = {
    "string": TEXT,
    "boolean": BOOLEAN,
    "date": DATE,
    "timestamp": INSTANT,
    "int8": NUMBER,
    "int16": NUMBER,
    "int32": NUMBER,
    "int64": NUMBER,
    "float32": NUMBER,
    "float64": NUMBER,
}


def list_of(item: Type) -> Type:
    """The type of a list of such items."""
    return Type("list", of=item)


def row_of(rows: str, when: str = "") -> Type:
    """The type of one fact of the list ``rows``, whose column ``when`` says when it happened."""
    return Type("row", rows=rows, when=when)


def is_list(type_: Type) -> bool:
    """Whether values of the type are lists."""
    return type_.name == "list"


def type_of_column(column_type: str) -> Type:
    """The type of a column of this Ibis type: ``float64`` is a number, ``timestamp`` a date and time."""
    return _OF_COLUMN.get(column_type, ANY)
