"""
A delivery held against its source: what may land, and what may not and why. Nothing is written yet.

A row is rejected where a field of any of its records is wrong, or where later rows of the same file
replace all of its records.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.checking import Result, check_rows
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.folding import fold
from tieline.know.ingest.keeping_away import erased_rows
from tieline.know.ingest.mapping import NUMBER, SOUND, Mapped, characteristic_rows, map_rows, record_rows
from tieline.know.ingest.reading.delivery import Delivery
from tieline.know.ingest.tables import CHARACTERISTIC

DUPLICATE = "duplicate key"
NONE_LOST: dict[str, tuple[str, list[Any]]] = {
    POSITION: ("int64", []),
    NUMBER: ("int64", []),
    "value": ("string", []),
    "reason": ("string", []),
}
TELLS_OF = ("updated_at", "at", "paid_at", "day", "issued_on", "month")
"""The columns that say of when a record tells, the best first."""


@dataclass(frozen=True)
class Candidates:
    """Records of one kind that may land: ``__row``, ``__record``, ``record_key`` and the columns of ``table``."""

    table: Table
    rows: ir.Table
    folded: bool = False

    @property
    def may_repeat(self) -> bool:
        """Whether a key may come twice: not where rows are folded, and characteristics go with their individual."""
        return not self.folded and self.table is not CHARACTERISTIC


@dataclass(frozen=True)
class Validated:
    """
    A delivery after validation.

    ``faults`` has a row per wrong field (``__row``, ``field``, ``value``, ``reason``); ``lost`` has the
    records that others replace (``__row``, ``__record``, ``value``, ``reason``); ``applied`` says how many
    records each sound row gives (``__row``, ``records``); ``results`` is what the declared checks of rows found,
    ``unmapped`` counts the rows that are rejected for other reasons.
    """

    delivery: Delivery
    received: int
    candidates: list[Candidates]
    faults: ir.Table
    lost: ir.Table
    applied: ir.Table
    results: list[Result]
    unmapped: int
    erased: list[int]


def validate(area: Staging, delivery: Delivery, source: Source, time_zone: str) -> Validated:
    """What may land of a delivery and what not; Invalid where more than the source's share of rows may not."""
    mapped = map_rows(area, delivery.rows, source, time_zone)
    malformed = int(delivery.malformed.count().to_pyarrow().as_py()) if delivery.malformed is not None else 0
    received = int(mapped.converted.count().to_pyarrow().as_py()) + malformed
    delivery, mapped, erased = _kept_away(area, delivery, mapped, source)
    checked = check_rows(area, delivery.rows, source, time_zone)
    mapped = _without(area, mapped, checked.faults)
    candidates = _candidates(mapped)
    lost = [_duplicates(area, each) for each in candidates if each.may_repeat]
    sound = mapped.converted.filter(mapped.converted[SOUND])
    counts = [sound[layout.applies].cast("int64") for layout in mapped.records]
    validated = Validated(
        delivery=delivery,
        received=received,
        candidates=candidates,
        faults=mapped.faults,
        lost=area.keep(_together(lost)) if lost else area.keep_values(NONE_LOST),
        applied=sound.select(POSITION, records=sum(counts[1:], counts[0])),
        results=checked.results,
        unmapped=0,
        erased=erased,
    )
    rejected = area.keep(rejected_fields(validated))
    _refuse_too_many(rejected, received, source)
    others = rejected if checked.faults is None else rejected.anti_join(checked.faults, POSITION)
    return replace(validated, unmapped=int(others[POSITION].nunique().to_pyarrow().as_py()))


def _kept_away(area: Staging, delivery: Delivery, mapped: Mapped, source: Source) -> tuple[Delivery, Mapped, list[int]]:
    """The delivery and the mapped rows without those of erased customers, and the places of these."""
    gone = erased_rows(area, delivery, mapped, source)
    if gone is None:
        return delivery, mapped, []
    malformed = delivery.malformed
    kept = replace(
        delivery,
        rows=area.keep(delivery.rows.anti_join(gone, POSITION)),
        malformed=None if malformed is None else area.keep(malformed.anti_join(gone, POSITION)),
    )
    converted = area.keep(mapped.converted.anti_join(gone, POSITION))
    faults = area.keep(mapped.faults.anti_join(gone, POSITION))
    return kept, replace(mapped, converted=converted, faults=faults), sorted(gone.to_pyarrow()[POSITION].to_pylist())


def _without(area: Staging, mapped: Mapped, faults: ir.Table | None) -> Mapped:
    """The mapped rows but those that a check sends to quarantine, which are told beside what the mapping found."""
    if faults is None:
        return mapped
    told = ibis.union(mapped.faults.select(POSITION, "field", "value", "reason"), faults, distinct=True)
    kept = area.keep(mapped.converted.anti_join(faults, POSITION))
    return replace(mapped, converted=kept, faults=area.keep(told))


def rejected_fields(validated: Validated) -> ir.Table:
    """One row per reason why a row does not land: ``__row``, ``field``, ``value``, ``reason``."""
    lost = validated.lost
    per_row = lost.group_by(POSITION).agg(count=lost.count(), value=lost["value"].min(), reason=lost["reason"].min())
    whole = per_row.join(validated.applied, POSITION).filter(lambda both: both["count"] == both["records"])
    parts = [
        validated.faults.select(POSITION, "field", "value", "reason"),
        whole.select(POSITION, field=ibis.null("string"), value="value", reason="reason"),
    ]
    malformed = validated.delivery.malformed
    if malformed is not None:
        parts.append(malformed.select(POSITION, field=ibis.null("string"), value="value", reason="reason"))
    return ibis.union(*parts, distinct=False)


def surviving(candidates: Candidates, lost: ir.Table) -> ir.Table:
    """The candidates that no other record replaces; characteristics go with their individual."""
    if not int(lost.limit(1).count().to_pyarrow().as_py()):
        return candidates.rows
    return candidates.rows.anti_join(lost, [POSITION, NUMBER])


def data_until(validated: Validated) -> datetime | None:
    """The latest instant, naive, that any candidate tells of; None where none tells."""
    found = []
    for each in validated.candidates:
        column = next((name for name in TELLS_OF if name in each.table.column_names), None)
        if column is not None:
            latest = each.rows[column].max().cast("timestamp")
            found += [value for value in [latest.to_pyarrow().as_py()] if value is not None]
    return max(found, default=None)


def reasons(rejected: ir.Table) -> dict[str, int]:
    """How many rows were rejected for each reason, the most frequent first."""
    counted = rejected.group_by("reason").agg(rows=rejected[POSITION].nunique())
    ordered = counted.order_by([ibis.desc("rows"), "reason"]).to_pyarrow().to_pylist()
    return {row["reason"]: row["rows"] for row in ordered}


def _candidates(mapped: Mapped) -> list[Candidates]:
    """Per kind of record, what all records of that kind in the definition give."""
    found: dict[str, tuple[Table, list[ir.Table]]] = {}
    for layout in mapped.records:
        found.setdefault(layout.table.name, (layout.table, []))[1].append(record_rows(mapped, layout))
        characteristics = characteristic_rows(mapped, layout)
        if characteristics is not None:
            found.setdefault(CHARACTERISTIC.name, (CHARACTERISTIC, []))[1].append(characteristics)
    folded = {layout.table.name for layout in mapped.records if layout.record.fold}
    return [
        Candidates(table, fold(_together(rows), table), folded=True)
        if table.name in folded
        else Candidates(table, _together(rows))
        for table, rows in found.values()
    ]


def _together(rows: Sequence[ir.Table]) -> ir.Table:
    return ibis.union(*rows, distinct=False) if len(rows) > 1 else rows[0]


def _duplicates(area: Staging, candidates: Candidates) -> ir.Table:
    """
    The records whose key comes again in the file: all but the last changed one, or the last one.

    Keys are counted by their hash, which is smaller; where two keys share one, the ranking tells them apart.
    """
    rows = candidates.rows
    marked = rows.mutate(mark=rows.record_key.hash())
    counted = marked.group_by("mark").agg(times=marked.count())
    again = area.keep(counted.filter(counted.times > 1).select("mark"))
    if not int(again.count().to_pyarrow().as_py()):
        return area.keep_values(NONE_LOST)
    shared = marked.semi_join(again, "mark")
    latest_first = [shared["updated_at"].desc(nulls_first=False)] if "updated_at" in shared.columns else []
    rank = ibis.row_number().over(
        group_by="record_key", order_by=[*latest_first, shared[POSITION].desc(), shared[NUMBER].desc()]
    )
    ranked = shared.mutate(rank=rank).filter(lambda each: each["rank"] > 0)
    return ranked.select(POSITION, NUMBER, value="record_key", reason=ibis.literal(DUPLICATE))


def _refuse_too_many(rejected: ir.Table, received: int, source: Source) -> None:
    """Invalid where the rejected share of rows is above the source's limit, with the reasons and an example of each."""
    count = int(rejected[POSITION].nunique().to_pyarrow().as_py())
    if count <= received * source.rejected_share_limit:
        return
    top = rejected.group_by(["reason", "field"]).agg(
        rows=rejected[POSITION].nunique(),
        row=rejected[POSITION].min(),
        value=rejected["value"].argmin(rejected[POSITION]),
    )
    said = [
        f"{row['rows']} × {row['reason']}"
        + (f" in {row['field']}" if row["field"] else "")
        + f" (first in row {row['row']}"
        + (f": '{row['value'][:60]}')" if row["value"] else ")")
        for row in top.order_by([ibis.desc("rows"), "reason", "field"]).limit(5).to_pyarrow().to_pylist()
    ]
    raise Invalid(
        f"{count} of {received} rows would be rejected, more than {source.rejected_share_limit:.0%}; nothing landed",
        where="; ".join(said),
        do="Correct the file or the mapping of the source, or raise its rejected_share_limit",
    )
