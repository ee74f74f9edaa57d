"""Declared checks of a delivery as a whole or row by row, each with its verdict."""

from typing import Annotated, Literal

from pydantic import Field

from tieline.foundation.packs.kinds import Part
from tieline.know.ingest.definitions.durations import Duration

Failing = Literal["warn", "quarantine"]
"""What failing means. Of a check of rows: the row lands with a warning, or waits in quarantine. Of a check of
the delivery: the load lands with a warning, or as a whole waits in quarantine until a person lets it land."""


class Check(Part):
    """What all checks have: a name of their own, and what failing means."""

    name: str | None = Field(default=None, description="Shown to people; by default what is checked.")
    verdict: Failing = "quarantine"


class Required(Check):
    """Columns that must not be empty."""

    check: Literal["required"]
    columns: list[str] = Field(min_length=1)


class Unique(Check):
    """Columns that together must not come twice in a delivery."""

    check: Literal["unique"]
    columns: list[str] = Field(min_length=1)


class Range(Check):
    """Numbers or dates of a column that must lie within bounds."""

    check: Literal["range"]
    column: str
    minimum: float | str | None = None
    maximum: float | str | None = None


class Matches(Check):
    """Text of a column that must match a regular expression wholly."""

    check: Literal["format"]
    column: str
    pattern: str


class Reference(Check):
    """Values of a column that must be known as a field of a kind of record of the same system."""

    check: Literal["reference"]
    column: str
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
    minimum: int | None = None
    maximum: int | None = None
    change: float | None = Field(default=None, ge=0, description="Largest share by which it may differ from the last.")
    verdict: Failing = "warn"


AnyCheck = Annotated[
    Required | Unique | Range | Matches | Reference | Freshness | RowCount, Field(discriminator="check")
]
