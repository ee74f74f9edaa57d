"""
The definition of a source: where its data comes from, how it is written, and which records a row gives.

A source with all its parts is shown in ``docs/ingest.md``.
"""

from datetime import timedelta
from typing import Any, Literal

from pydantic import Field, model_validator

from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part
from tieline.foundation.packs.mistakes import did_you_mean
from tieline.know.ingest.definitions.calculations import TYPES as CALCULATED
from tieline.know.ingest.definitions.cells import Zone
from tieline.know.ingest.definitions.checks import AnyCheck, Reference
from tieline.know.ingest.definitions.connection import KIND as CONNECTIONS
from tieline.know.ingest.definitions.connection import TYPES_OF
from tieline.know.ingest.definitions.durations import Duration, length_of
from tieline.know.ingest.definitions.formats import Format
from tieline.know.ingest.definitions.records import Record
from tieline.know.ingest.definitions.where import Where
from tieline.know.ingest.headers import HEADER
from tieline.know.ingest.tables import RECORDS

TYPES = {
    "string": {"text"},
    "int64": {"integer", "number"},
    "float64": {"number", "integer"},
    "boolean": {"boolean"},
    "date": {"date"},
    "timestamp": {"timestamp"},
}
"""Which types of a cell fit a column of a record, by the column's type."""


FORMATS: dict[str, Literal["parquet", "ndjson"]] = {
    "query": "parquet",
    "rest": "ndjson",
    "events": "ndjson",
    "topic": "ndjson",
}
"""The format in which rows arrive that are no files, by the way they come."""


class Drift(Part):
    """What happens when the columns of a delivery are not those of the last one."""

    new: Literal["report", "stop"] = Field(default="report", description="A column that was not there before.")
    missing: Literal["stop", "null"] = Field(default="stop", description="A mapped column that is gone.")
    retyped: Literal["stop", "report"] = Field(default="stop", description="A typed column of another type.")


class Source(Declared):
    """A source: one feed of one system. ``key`` is ``<system>.<feed>``."""

    system: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    where: Where
    format: Format = Format(type="ndjson")
    time_zone: Zone | None = Field(default=None, description="Of timestamps without offset; default the operator's.")
    expected_every: Duration | None = Field(
        default=None, description="ISO 8601 duration after which a missing delivery is late."
    )
    empty: list[str] = Field(default_factory=list, description="Texts that mean nothing, beside the empty one.")
    rejected_share_limit: float = Field(
        default=0.1, ge=0, le=1, description="A load of which a larger share of rows is rejected fails as a whole."
    )
    drift: Drift = Drift()
    checks: list[AnyCheck] = Field(default_factory=list)
    fetch_every: Duration | None = Field(
        default=None, description="How often data is fetched through a connection; by default only when asked for."
    )
    collected_for: tuple[Purpose, ...] = Field(
        default=(), description="Purposes for which the data was collected; empty is all of them."
    )
    records: list[Record] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _events_never_fail_as_a_whole(cls, body: Any) -> Any:
        """Where nothing else is said: an event lacks what it has nothing to say of, and a wrong one rejects itself."""
        where = body.get("where") if isinstance(body, dict) else None
        if not isinstance(where, dict) or (where.get("events") is None and where.get("topic") is None):
            return body
        drift = body.get("drift", {})
        drift = {"missing": "null", "retyped": "report", **drift} if isinstance(drift, dict) else drift
        return {"rejected_share_limit": 1.0, **body, "drift": drift}

    @model_validator(mode="before")
    @classmethod
    def _fetched_rows_have_one_format(cls, body: Any) -> Any:
        """Rows of a database arrive as Parquet and those of an API as NDJSON, whatever the default is."""
        where = body.get("where") if isinstance(body, dict) else None
        if not isinstance(where, dict) or body.get("format") is not None:
            return body
        if where.get("query") is not None:
            return {**body, "format": {"type": FORMATS["query"]}}
        return {**body, "format": {"type": FORMATS["rest"]}} if where.get("rest") is not None else body

    @model_validator(mode="after")
    def _fetched_as_it_arrives(self) -> "Source":
        wanted = FORMATS.get(self.where.kind)
        if wanted is not None and self.format.type != wanted:
            raise ValueError(f"what comes by where.{self.where.kind} arrives as {wanted}; leave format out")
        if self.fetch_every is not None and self.where.connection is None:
            raise ValueError("fetch_every needs a connection in where; other deliveries are expected_every")
        return self

    @property
    def columns(self) -> list[str]:
        """Every column of the file that any record or check reads, each once."""
        read = [column for record in self.records for column in record.columns]
        return list(dict.fromkeys([*read, *(column for each in self.checks for column in each.read)]))

    @property
    def late_after(self) -> timedelta | None:
        """How long after a delivery the next one is late; None where nothing is expected."""
        return None if self.expected_every is None else length_of(self.expected_every)


def check(sources: list[Source], definitions: Definitions) -> None:
    """Invalid for the first source that names an unknown record or field, or whose types or keys cannot work."""
    for source in sources:
        _check_connection(source, definitions)
        for position, record in enumerate(source.records):
            place = ("records", position)
            if record.record not in RECORDS:
                raise Invalid(
                    f"'{record.record}' is not a kind of record",
                    where=definitions.where(source, *place, "record"),
                    do=did_you_mean(record.record, RECORDS),
                )
            _check_fields(source, record, place, definitions)
            _check_calculations(source, record, place, definitions)
            _check_apart(source, position, definitions)
            _check_fold(source, position, definitions)
        _check_references(source, definitions)


def _check_connection(source: Source, definitions: Definitions) -> None:
    if source.where.connection is None:
        return
    types = {connection.key: connection.type for connection in definitions.of(CONNECTIONS)}
    place = definitions.where(source, "where", "connection")
    if source.where.connection not in types:
        raise Invalid(
            f"There is no connection '{source.where.connection}'",
            where=place,
            do=did_you_mean(source.where.connection, list(types)),
        )
    given, fitting = types[source.where.connection], TYPES_OF[source.where.kind]
    if given not in fitting:
        raise Invalid(
            f"A connection of type {given} gives no {source.where.kind}",
            where=place,
            do=f"Use a connection of type {' or '.join(fitting)}",
        )


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


def _check_calculations(source: Source, record: Record, place: tuple[str | int, ...], definitions: Definitions) -> None:
    """A calculated field gives the type of the field; a calculated characteristic that of its ``type``."""
    types = {column.name: TYPES[column.type] for column in RECORDS[record.record].columns}
    fields = [("map", name, each, types[name]) for name, each in record.cells.items()]
    fields += [("characteristics", n, each, {each.type or "text"}) for n, each in record.characteristic_cells.items()]
    for part, name, each, fitting in fields:
        if each.feel is None or each.calculation.type in {CALCULATED[kind] for kind in fitting}:
            continue
        raise Invalid(
            f"'{name}' is {' or '.join(sorted(fitting))}, but is calculated as a {each.calculation.type}",
            where=definitions.where(source, *place, part, name, "feel"),
            do="Correct the expression, or the type of the characteristic",
        )


def _check_references(source: Source, definitions: Definitions) -> None:
    """A check of references names a kind of record and one of its fields."""
    for position, each in enumerate(source.checks):
        if not isinstance(each, Reference):
            continue
        known = RECORDS[each.record].column_names if each.record in RECORDS else ()
        if each.field not in known:
            part, word, allowed = ("field", each.field, known) if known else ("record", each.record, tuple(RECORDS))
            raise Invalid(
                f"There is no {'field' if known else 'kind of record'} '{word}' to refer to",
                where=definitions.where(source, "checks", position, part),
                do=did_you_mean(word, allowed),
            )


def _check_fold(source: Source, position: int, definitions: Definitions) -> None:
    """What is folded has no characteristics, and all records of its kind are folded."""
    record = source.records[position]
    if record.fold and record.characteristics:
        raise Invalid(
            "A record with characteristics cannot be folded",
            where=definitions.where(source, "records", position, "fold"),
            do="Leave fold out, or declare the characteristics in a record of their own",
        )
    if any(other.record == record.record and other.fold != record.fold for other in source.records):
        raise Invalid(
            f"Some records '{record.record}' of the source are folded and some are not",
            where=definitions.where(source, "records", position, "fold"),
            do=f"Fold all records '{record.record}', or none",
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
