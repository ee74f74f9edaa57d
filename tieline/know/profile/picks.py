"""Sums and picks that come out the same every time: rounded, and with ties broken."""

from datetime import date, datetime, timedelta

import ibis
import ibis.expr.types as ir

from tieline.foundation.days import end_of_day, naive_utc, operator_zone

EPOCH = 2_208_988_800
"""Seconds from 1900 to 1970."""
MICRO = 6
"""Decimals that are kept: sums made in parallel differ behind them."""


def total(column: ir.Column, *, where: ir.BooleanValue | None = None) -> ir.Scalar:
    """The sum of a column, rounded so that it does not depend on the order of adding."""
    return column.sum(where=where).round(MICRO)


def newest(rows: ir.Table, key: list[str], by: str) -> ir.Table:
    """One row per ``key``: the one with the greatest ``by``; of equals the last by source and record key."""
    alone, several = parted(rows, key)
    order = [several[by].desc(nulls_first=False), several.source.desc(), several.record_key.desc()]
    place = ibis.row_number().over(group_by=key, order_by=order)
    latest = several.mutate(_place=place).filter(lambda t: t._place == 0).drop("_place")
    return alone.union(latest)


def parted(rows: ir.Table, key: list[str]) -> tuple[ir.Table, ir.Table]:
    """The rows that are alone with their ``key``, mostly nearly all, and those that share it, which cost sorting."""
    again = _again(rows, key)
    return rows.anti_join(again, key), rows.semi_join(again, key)


def sharing(rows: ir.Table, key: list[str]) -> ir.Table:
    """The rows that share their ``key`` with another."""
    return rows.semi_join(_again(rows, key), key)


def _again(rows: ir.Table, key: list[str]) -> ir.Table:
    return rows.group_by(key).aggregate(_times=rows.count()).filter(lambda t: t._times > 1).select(key)


_arg_max = ibis.udf.agg.builtin(lambda _value, _number: None, name="arg_max", signature=(("string", "int64"), "string"))


def value_at_greatest(value: ir.StringValue, number: ir.IntegerValue) -> ir.StringScalar:
    """
    The text that stands beside the greatest number; null where all numbers are. Of equal numbers either one.

    ``argmax`` sorts what it is given as bytes; this compares numbers.
    """
    return _arg_max(value, number)


def sortable(instant: ir.TimestampValue) -> ir.StringValue:
    """Instants as text that sorts like them, of one length, so that more text can follow; null sorts first."""
    return instant.strftime("%Y%m%d%H%M%S%f").fill_null("0" * 20)


def seconds_of(instant: ir.TimestampValue) -> ir.IntegerValue:
    """Seconds since 1900, which sort like the instants; 0 for one that is unknown, or older."""
    return ibis.greatest(instant.epoch_seconds().cast("int64") + EPOCH, 0).fill_null(0)


def instant_of(seconds: int) -> datetime | None:
    """The instant of ``seconds_of``, naive as the warehouse stores it; None for 0."""
    return datetime(1900, 1, 1) + timedelta(seconds=seconds) if seconds else None  # noqa: DTZ001 - as it is stored


def end_as_stored(day: date) -> datetime:
    """The last second of an operator's day as the warehouse stores instants."""
    return naive_utc(end_of_day(day))


def local_date(instant: ir.TimestampColumn, as_of: date) -> ir.DateColumn:
    """The operator's day of instants, by the zone's offset on ``as_of`` (an hour off across daylight saving)."""
    offset = end_of_day(as_of).astimezone(operator_zone()).utcoffset() or timedelta()
    return (instant + ibis.interval(seconds=int(offset.total_seconds()))).date()


def days_between(later: ir.DateValue, earlier: ir.DateValue) -> ir.IntegerValue:
    """Whole days from ``earlier`` to ``later``; null where either is."""
    return later.delta(earlier, unit="day")
