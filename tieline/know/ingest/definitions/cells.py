"""How one field of a record is read from a row: a column, a constant, joined columns, a calculation; its conversion."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from tieline.foundation.access.roles import Purpose
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.packs.kinds import Part
from tieline.foundation.standards.identity_numbers import SEALED
from tieline.know.ingest.definitions.calculations import TYPES, typed

Constant = str | bool | int | float

UNITS: dict[tuple[str, str], float] = {
    ("fen", "yuan"): 0.01,
    ("cent", "yuan"): 0.01,
    ("cent", "dollar"): 0.01,
    ("seconds", "minutes"): 1 / 60,
    ("hours", "minutes"): 60.0,
    ("minutes", "seconds"): 60.0,
    ("milliseconds", "seconds"): 0.001,
    ("bytes", "mb"): 1 / 1024**2,
    ("kb", "mb"): 1 / 1024,
    ("gb", "mb"): 1024.0,
    ("tb", "mb"): 1024.0**2,
    ("percent", "share"): 0.01,
}
"""Factor from one unit to another, by (from, to)."""

DIRECTIVES = {"Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{2}", "d": r"\d{2}", "H": r"\d{2}", "M": r"\d{2}", "S": r"\d{2}"}
"""What a date or timestamp format may name, as in strptime; ``%f`` (fraction) and ``%z`` (offset) come on top."""


OF_TEXT = ("prefix", "suffix", "codes", "format", "time_zone", "unit")
"""What says how text of the file is read, and so nothing of a calculated value."""


def _null_is_a_word(given: object) -> object:
    return "null" if given is None else given


def _known_format(text: str) -> str:
    named = re.findall(r"%(.)", text)
    unknown = [letter for letter in named if letter not in {*DIRECTIVES, "f", "z"}]
    if unknown:
        raise ValueError(f"'%{unknown[0]}' is not known in a format; known are %Y %y %m %d %H %M %S %f %z")
    if not {"Y", "y"} & set(named) or "m" not in named:
        raise ValueError(f"the format '{text}' names no year and month")
    return text


def _known_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError) as error:
        raise ValueError(f"'{text}' is not a time zone; give one such as Asia/Shanghai") from error
    return text


def _known_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"'{text}' is not a regular expression: {error}") from error
    if re.search(r"\(\?[=!<P]|\\[1-9]", text):
        raise ValueError(f"'{text}' looks around or back, which takes too long for many rows; write it without")
    return text


Format = Annotated[str, AfterValidator(_known_format)]
Zone = Annotated[str, AfterValidator(_known_zone)]
InputName = Annotated[str, Field(pattern=r"^[^\W\d]\w*$")]
Pattern = Annotated[str, AfterValidator(_known_pattern)]
RejectOrNull = Annotated[Literal["reject", "null"], BeforeValidator(_null_is_a_word)]
RejectNullOrKeep = Annotated[Literal["reject", "null", "keep"], BeforeValidator(_null_is_a_word)]


class Cell(Part):
    """
    One field: exactly one of ``column``, ``value``, ``join`` and ``feel``, and what is done with the text found there.

    Empty text is null and never invalid; ``require`` of the record decides whether null is allowed.
    """

    column: str | None = Field(default=None, description="Column of the file.")
    value: Constant | None = Field(default=None, description="The same constant for every row.")
    join: list[str] = Field(default_factory=list, description="Columns whose non-empty texts are joined.")
    feel: str | None = Field(
        default=None, max_length=4000, description="Expression over the row: inputs, and columns as trimmed text."
    )
    inputs: dict[InputName, "Written"] = Field(
        default_factory=dict, description="Names in the expression for columns that are read as another cell says."
    )
    with_: str = Field(default=" ", alias="with", description="What stands between joined texts.")
    prefix: str = Field(default="", description="Text put before a non-empty value.")
    suffix: str = Field(default="", description="Text put after a non-empty value.")
    codes: dict[str, Constant] = Field(default_factory=dict, description="What each code of the source means.")
    unknown: RejectNullOrKeep = Field(default="reject", description="What happens to a text that is not among codes.")
    type: Literal["text", "number", "integer", "boolean", "date", "timestamp"] | None = Field(
        default=None, description="By default the type of the field; text for a characteristic."
    )
    format: Format | list[Format] | None = Field(default=None, description="Of a date or timestamp; default ISO 8601.")
    time_zone: Zone | None = Field(default=None, description="Of a timestamp without offset; default the source's.")
    unit: str | None = Field(default=None, description="Unit of the number in the file.")
    to: str | None = Field(default=None, description="Unit of the field.")
    collected_for: tuple[Purpose, ...] = Field(
        default=(), description="Purposes for which the field was collected; empty is whatever its record says."
    )
    minimum: float | None = Field(default=None, description="Smaller numbers are invalid.")
    maximum: float | None = Field(default=None, description="Larger numbers are invalid.")
    earliest: date | None = Field(default=None, description="Earlier dates and timestamps are invalid.")
    latest: date | None = Field(default=None, description="Later dates and timestamps are invalid.")
    matches: Pattern | None = Field(default=None, description="Text that does not match wholly is invalid.")
    standard: Literal["identity_number"] | None = Field(
        default=None, description="The column holds numbers of identity documents: kept as mask and keyed hash only."
    )
    invalid: RejectOrNull = Field(
        default="reject", description="Whether an invalid value rejects the row or is emptied."
    )
    told_after_the_fact: bool = Field(
        default=False, description="Of a characteristic: known only after the outcome, so no model may learn from it."
    )

    @model_validator(mode="before")
    @classmethod
    def _sealed_text(cls, given: Any) -> Any:
        """What is sealed must match its form: a number that was masked because it is none is invalid."""
        if not isinstance(given, dict) or given.get("standard") is None:
            return given
        mixed = [name for name in (*OF_TEXT, "value", "join", "feel", "matches") if given.get(name)]
        if mixed:
            raise ValueError(f"standard and {mixed[0]} cannot be combined")
        return {**given, "matches": SEALED}

    @model_validator(mode="after")
    def _one_origin(self) -> "Cell":
        given = [self.column is not None, self.value is not None, bool(self.join), self.feel is not None]
        if sum(given) != 1:
            raise ValueError("give exactly one of column, value, join and feel")
        if (self.unit is None) != (self.to is None):
            raise ValueError("unit and to belong together")
        if self.unit and self.to and self.unit != self.to and (self.unit, self.to) not in UNITS:
            known = ", ".join(f"{a} to {b}" for a, b in UNITS)
            raise ValueError(f"{self.unit} to {self.to} is not a known conversion; known are {known}")
        return self

    @model_validator(mode="after")
    def _sound_calculation(self) -> "Cell":
        if self.inputs and self.feel is None:
            raise ValueError("inputs belong to feel")
        if any(isinstance(each, Cell) and each.feel is not None for each in self.inputs.values()):
            raise ValueError("an input is a column, a value or a join; write the calculation in one expression")
        if self.feel is None:
            return self
        odd = [name for name in OF_TEXT if getattr(self, name)]
        if odd:
            raise ValueError(f"{odd[0].rstrip('_')} is for text of the file: say it of an input, not of the result")
        if self.calculation.type != TYPES[self.type or "text"] and self.type is not None:
            raise ValueError(f"the expression gives a {self.calculation.type}, not a {self.type}")
        return self

    @property
    def input_cells(self) -> dict[str, "Cell"]:
        """The cell of each input."""
        return {name: cell(written) for name, written in self.inputs.items()}

    @property
    def calculation(self) -> Typed:
        """The checked expression of a calculated field."""
        return typed(self.feel or "", {name: each.type or "text" for name, each in self.input_cells.items()})

    @property
    def parts(self) -> dict[str, "Cell"]:
        """Of a calculated field the cell that each name in its expression stands for."""
        if self.feel is None:
            return {}
        inputs = self.input_cells
        return {name: inputs.get(name) or Cell(column=name) for name in sorted(self.calculation.names.fields)}

    @property
    def columns(self) -> list[str]:
        """The columns of the file that are read."""
        if self.feel is not None:
            return list(dict.fromkeys(column for part in self.parts.values() for column in part.columns))
        return [self.column] if self.column is not None else list(self.join)

    @property
    def formats(self) -> list[str]:
        """The formats to try, in order; none means ISO 8601."""
        if self.format is None:
            return []
        return [self.format] if isinstance(self.format, str) else list(self.format)

    @property
    def factor(self) -> float:
        """By what a number of the file is multiplied."""
        if self.unit is None or self.to is None or self.unit == self.to:
            return 1.0
        return UNITS[self.unit, self.to]


Written = str | Cell
"""A cell as a definition writes it: plain text is the name of a column."""

Cell.model_rebuild()


def cell(written: "str | Cell") -> Cell:
    """The cell that a mapping means: plain text is the name of a column."""
    return Cell(column=written) if isinstance(written, str) else written
