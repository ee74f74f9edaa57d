"""
The definition of a source: where its files lie, how they are written, and which records a row gives.

A source with all its parts is shown in ``docs/ingest.md``.
"""

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.know.ingest.fields import Cell, Zone, cell
from tieline.know.ingest.tables import HEADER, RECORDS

Written = str | Cell

TYPES = {
    "string": {"text"},
    "int64": {"integer", "number"},
    "float64": {"number", "integer"},
    "boolean": {"boolean"},
    "date": {"date"},
    "timestamp": {"timestamp"},
}
"""Which types of a cell fit a column of a record, by the column's type."""


def _duration(text: str) -> str:
    if not re.fullmatch(r"P(?=.)(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?", text):
        raise ValueError(f"'{text}' is not a duration; give one such as P1D (a day), P1M (a month) or PT1H (an hour)")
    return text


def _below_the_folder(text: str) -> str:
    if text.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", text) or ":" in text:
        raise ValueError(f"'{text}' leaves the delivered folder; give a path below it, such as billing/customers*.csv")
    return text


class Where(Part):
    """Which files of a delivery belong to the source."""

    files: Annotated[str, AfterValidator(_below_the_folder)] = Field(
        description="Glob below the delivered folder; ** goes through folders."
    )


class Format(Part):
    """How the files are written. A name that ends with .gz is unpacked first."""

    type: Literal["csv", "ndjson", "parquet"]
    encoding: str = Field(default="utf-8", description="Python's name of the encoding, of csv and ndjson.")
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)

    @model_validator(mode="after")
    def _known_encoding(self) -> "Format":
        try:
            "".encode(self.encoding)
        except LookupError as error:
            raise ValueError(f"'{self.encoding}' is not a known encoding; try utf-8, gb18030 or latin-1") from error
        return self


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


class Source(Declared):
    """A source: one feed of one system. ``key`` is ``<system>.<feed>``."""

    system: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    where: Where
    format: Format
    time_zone: Zone | None = Field(default=None, description="Of timestamps without offset; default the operator's.")
    expected_every: Annotated[str, AfterValidator(_duration)] | None = Field(
        default=None, description="ISO 8601 duration after which a missing delivery is late."
    )
    empty: list[str] = Field(default_factory=list, description="Texts that mean nothing, beside the empty one.")
    rejected_share_limit: float = Field(
        default=0.1, ge=0, le=1, description="A load of which a larger share of rows is rejected fails as a whole."
    )
    records: list[Record] = Field(min_length=1)

    @property
    def columns(self) -> list[str]:
        """Every column of the file that any record reads, each once."""
        return list(dict.fromkeys(column for record in self.records for column in record.columns))

    @property
    def late_after(self) -> timedelta | None:
        """How long after a delivery the next one is late (a month counts 31 days); None where nothing is expected."""
        if self.expected_every is None:
            return None
        day, _, clock = self.expected_every.removeprefix("P").partition("T")
        days = {unit: int(number) for number, unit in re.findall(r"(\d+)([MWD])", day)}
        times = {unit: int(number) for number, unit in re.findall(r"(\d+)([HM])", clock)}
        return timedelta(
            days=days.get("M", 0) * 31 + days.get("W", 0) * 7 + days.get("D", 0),
            hours=times.get("H", 0),
            minutes=times.get("M", 0),
        )


def check(sources: list[Source], definitions: Definitions) -> None:
    """Invalid for the first source that names an unknown record or field, or whose types or keys cannot work."""
    for source in sources:
        for position, record in enumerate(source.records):
            place = ("records", position)
            if record.record not in RECORDS:
                raise Invalid(
                    f"'{record.record}' is not a kind of record",
                    where=definitions.where(source, *place, "record"),
                    do=did_you_mean(record.record, RECORDS),
                )
            _check_fields(source, record, place, definitions)
            _check_apart(source, position, definitions)


def _check_fields(source: Source, record: Record, place: tuple[str | int, ...], definitions: Definitions) -> None:
    header = {column.name for column in HEADER}
    types = {column.name: column.type for column in RECORDS[record.record].columns if column.name not in header}
    for name in [*record.map, *record.require]:
        if name not in types:
            part = "map" if name in record.map else "require"
            raise Invalid(
                f"A record '{record.record}' has no field '{name}'",
                where=definitions.where(source, *place, part, name),
                do=did_you_mean(name, types),
            )
    for name, each in record.cells.items():
        if each.type is not None and each.type not in TYPES[types[name]]:
            raise Invalid(
                f"The field '{name}' of '{record.record}' is {types[name]}, not {each.type}",
                where=definitions.where(source, *place, "map", name),
                do=f"Give type: {sorted(TYPES[types[name]])[0]}, or leave the type out",
            )
    if record.characteristics and record.record != "individual":
        raise Invalid(
            "Only an individual has characteristics",
            where=definitions.where(source, *place, "characteristics"),
            do="Add a record of the kind individual with the same party_ref",
        )
    if record.record == "individual" and "party_ref" not in record.map:
        raise Invalid(
            "An individual needs its party_ref",
            where=definitions.where(source, *place, "map"),
            do="Map the column that holds the person's id in this system to party_ref",
        )


def _check_apart(source: Source, position: int, definitions: Definitions) -> None:
    """Two records of one kind from one row need different parts, or conditions that cannot both hold."""
    later = source.records[position]
    for earlier in source.records[:position]:
        same = (earlier.record, earlier.key, earlier.part) == (later.record, later.key, later.part)
        if same and not _exclude_each_other(earlier, later):
            raise Invalid(
                f"Two records '{later.record}' of one row have the same key",
                where=definitions.where(source, "records", position, "key"),
                do="Give each a part of its own, such as part: phone",
            )


def _exclude_each_other(one: Record, other: Record) -> bool:
    return any(
        a.equals is not None and b.equals is not None and not set(a.texts) & set(b.texts)
        for a in one.conditions
        for b in other.conditions
        if a.column == b.column
    )


KIND = Kind("source", "sources", Source, check)
