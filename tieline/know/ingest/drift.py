"""
The columns and types of a delivery against those of the last one that landed.

Parquet declares its types. Of all other files a column is of the type that the mapping reads it as where at least
half of its first values can be read so, else text; where nothing stands in it, its type is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.conversion import Reading, text_of, value_of
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.reading.delivery import Delivery
from tieline.know.ingest.written import typed_columns

SEEN = 10_000
"""So many rows are looked at."""

READABLE = 0.5
Types = Mapping[str, str | None]


@dataclass(frozen=True)
class Drift:
    """The columns that came, that went and that changed their type; empty where there is nothing to compare with."""

    new: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)

    @property
    def found(self) -> dict[str, list[str]]:
        """What there is of it, for ``Load.drift``."""
        named = {"new": self.new, "missing": self.missing, "retyped": self.retyped}
        return {name: columns for name, columns in named.items() if columns}


def observe(area: Staging, delivery: Delivery, source: Source, time_zone: str) -> dict[str, str | None]:
    """The columns of a delivery and their types: text, number, boolean, date, timestamp, other, None for unknown."""
    found = dict(delivery.columns)
    if source.format.type == "parquet":
        return found
    asked = {
        column: (cell, kind)
        for column, (cell, kind) in typed_columns(source).items()
        if column in found and delivery.rows[column].type().is_string()
    }
    if not asked:
        return found
    reading = Reading(source.empty, source.time_zone or time_zone)
    first = delivery.rows.filter(delivery.rows[POSITION] <= SEEN)
    texts = area.keep(first.select(**{column: text_of(first[column], reading) for column in asked}))
    counts: dict[str, ir.Value] = {}
    for place, (column, (cell, kind)) in enumerate(asked.items()):
        plain = cell.model_copy(update={"column": column, "prefix": "", "suffix": ""})
        counts[f"filled{place}"] = texts[column].count()
        counts[f"read{place}"] = value_of(texts, plain, kind, reading).count()
    (row,) = texts.agg(**counts).to_pyarrow().to_pylist()
    for place, (column, (_, kind)) in enumerate(asked.items()):
        readable = row[f"read{place}"] >= row[f"filled{place}"] * READABLE
        found[column] = ("number" if kind == "integer" else kind) if readable else "text"
        if not row[f"filled{place}"]:
            found[column] = None
    return found


def compare(source: Source, now: Types, before: Types, name: str) -> Drift:
    """What changed; Invalid where the source says that such a change stops the load."""
    if not before:
        return Drift(missing=[column for column in source.columns if column not in now])
    drift = Drift(
        new=[column for column in now if column not in before],
        missing=[column for column in before if column not in now and _is_told(source, column)],
        retyped=[column for column in now if _is_retyped(now[column], before.get(column))],
    )
    if drift.new and source.drift.new == "stop":
        raise Invalid(
            f"The file has a column that the last one had not: '{drift.new[0]}'",
            where=f"{name}, columns {', '.join(now)}",
            do="Map it or leave it out; set drift.new of the source to report to let such files land",
        )
    if source.drift.retyped == "stop":
        for column in drift.retyped:
            if _does_harm(source, column, now[column]):
                raise Invalid(
                    f"The column '{column}' held {_words(before[column])} and now holds {_words(now[column])}",
                    where=name,
                    do="Correct the file or the mapping; set drift.retyped of the source to report to let it land",
                )
    return drift


def known_after(source: Source, now: Types, before: Types) -> dict[str, str | None]:
    """
    The columns to compare the next delivery with.

    JSON leaves out what is empty, so a field that was once seen stays known; so does a type while a column is empty.
    """
    kept = {column: kind for column, kind in before.items() if column in now or source.format.type == "ndjson"}
    return {**kept, **{column: kind or kept.get(column) for column, kind in now.items()}}


def _is_told(source: Source, column: str) -> bool:
    """Whether a column that is gone is news: of JSON, which leaves out what is empty, only one that is read."""
    return source.format.type != "ndjson" or column in source.columns


def _is_retyped(now: str | None, before: str | None) -> bool:
    return now is not None and before is not None and now != before


def _does_harm(source: Source, column: str, now: str | None) -> bool:
    """Whether a mapped column of another type gives other records: always where types are declared, else as text."""
    if column not in source.columns:
        return False
    return source.format.type == "parquet" or (now == "text" and column in typed_columns(source))


def _words(kind: str | None) -> str:
    plural = {"text": "text", "other": "nested values", "boolean": "yes or no"}
    return plural.get(kind or "", f"{kind}s")
