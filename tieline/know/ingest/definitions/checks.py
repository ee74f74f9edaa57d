"""Declared checks of a delivery as a whole or row by row, each with its verdict."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from tieline.foundation.packs.kinds import Part
from tieline.know.ingest.definitions.cells import Pattern
from tieline.know.ingest.definitions.durations import Duration

Failing = Literal["warn", "quarantine"]
"""What failing means. Of a check of rows: the row lands with a warning, or waits in quarantine. Of a check of
the delivery: the load lands with a warning, or as a whole waits in quarantine until a person lets it land."""


class Check(Part):
    """What all checks have: a name of their own, and what failing means."""

    name: str | None = Field(default=None, max_length=200, description="Shown to people; by default what is checked.")
    verdict: Failing = "quarantine"

    @property
    def read(self) -> list[str]:
        """The columns of the file that are read; none where the delivery is judged as a whole."""
        return []

    @property
    def title(self) -> str:
        """The name, or the kind of check and its columns."""
        kind = str(getattr(self, "check", "check")).replace("_", " ")
        return self.name or " ".join([kind, *(["of"] if self.read else []), ", ".join(self.read)]).strip()[:200]


class _OfColumns(Check):
    """A check of several columns together."""

    columns: list[str] = Field(min_length=1)

    @property
    def read(self) -> list[str]:
        """The columns of the file that are read."""
        return self.columns


class _OfColumn(Check):
    """A check of one column."""

    column: str

    @property
    def read(self) -> list[str]:
        """The column of the file that is read."""
        return [self.column]


class Required(_OfColumns):
    """Columns that must not be empty."""

    check: Literal["required"]


class Unique(_OfColumns):
    """Columns that together must not come twice in a delivery; the first row of them passes, later ones fail."""

    check: Literal["unique"]


class Range(_OfColumn):
    """
    Numbers or dates of a column that must lie within bounds, both of them allowed.

    A bound that is a number compares numbers as written in the file, before units; one in quotes is a day (ISO 8601)
    and compares dates as the mapping reads the column. What cannot be read as such fails.
    """

    check: Literal["range"]
    minimum: float | date | None = None
    maximum: float | date | None = None

    @model_validator(mode="after")
    def _bounds_of_one_kind(self) -> "Range":
        kinds = {isinstance(bound, date) for bound in (self.minimum, self.maximum) if bound is not None}
        if len(kinds) != 1:
            raise ValueError("give minimum, maximum or both: numbers, or days such as 2026-11-22")
        return self

    @property
    def of_days(self) -> bool:
        """Whether days are compared, not numbers."""
        return isinstance(self.minimum, date) or isinstance(self.maximum, date)


class Matches(_OfColumn):
    """Text of a column that must match a regular expression wholly."""

    check: Literal["format"]
    pattern: Pattern


class Reference(_OfColumn):
    """
    Values of a column that must be known as a field of a kind of record of the same system.

    Known is what other loads landed before, and nothing of the delivery itself.
    """

    check: Literal["reference"]
    record: str
    field: str


class Freshness(Check):
    """The newest instant of the delivery must not be older than this."""

    check: Literal["freshness"]
    at_most: Duration
    verdict: Failing = "warn"


class RowCount(Check):
    """The number of rows, by itself and against the last landed load of the source."""

    check: Literal["row_count"]
    minimum: int | None = Field(default=None, ge=0)
    maximum: int | None = Field(default=None, ge=0)
    change: float | None = Field(default=None, ge=0, description="Largest share by which it may differ from the last.")
    verdict: Failing = "warn"

    @model_validator(mode="after")
    def _some_bound(self) -> "RowCount":
        if self.minimum is None and self.maximum is None and self.change is None:
            raise ValueError("give minimum, maximum or change")
        return self


AnyCheck = Annotated[
    Required | Unique | Range | Matches | Reference | Freshness | RowCount, Field(discriminator="check")
]
