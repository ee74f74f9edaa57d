"""Old rows of the warehouse: how many there are, and a batch of their keys."""

from datetime import date, datetime, time

import ibis
import ibis.expr.types as ir

from tieline.foundation.days import naive_utc, operator_zone
from tieline.foundation.privacy.retention_keeping import MonthOfRows, Old, Survey
from tieline.foundation.warehouse.tables import Table


def is_old(table: Table, rows: ir.Table, old: Old) -> ir.BooleanValue:
    """That a date or an instant of a row lies before a day of the operator; null where it bears none."""
    if _is_instant(table, old.dated):
        start = naive_utc(datetime.combine(old.before, time(), tzinfo=operator_zone()))
        return rows[old.dated] < ibis.literal(start, "timestamp")
    return rows[old.dated] < ibis.literal(old.before, "date")


def survey_table(table: Table, rows: ir.Table, old: Old, *, held: ir.Table | None = None) -> Survey:
    """The survey of some rows of a table; ``held`` are the keys of those that stay for a legal hold."""
    past = is_old(table, rows, old)
    counted = rows.mutate(past=past.fill_null(ibis.literal(value=False)), month=_month(table, rows, old.dated))
    stays = 0
    if held is not None:
        kept = counted.semi_join(held, list(held.columns))
        stays = int(kept.past.sum().fill_null(0).to_pyarrow().as_py())
        counted = counted.anti_join(held, list(held.columns)).union(kept.mutate(past=ibis.literal(value=False)))
    months = counted.group_by("month").agg(rows=lambda each: each.count(), goes=lambda each: each.past.sum())
    found = sorted(months.to_pyarrow().to_pylist(), key=lambda each: each["month"] or date.min)
    dated = [each for each in found if each["month"] is not None]
    return Survey(
        rows=sum(each["rows"] for each in found),
        goes=sum(each["goes"] for each in dated),
        held=stays,
        undated=sum(each["rows"] for each in found if each["month"] is None),
        oldest=_oldest(table, rows, old.dated),
        months=tuple(MonthOfRows(each["month"], each["rows"], each["goes"]) for each in dated),
    )


def together(surveys: list[Survey]) -> Survey:
    """Several surveys of one kind of data as one, month by month."""
    months: dict[date, MonthOfRows] = {}
    for each in (month for survey in surveys for month in survey.months):
        former = months.get(each.month, MonthOfRows(each.month, 0, 0))
        months[each.month] = MonthOfRows(each.month, former.rows + each.rows, former.goes + each.goes)
    oldest = [each.oldest for each in surveys if each.oldest is not None]
    return Survey(
        rows=sum(each.rows for each in surveys),
        goes=sum(each.goes for each in surveys),
        held=sum(each.held for each in surveys),
        undated=sum(each.undated for each in surveys),
        oldest=min(oldest, default=None),
        months=tuple(months[month] for month in sorted(months)),
    )


def _is_instant(table: Table, name: str) -> bool:
    return any(column.name == name and column.type == "timestamp" for column in table.columns)


def _month(table: Table, rows: ir.Table, name: str) -> ir.DateValue:
    """The first day of the month in UTC: a preview by month may be some hours off at its edges."""
    value = rows[name].date() if _is_instant(table, name) else rows[name]
    return value.truncate("M")


def _oldest(table: Table, rows: ir.Table, name: str) -> date | None:
    value = rows[name].date() if _is_instant(table, name) else rows[name]
    found = value.min().to_pyarrow().as_py()
    return found if isinstance(found, date) else None
