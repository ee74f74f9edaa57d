"""Use of customers by day and month, all lines together, and what of it the conditions ask for most."""

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from tieline.know.profile.bills import month_end
from tieline.know.profile.parties import owned_through_phone
from tieline.know.profile.picks import total

WINDOW = 30
BASELINE = 90
MEASURES = ("voice_minutes", "data_mb", "sms", "roaming_mb", "dropped_calls")


def usage_days_of_customers(usage: ir.Table, owners: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.usage_day``: use by the day, summed over the lines that were the customer's on it."""
    known = owned_through_phone(usage.filter(usage.day <= as_of), owners, "day")
    return known.group_by("customer_id", "day").aggregate(**{name: total(known[name]) for name in MEASURES})


def usage_months_of_customers(usage: ir.Table, owners: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.usage_month``: months that are over by the day; a running month would look like a slump."""
    over = usage.mutate(month_end=month_end(usage.month))
    over = owned_through_phone(over.filter(over.month_end <= as_of), owners, "month_end")
    return over.group_by("customer_id", "month", "month_end").aggregate(
        **{name: total(over[name]) for name in MEASURES}
    )


def feed_lives(days: ir.Table, as_of: date) -> bool:
    """Whether anybody has had any use in the last 30 days; if not, the feed is silent."""
    last = days.aggregate(last=days.day.max()).to_pyarrow()["last"][0].as_py()
    return last is not None and last > as_of - timedelta(days=WINDOW)


def usage_figures(days: ir.Table, as_of: date, *, has_use: bool | None = None) -> ir.Table:
    """
    Use of the last 30 days, and of the 90 days before as a mean per 30 days, per customer with use in those 120.

    Days without a row are days without use, but only from the customer's first row on: somebody who came
    45 days before the window is compared with 45 days, and with null when it was fewer than 30. When the
    feed itself has had nothing for 30 days, the last 30 days are unknown (null), not zero; ``has_use`` says whether it
    has, where ``days`` are not those of all customers.
    """
    window = as_of - timedelta(days=WINDOW)
    start = window - timedelta(days=BASELINE)
    seen = days.filter(days.day > start)
    is_late, before = seen.day > window, seen.day <= window
    sums = {f"{name}_30d": total(seen[name], where=is_late).fill_null(0) for name in MEASURES}
    earlier = {f"{name}_before": total(seen[name], where=before) for name in ("voice_minutes", "data_mb")}
    figures = seen.group_by("customer_id").aggregate(
        **sums, **earlier, first_day=seen.day.min(), last_day=seen.day.max()
    )
    covered = ibis.literal(window).delta(figures.first_day, unit="day") + 1
    lives = figures.last_day.max().over(ibis.window()) > window if has_use is None else ibis.literal(has_use)
    known = {name: lives.ifelse(figures[name], ibis.null(figures[name].type())) for name in sums}
    return figures.mutate(
        **known,
        **{
            f"average_{name}_3m": (covered >= WINDOW).ifelse(
                (figures[f"{name}_before"] * WINDOW / covered).round(6), ibis.null("float64")
            )
            for name in ("voice_minutes", "data_mb")
        },
    )
