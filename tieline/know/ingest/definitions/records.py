"""Which records a row gives: their kind, their key, and where each field comes from."""

from pydantic import Field, model_validator

from tieline.foundation.access.roles import Purpose
from tieline.foundation.packs.kinds import Part
from tieline.know.ingest.definitions.cells import Cell, Written, cell


class Condition(Part):
    """Which rows give a record: those where the text of a column is one of some, or none of some, or not empty."""

    column: str
    equals: str | list[str] | None = None
    differs: str | list[str] | None = None
    filled: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Condition":
        if sum(test is not None for test in (self.equals, self.differs, self.filled)) != 1:
            raise ValueError("give exactly one of equals, differs and filled")
        return self

    @property
    def texts(self) -> list[str]:
        """The texts that are compared with."""
        given = self.equals if self.equals is not None else self.differs
        return [given] if isinstance(given, str) else list(given or [])


class Record(Part):
    """One record that a row gives: its kind, its key, and where each field comes from."""

    record: str = Field(description="A name in ingest.tables.RECORDS.")
    key: list[str] = Field(min_length=1, description="Columns that form the record's key, in order.")
    part: str = Field(default="", description="Tells records of one kind from one row apart; joins the key.")
    only_if: Condition | list[Condition] = Field(default_factory=list, description="All must hold.")
    map: dict[str, Written]
    characteristics: dict[str, Written] = Field(
        default_factory=dict, description="Further properties of an individual, snake_case."
    )
    require: list[str] = Field(default_factory=list, description="Fields that must not be empty.")
    collected_for: tuple[Purpose, ...] = Field(
        default=(), description="Purposes for which the record was collected; empty is whatever its source says."
    )
    fold: bool = Field(
        default=False,
        description="Rows of a delivery with one key are one record: numbers added up, else the last value there is.",
    )

    @property
    def conditions(self) -> list[Condition]:
        """The conditions as a list."""
        return [self.only_if] if isinstance(self.only_if, Condition) else list(self.only_if)

    @property
    def cells(self) -> dict[str, Cell]:
        """The cell of each mapped field."""
        return {name: cell(written) for name, written in self.map.items()}

    @property
    def characteristic_cells(self) -> dict[str, Cell]:
        """The cell of each characteristic."""
        return {name: cell(written) for name, written in self.characteristics.items()}

    @property
    def columns(self) -> list[str]:
        """Every column of the file that the record reads, each once."""
        read = [*self.key, *(condition.column for condition in self.conditions)]
        for each in (*self.cells.values(), *self.characteristic_cells.values()):
            read += each.columns
        return list(dict.fromkeys(read))
