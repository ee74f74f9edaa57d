"""Accounts, and the lines they pay for, as one day knows them."""

from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.know.profile.picks import newest


def accounts_of_customers(owned: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.account`` as the day knows them."""
    return accounts_as_known_on(owned, as_of).mutate(balance=lambda t: t.balance.round(6))


def accounts_as_known_on(accounts: ir.Table, day: date) -> ir.Table:
    """Accounts opened by the day; what was closed later is shown active."""
    known = accounts.filter(accounts.opened_on.isnull() | (accounts.opened_on <= day))
    later = (known.closed_on > day).fill_null(False)  # noqa: FBT003 - the value that stands for null
    return known.mutate(
        status=later.ifelse("active", known.status), closed_on=later.ifelse(ibis.null("date"), known.closed_on)
    )


def lines_of_customers(products: ir.Table, owned: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.line``: products of the customers' accounts, with their ``e164`` as phone."""
    products = newest(products, ["system", "product_ref"], "updated_at")
    owners = owned.select("system", "account_ref", "customer_id", "customer")
    lines = products.inner_join(owners, ["system", "account_ref"])
    return lines_as_known_on(lines.drop("phone").rename(phone="e164"), as_of)


def lines_as_known_on(lines: ir.Table, day: date) -> ir.Table:
    """Lines started by the day; what ended later is shown active, and a contract signed later not at all."""
    known = lines.filter(lines.started_on.isnull() | (lines.started_on <= day))
    ends_later = (known.ended_on > day).fill_null(False)  # noqa: FBT003 - the value that stands for null
    signed_later = (known.contract_start > day).fill_null(False)  # noqa: FBT003 - the value that stands for null
    return known.mutate(
        status=ends_later.ifelse("active", known.status),
        ended_on=ends_later.ifelse(ibis.null("date"), known.ended_on),
        end_reason=ends_later.ifelse(ibis.null("string"), known.end_reason),
        contract_start=signed_later.ifelse(ibis.null("date"), known.contract_start),
        contract_end=signed_later.ifelse(ibis.null("date"), known.contract_end),
    )


def is_held(lines: ir.Table) -> ir.BooleanColumn:
    """Whether a line is held: it has not ended. A suspended line is held, its contract runs."""
    return lines.ended_on.isnull() & (lines.status.fill_null("active") != "ended")


def line_figures(lines: ir.Table, as_of: date, by: str = "customer_id", **further: ir.Scalar) -> ir.Table:
    """What a customer's lines add up to, per ``by``, with further sums of them."""
    lines = lines.mutate(held=is_held(lines))
    rank = _rank(lines)
    figures = lines.group_by(by).aggregate(
        line_count=lines.held.sum(),
        first_line_on=lines.started_on.min(),
        last_line_end=lines.ended_on.max(),
        plan=lines.offering.argmax(rank, where=lines.held),
        sold_by=lines.sold_by.argmax(rank, where=lines.held & lines.sold_by.notnull()),
        monthly_fee=lines.monthly_fee.sum(where=lines.held).round(6),
        contract_end=lines.contract_end.min(where=lines.held & (lines.contract_end >= as_of)),
        **further,
    )
    days = figures.contract_end.delta(ibis.literal(as_of), unit="day")
    return figures.mutate(contract_days_left=days)


def account_figures(accounts: ir.Table, by: str = "customer_id", **further: ir.Scalar) -> ir.Table:
    """
    What a customer's accounts add up to, per ``by``, with further sums of them; the main account is the first one that
    is not closed.
    """
    open_first = (accounts.closed_on.notnull()).cast("int64").cast("string")
    order = open_first + accounts.opened_on.fill_null(date(9999, 1, 1)).cast("string") + accounts.account_ref
    return accounts.group_by(by).aggregate(
        account_count=accounts.account_ref.nunique(),
        first_account_on=accounts.opened_on.min(),
        payment_method=accounts.payment_method.argmin(order),
        customer_number=accounts.customer_number.argmin(order),
        balance=accounts.balance.sum().round(6),
        **further,
    )


def _rank(lines: ir.Table) -> ir.StringColumn:
    """Text that sorts lines by fee, phone lines before others of that fee, then by number."""
    cents = (lines.monthly_fee.fill_null(0) * 100).cast("int64").cast("string").lpad(12, "0")
    return cents + lines.phone.notnull().cast("int64").cast("string") + lines.product_ref
