"""
The declared checks of a delivery, each with its verdict: pass, warn or quarantine.

Checks of rows are computed over all rows at once: those of single values in one pass, uniqueness and references by a
grouping and a join each. Checks of the delivery judge its size and its age.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.know.ingest.conversion import MISTAKES, Reading, text_of, value_of
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.definitions.cells import Cell
from tieline.know.ingest.definitions.checks import (
    AnyCheck,
    Freshness,
    Matches,
    Range,
    Reference,
    Required,
    RowCount,
    Unique,
)
from tieline.know.ingest.definitions.durations import length_of
from tieline.know.ingest.tables import RECORDS
from tieline.know.ingest.written import typed_columns

PASS, WARN, QUARANTINE = "pass", "warn", "quarantine"
WORST = (QUARANTINE, WARN, PASS)
FAULT = "struct<field: string, value: string, reason: string>"
WHOLE = (Freshness, RowCount)


@dataclass(frozen=True)
class Result:
    """What one check found: how many rows failed, what was measured of the whole, and that in words."""

    position: int
    kind: str
    name: str
    verdict: str
    rows: int = 0
    measured: float | None = None
    says: str = ""


@dataclass(frozen=True)
class RowsChecked:
    """What the checks of rows found, and what keeps rows from landing: ``__row``, ``field``, ``value``, ``reason``."""

    faults: ir.Table | None
    results: list[Result]


@dataclass(frozen=True)
class Failing:
    """When a row fails a check of single values, and how that is told."""

    position: int
    when: ir.BooleanValue
    fault: ir.StructValue


def check_rows(area: Staging, rows: ir.Table, source: Source, time_zone: str) -> RowsChecked:
    """Every row held against the declared checks of rows."""
    asked = [(at, each) for at, each in enumerate(source.checks) if not isinstance(each, WHOLE)]
    if not asked:
        return RowsChecked(None, [])
    reading = Reading(source.empty, source.time_zone or time_zone)
    columns = dict.fromkeys(column for _, each in asked for column in each.read)
    texts = area.keep(rows.select(POSITION, **{column: text_of(rows[column], reading) for column in columns}))
    typed = [column for column in columns if not rows[column].type().is_string()]
    single = [fail for at, each in asked for fail in _failing(texts, at, each, source, reading, typed)]
    found = _single(area, texts, single, source.checks)
    for at, each in asked:
        if isinstance(each, Unique | Reference):
            found[at] = _of_all(area, texts, each, source)
    results = [_of_rows(at, each, found[at][0]) for at, each in asked]
    faults = [rows for at, each in asked if each.verdict == QUARANTINE and (rows := found[at][1]) is not None]
    together = ibis.union(*faults, distinct=False) if len(faults) > 1 else next(iter(faults), None)
    return RowsChecked(None if together is None else area.keep(together), results)


def check_whole(
    source: Source, *, received: int, data_until: datetime | None, before: int | None, received_at: datetime
) -> list[Result]:
    """
    The delivery held against the declared checks of the whole.

    ``before`` is the number of rows of the last load that landed; ``data_until`` is naive, in UTC.
    """
    results = []
    for at, each in enumerate(source.checks):
        if isinstance(each, Freshness):
            results.append(_freshness(at, each, data_until, received_at))
        elif isinstance(each, RowCount):
            results.append(_row_count(at, each, received, before))
    return results


def mapping_result(source: Source, rejected: int, received: int) -> Result:
    """The rows that the mapping could not read or that others replace, as a result beside those of the checks."""
    share = rejected / received if received else 0.0
    says = f"{rejected} of {received} rows did not land" if rejected else ""
    verdict = QUARANTINE if rejected else PASS
    return Result(len(source.checks), "mapping", "mapping", verdict, rejected, share, says)


def drift_result(source: Source, drift: dict[str, list[str]]) -> Result:
    """What changed in the columns, as a result beside those of the checks."""
    says = "; ".join(f"{kind}: {', '.join(columns)}" for kind, columns in drift.items())
    return Result(len(source.checks) + 1, "drift", "drift", WARN if drift else PASS, says=says[:300])


def verdict_of(results: Sequence[Result]) -> str:
    """The worst verdict; pass where nothing was checked."""
    found = {result.verdict for result in results}
    return next((verdict for verdict in WORST if verdict in found), PASS)


def holds(source: Source, results: Sequence[Result]) -> list[Result]:
    """The failed checks of the whole for which the load must wait until a person lets it land."""
    whole = {at for at, each in enumerate(source.checks) if isinstance(each, WHOLE)}
    return [result for result in results if result.position in whole and result.verdict == QUARANTINE]


def _failing(
    texts: ir.Table, at: int, each: AnyCheck, source: Source, reading: Reading, typed: Container[str]
) -> list[Failing]:
    match each:
        case Required():
            empty = [(column, texts[column].isnull()) for column in each.columns]
            return [Failing(at, when, _fault(column, None, "required")) for column, when in empty]
        case Matches():
            text = texts[each.column]
            wrong = text.notnull() & ~text.re_search(f"^(?:{each.pattern})$")
            return [Failing(at, wrong, _fault(each.column, text, "does not match"))]
        case Range():
            return _outside(texts, at, each, source, reading, typed)
    return []


def _outside(
    texts: ir.Table, at: int, each: Range, source: Source, reading: Reading, typed: Container[str]
) -> list[Failing]:
    """``typed`` columns were no text in the file, so their text is that of ISO 8601."""
    text = texts[each.column]
    cell, kind = _read_as(each, source)
    if each.column in typed:
        cell = cell.model_copy(update={"format": None})
    value = value_of(texts, cell, kind, reading)
    compared = value.cast("date") if each.of_days else value
    bounds = [compared < each.minimum] if each.minimum is not None else []
    bounds += [compared > each.maximum] if each.maximum is not None else []
    outside = reduce(lambda one, other: one | other, bounds).fill_null(False)  # noqa: FBT003 - the value that fills
    unread = text.notnull() & value.isnull()
    return [
        Failing(at, unread, _fault(each.column, text, MISTAKES[kind])),
        Failing(at, outside, _fault(each.column, text, "out of range")),
    ]


def _read_as(each: Range, source: Source) -> tuple[Cell, str]:
    """How the column is read: days as the mapping reads it, numbers as they are written."""
    if not each.of_days:
        return Cell(column=each.column), "number"
    cell, kind = typed_columns(source).get(each.column, (None, ""))
    if cell is None or kind not in ("date", "timestamp"):
        return Cell(column=each.column), "date"
    return Cell(column=each.column, format=cell.format, time_zone=cell.time_zone), kind


Found = tuple[int, ir.Table | None]
"""How many rows failed a check, and those rows as faults."""


def _single(area: Staging, texts: ir.Table, failing: list[Failing], checks: Sequence[AnyCheck]) -> dict[int, Found]:
    """The checks of single values: counted in one pass, and the faults of those that send rows to quarantine."""
    by_check: dict[int, list[Failing]] = {}
    for each in failing:
        by_check.setdefault(each.position, []).append(each)
    if not by_check:
        return {}
    any_of = {at: reduce(lambda one, other: one | other, [f.when for f in those]) for at, those in by_check.items()}
    counted = texts.agg(**{f"c{at}": when.cast("int64").sum() for at, when in any_of.items()})
    (counts,) = counted.to_pyarrow().to_pylist()
    found: dict[int, Found] = {}
    for at, those in by_check.items():
        count = int(counts[f"c{at}"] or 0)
        rows = _faults(texts.filter(any_of[at]), those) if count and checks[at].verdict == QUARANTINE else None
        found[at] = (count, rows if rows is None else area.keep(rows))
    return found


def _faults(failed: ir.Table, those: list[Failing]) -> ir.Table:
    told = ibis.array([ibis.cases((each.when, each.fault), else_=ibis.null(FAULT)) for each in those])
    listed = told.filter(lambda fault: fault.notnull()).unnest()
    return failed.select(POSITION, fault=listed).unpack("fault")


def _of_all(area: Staging, texts: ir.Table, each: Unique | Reference, source: Source) -> Found:
    """The checks that compare a row with others: with those of the delivery, or with the records that landed."""
    failed = _repeated(texts, each) if isinstance(each, Unique) else _unknown(area, texts, each, source)
    if each.verdict == WARN:
        return int(failed.count().execute()), None
    rows = area.keep(failed)
    return int(rows.count().execute()), rows


def _repeated(texts: ir.Table, each: Unique) -> ir.Table:
    """Every row but the first of those that agree in all columns; a row with an empty one agrees with none."""
    filled = texts.filter([texts[column].notnull() for column in each.columns])
    groups = filled.group_by(each.columns).agg(first=filled[POSITION].min(), rows=filled.count())
    again = groups.filter(groups["rows"] > 1)
    both = filled.inner_join(again, each.columns)
    later = both.filter(both[POSITION] > both["first"])
    shown = reduce(lambda one, other: one + " + " + other, [later[column] for column in each.columns])
    return later.select(POSITION, field=ibis.literal(" + ".join(each.columns)), value=shown, reason=_said("not unique"))


def _unknown(area: Staging, texts: ir.Table, each: Reference, source: Source) -> ir.Table:
    """The rows whose value no record of the system has."""
    records = area.warehouse.table(RECORDS[each.record])
    known = records.filter(records.system == source.system).select(known=records[each.field].cast("string"))
    asked = texts.filter(texts[each.column].notnull()).select(POSITION, value=texts[each.column])
    unknown = asked.anti_join(known, asked["value"] == known["known"])
    return unknown.select(
        POSITION, field=ibis.literal(each.column), value=unknown["value"], reason=_said("unknown reference")
    )


def _said(reason: str) -> ir.StringScalar:
    return ibis.literal(reason)


def _fault(column: str, value: ir.StringValue | None, reason: str) -> ir.StructValue:
    shown = ibis.null("string") if value is None else value
    return ibis.struct({"field": ibis.literal(column), "value": shown, "reason": ibis.literal(reason)}, type=FAULT)


def _of_rows(at: int, each: AnyCheck, count: int) -> Result:
    says = _rows(count) if count else ""
    return Result(at, each.check, each.title, each.verdict if count else PASS, count, says=says)


def _freshness(at: int, each: Freshness, data_until: datetime | None, received_at: datetime) -> Result:
    if data_until is None:
        return Result(at, each.check, each.title, each.verdict, says="No record tells of when it is")
    age = received_at - data_until.replace(tzinfo=UTC)
    verdict = each.verdict if age > length_of(each.at_most) else PASS
    says = f"The data reach until {data_until:%Y-%m-%d %H:%M} UTC, {_spelt(age)} before they were received"
    return Result(at, each.check, each.title, verdict, measured=age.total_seconds(), says=says)


def _row_count(at: int, each: RowCount, received: int, before: int | None) -> Result:
    change = abs(received - before) / before if before else None
    tests: list[tuple[bool, Callable[[], str]]] = [
        (each.minimum is not None and received < each.minimum, lambda: f"{_rows(received)}, fewer than {each.minimum}"),
        (each.maximum is not None and received > each.maximum, lambda: f"{_rows(received)}, more than {each.maximum}"),
        (
            each.change is not None and change is not None and change > each.change,
            lambda: f"{_rows(received)}, the last load had {before}",
        ),
    ]
    failed = [says() for fails, says in tests if fails]
    says = "; ".join(failed) or _rows(received)
    return Result(at, each.check, each.title, each.verdict if failed else PASS, measured=change, says=says)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _spelt(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.1f} hours" if abs(hours) < 48 else f"{hours / 24:.1f} days"
