"""Rows of one key → one record: call records and partial figures become buckets per line, day and metric."""

import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import POSITION
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.headers import HEADER
from tieline.know.ingest.mapping import NUMBER


def fold(rows: ir.Table, table: Table) -> ir.Table:
    """
    One row per ``record_key``: numbers added up, of a timestamp the latest, of anything else the last that is there.

        row  record_key     minutes  mb    cell        row  record_key     minutes  mb    cell
        1    138…|1 Oct     2.5      null  C1      →   3    138…|1 Oct     3.75     12.0  C2
        2    138…|1 Oct     1.25     4.0   C2
        3    138…|1 Oct     null     8.0   null

    The record stands in the place of the last of its rows. Sums are rounded to the sixth decimal, as the order in
    which an engine adds would show otherwise.
    """
    header = {column.name for column in HEADER}
    values: dict[str, ir.Value] = {}
    for column in table.columns:
        if column.name not in header:
            values[column.name] = _folded(rows, column.name, column.type)
    return rows.group_by("record_key").agg(
        **{POSITION: rows[POSITION].max(), NUMBER: rows[NUMBER].argmax(rows[POSITION])}, **values
    )


def _folded(rows: ir.Table, name: str, kind: str) -> ir.Value:
    value = rows[name]
    if kind == "float64":
        return value.sum().round(6)
    if kind == "int64":
        return value.sum().cast("int64")
    if kind == "timestamp":
        return value.max()
    return value.argmax(rows[POSITION], where=value.notnull()).cast(kind)
