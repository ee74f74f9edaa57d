"""Bills and payments of customers, and what they owe and usually pay."""

from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.know.profile.picks import days_between, end_as_stored, local_date


def bills_of_customers(bills: ir.Table, owned: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.bill``: bills issued by the day (by the end of their month where the issue is not told)."""
    known = bills.filter(bills.issued_on.fill_null(month_end(bills.month)) <= as_of)
    return known.inner_join(owned.select("system", "account_ref", "customer_id", "customer"), ["system", "account_ref"])


def payments_of_customers(payments: ir.Table, bills: ir.Table, owned: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.payment``: payments made by the day, with the days between due day and payment."""
    known = payments.filter(payments.paid_at <= end_as_stored(as_of))
    paid = known.inner_join(owned.select("system", "account_ref", "customer_id", "customer"), ["system", "account_ref"])
    due = bills.group_by("system", "bill_ref").aggregate(due_on=bills.due_on.max())
    paid = paid.left_join(due, ["system", "bill_ref"])
    return paid.mutate(days_late=days_between(local_date(paid.paid_at, as_of), paid.due_on))


def bill_figures(bills: ir.Table, by: str = "customer_id") -> ir.Table:
    """Latest bill and mean of the three before it, per ``by``; the bills of one month over all accounts are one."""
    months = bills.group_by(by, "month").aggregate(amount=bills.amount.sum())
    place = ibis.row_number().over(group_by=by, order_by=months.month.desc())
    months = months.mutate(place=place)
    return months.group_by(by).aggregate(
        last_bill_amount=months.amount.sum(where=months.place == 0).round(6),
        average_bill_3m=months.amount.mean(where=months.place.between(1, 3)).round(6),
    )


def month_end(month: ir.DateColumn) -> ir.DateColumn:
    """The last day of the month that begins on ``month``."""
    return (month.cast("timestamp") + ibis.interval(months=1) - ibis.interval(days=1)).date()
