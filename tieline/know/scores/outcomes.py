"""Who was a customer on a day, and who had left by a later one: expressions over lines, links and party status."""

from datetime import date, timedelta

import ibis.expr.types as ir


def active_on(lines: ir.Table, day: date) -> ir.Table:
    """``customer_id`` of each customer with at least one line on that day; an end without a date is no line at all."""
    ended_some_day = (lines.status == "ended").fill_null(False) & lines.ended_on.isnull()  # noqa: FBT003 - the value that stands for null
    begun = lines.started_on.isnull() | (lines.started_on <= day)
    standing = lines.ended_on.isnull() | (lines.ended_on > day)
    return lines.filter(begun & standing & ~ended_some_day).select("customer_id").distinct()


def left_within(lines: ir.Table, cut_off: date, horizon_days: int) -> ir.Table:
    """
    One row per customer active at the cut-off: ``left`` is true when no line of theirs was left at its horizon.

    A line that began after the cut-off keeps its customer.
    """
    before = active_on(lines, cut_off)
    still = active_on(lines, cut_off + timedelta(days=horizon_days)).mutate(stayed=True)
    joined = before.left_join(still, "customer_id")
    return joined.select(customer_id=joined.customer_id, left=joined.stayed.isnull())


def left_in_snapshot(party_status: ir.Table, link: ir.Table) -> ir.Table:
    """One row per party of whom a source says whether they left: ``customer_id`` and ``left`` (by any source)."""
    joined = party_status.inner_join(link, ["system", "party_ref"])
    return joined.group_by(customer_id=joined.party_id).agg(left=joined.left.fill_null(False).any())  # noqa: FBT003 - the value that stands for null
