"""One row per customer: the surviving fields and the figures of all facts side by side."""

from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.know.profile.survivorship import FIELDS


def surviving_fields(origins: ir.Table) -> ir.Table:
    """The values of ``profile.field_origin``, one column per field."""
    return origins.group_by("customer_id").aggregate(
        **{name: origins.value.max(where=origins.field == name) for name in FIELDS}
    )


def customer_rows(
    customers: ir.Table, figures: list[ir.Table], areas: ir.Table, left: ir.Table, as_of: date
) -> ir.Table:
    """
    Rows of ``profile.customer``. ``figures`` have one row per customer at most; ``left`` are the customers of
    whom a snapshot says, without a date, that they have gone.
    """
    rows = customers
    for figure in figures:
        rows = rows.left_join(figure, "customer_id").drop("customer_id_right")
    rows = with_household(with_area(rows, areas))
    gone = rows.customer_id.isin(left.customer_id)
    rows = rows.mutate(
        line_count=rows.line_count.fill_null(0),
        account_count=rows.account_count.fill_null(0),
        complaint_count_90d=rows.complaint_count_90d.fill_null(0),
        birth_date=rows.birth_date.cast("date"),
        customer_since=ibis.least(rows.first_account_on, rows.first_line_on),
        is_active=(rows.line_count.fill_null(0) > 0) & ~gone,
    )
    return rows.mutate(
        age=(completed_months(rows.birth_date.cast("date"), as_of) // 12).fill_null(rows.told_age.cast("int64")),
        tenure_months=completed_months(rows.customer_since, as_of).fill_null(rows.told_tenure_months.cast("int64")),
        ended_on=(rows.line_count == 0).ifelse(rows.last_line_end, ibis.null("date")),
    )


def with_area(rows: ir.Table, areas: ir.Table) -> ir.Table:
    """Rows with ``area_population`` by their postal code."""
    people = areas.group_by("postal_code").aggregate(area_population=areas.population.max())
    return rows.left_join(people, "postal_code").drop("postal_code_right")


def with_household(rows: ir.Table) -> ir.Table:
    """Rows with ``household_size``: customers who share the household, 1 without one."""
    alone = rows.household_id.isnull()
    size = rows.count().over(group_by="household_id")
    return rows.mutate(household_size=alone.ifelse(1, size))


def completed_months(since: ir.DateColumn, as_of: date) -> ir.IntegerColumn:
    """Whole months from ``since`` to the day: the 31st to the 30th is not yet one."""
    months = (as_of.year - since.year()) * 12 + (as_of.month - since.month())
    return months - (since.day() > as_of.day).cast("int64")
