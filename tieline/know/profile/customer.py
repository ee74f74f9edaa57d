"""One row per customer: the surviving fields and the figures of all facts side by side."""

from datetime import date

import ibis
import ibis.expr.types as ir


def customer_rows(customers: ir.Table, parts: list[ir.Table], as_of: date) -> ir.Table:
    """Customers with all their fields side by side; parts have one row at most per ``customer`` or ``customer_id``."""
    rows = customers
    for part in parts:
        key = "customer" if "customer" in part.columns else "customer_id"
        rows = rows.left_join(part, key).drop(f"{key}_right")
    rows = rows.mutate(
        phone=rows.phone.fill_null(rows.line_phone),
        phone_strength=rows.phone_strength.fill_null(rows.line_phone_strength),
        line_count=rows.line_count.fill_null(0),
        account_count=rows.account_count.fill_null(0),
        complaint_count_90d=rows.complaint_count_90d.fill_null(0),
        customer_since=ibis.least(rows.first_account_on, rows.first_line_on),
    )
    born = rows.birth_date.cast("date")
    return rows.mutate(
        age=(completed_months(born, as_of) // 12).fill_null(rows.told_age.cast("int64")),
        tenure_months=completed_months(rows.customer_since, as_of).fill_null(rows.told_tenure_months.cast("int64")),
        ended_on=(rows.line_count == 0).ifelse(rows.last_line_end, ibis.null("date")),
    )


def with_activity(rows: ir.Table, gone: ir.Table) -> ir.Table:
    """Rows with ``is_active``; ``gone`` are customers of whom a snapshot says, without a date, that they have left."""
    return rows.mutate(is_active=(rows.line_count > 0) & ~rows.customer_id.isin(gone.customer_id))


def with_area(rows: ir.Table, areas: ir.Table) -> ir.Table:
    """Rows with ``area_population`` by their postal code."""
    people = areas.group_by("postal_code").aggregate(area_population=areas.population.max())
    return rows.left_join(people, "postal_code").drop("postal_code_right")


def with_household(rows: ir.Table, sizes: ir.Table) -> ir.Table:
    """Rows with ``household_size``: customers who share the household, 1 without one."""
    joined = rows.left_join(sizes, "household_id").drop("household_id_right")
    return joined.mutate(household_size=joined.household_size.fill_null(1))


def completed_months(since: ir.DateColumn, as_of: date) -> ir.IntegerColumn:
    """Whole months from ``since`` to the day: the 31st to the 30th is not yet one."""
    months = (as_of.year - since.year()) * 12 + (as_of.month - since.month())
    return months - (since.day() > as_of.day).cast("int64")
