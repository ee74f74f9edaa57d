"""
The profile as it was known at the end of a day gone by, from the facts that carry their time.

Rows that came later are hidden, ends that came later undone. Of the fields, those that follow from such facts
are computed again; the others are known only as they are now (balance, payment method, city, manager, …), would
tell the future, and are null.
"""

from collections.abc import Collection, Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.know.profile.bills import bill_figures, month_end
from tieline.know.profile.contacts import contact_figures
from tieline.know.profile.customer import completed_months
from tieline.know.profile.lines import accounts_as_known_on, line_figures, lines_as_known_on
from tieline.know.profile.picks import end_as_stored
from tieline.know.profile.tables import CUSTOMER
from tieline.know.profile.usage import usage_figures

STEADY = ("gender", "birth_date")
"""Fields that do not change with time."""
_COUNTS = ("account_count", "line_count", "complaint_count_90d")
_ACCOUNTS = frozenset({"account_count"})
_BILLS = frozenset({"last_bill_amount", "average_bill_3m"})
_USAGE = ("_30d", "_mb_3m", "_minutes_3m")
_CONTACTS = frozenset({"complaint_count_90d", "last_contact_at", "last_contact_channel", "last_contact_system", "nps"})
"""The fields for which each kind of fact has to be added up."""


def past_lists(lists: Mapping[str, ir.Table], day: date) -> dict[str, ir.Table]:
    """
    The facts that were there at the end of the day. Characteristics carry no time, so none were; and consents are what
    holds now, which the day did not know.
    """
    end = end_as_stored(day)
    accounts = accounts_as_known_on(lists["accounts"], day)
    bills, payments, characteristics = lists["bills"], lists["payments"], lists["characteristics"]
    return {
        "accounts": accounts.mutate(balance=ibis.null("float64"), payment_method=ibis.null("string")),
        "lines": lines_as_known_on(lists["lines"], day),
        "bills": bills.filter(bills.issued_on.fill_null(month_end(bills.month)) <= day),
        "payments": payments.filter(payments.paid_at <= end),
        "usage": lists["usage"].filter(lists["usage"].day <= day),
        "usage_months": lists["usage_months"].filter(lists["usage_months"].month_end <= day),
        "contacts": lists["contacts"].filter(lists["contacts"]["at"] <= end),
        "orders": lists["orders"].filter(lists["orders"]["at"] <= end),
        "characteristics": characteristics.filter(ibis.literal(False)),  # noqa: FBT003 - no row
        "consents": lists["consents"].filter(ibis.literal(False)),  # noqa: FBT003 - no row
    }


def past_fields(
    customers: ir.Table, lists: Mapping[str, ir.Table], day: date, names: Collection[str] = CUSTOMER.column_names
) -> ir.Table:
    """
    One row per customer who was one on the day, with every column of ``profile.customer``.

    Of columns that ``names`` leaves out not all are computed: the others are null.
    """
    rows = _known(customers, lists, day, names)
    known = set(rows.columns)
    return rows.select(
        **{
            column.name: (rows[column.name] if column.name in known else ibis.null(column.type)).cast(column.type)
            for column in CUSTOMER.columns
        }
    )


def unknown_fields(customers: ir.Table, lists: Mapping[str, ir.Table]) -> set[str]:
    """The columns of ``profile.customer`` that are null on every day before the last run."""
    some_day = date(1970, 1, 1)
    rows = _known(customers, past_lists(lists, some_day), some_day, CUSTOMER.column_names)
    return set(CUSTOMER.column_names) - set(rows.columns)


def _known(customers: ir.Table, lists: Mapping[str, ir.Table], day: date, names: Collection[str]) -> ir.Table:
    figures = [
        _account_figures(lists["accounts"]) if not _ACCOUNTS.isdisjoint(names) else None,
        line_figures(lists["lines"], day),
        bill_figures(lists["bills"]) if not _BILLS.isdisjoint(names) else None,
        usage_figures(lists["usage"], day) if any(name.endswith(_USAGE) for name in names) else None,
        contact_figures(lists["contacts"], day) if not _CONTACTS.isdisjoint(names) else None,
    ]
    rows = customers.select("customer_id", "customer_since", *STEADY)
    rows = rows.filter(rows.customer_since.isnull() | (rows.customer_since <= day))
    for figure in figures:
        if figure is not None:
            rows = rows.left_join(figure, "customer_id").drop("customer_id_right")
    counts = {name: rows[name].fill_null(0) for name in _COUNTS if name in rows.columns}
    return rows.mutate(
        **counts,
        age=completed_months(rows.birth_date, day) // 12,
        tenure_months=completed_months(rows.customer_since, day),
        is_active=rows.line_count.fill_null(0) > 0,
        ended_on=(rows.line_count.fill_null(0) == 0).ifelse(rows.last_line_end, ibis.null("date")),
    )


def _account_figures(accounts: ir.Table) -> ir.Table:
    return accounts.group_by("customer_id").aggregate(
        account_count=accounts.account_ref.nunique(), first_account_on=accounts.opened_on.min()
    )
