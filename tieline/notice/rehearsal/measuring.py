"""How good alerts of the past were: precision, lead time, whom they missed, held against chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from tieline.notice.rehearsal.points import Points

FEWEST = 10
"""Shares of fewer alerts or customers than this say too little; they are left out, and the number is said."""


@dataclass(frozen=True)
class Happened:
    """What happened to customers of one outcome (``customer_id, day``), and how long an alert may wait for it."""

    key: str
    events: pd.DataFrame
    horizon: int


def followed(alerts: pd.DataFrame, happened: Happened) -> pd.Series:
    """
    For each alert the days from raising to the first event of its customer after that day; null beyond the horizon.

        alerts  customer_id  raised   events  customer_id  day   horizon  →
                a            100              a            100   90          20
                b            100              a            120                null
                                              b            191
    """
    joined = alerts[["customer_id", "raised"]].reset_index().merge(happened.events, on="customer_id")
    days = joined.day - joined.raised
    counted = joined[(days > 0) & (days <= happened.horizon)]
    first = counted.groupby("index").day.min()
    return first.reindex(alerts.index) - alerts.raised


def chance_by_day(asked: Mapping[date, pd.Series], happened: Happened) -> dict[int, float]:
    """For each day the share of its customers to whom it happened within the horizon: what chance would have hit."""
    events, found = happened.events, {}
    for day, customers in asked.items():
        on = day.toordinal()
        soon = events[(events.day > on) & (events.day <= on + happened.horizon)].customer_id
        found[on] = float(customers.isin(set(soon)).mean()) if len(customers) else 0.0
    return found


def measured(alerts: pd.DataFrame, happened: Happened, chance: Mapping[int, float], points: Points) -> dict[str, Any]:
    """
    The figures of one rule for one outcome, from its alerts, those that were open at the start included.

    ``precision`` is of mature alerts; ``expected`` the same for as many customers chosen by chance on the same days.
    ``happened`` are customers to whom it happened in the part of the period that has a whole horizon before it, each
    once; ``noticed`` those of them for whom an alert was open at some time in the horizon before.
    """
    raised = alerts[~alerts.at_start]
    lead = followed(raised, happened)
    mature = is_mature(raised, happened, points)
    hits, count = int(lead[mature].notna().sum()), int(mature.sum())
    expected = float(raised.raised[mature].map(chance).sum())
    fates = fates_of(alerts, happened, points)
    noticed = int(fates.noticed.sum())
    return {
        "outcome": happened.key,
        "mature": count,
        "hits": hits,
        "hits_so_far": int(lead.notna().sum()) - hits,
        "precision": hits / count if count else None,
        "expected": expected / count if count else None,
        "lift": hits / expected if expected else None,
        "lead_days": _spread(lead[mature].dropna()),
        "happened": len(fates),
        "noticed": noticed,
        "recall": noticed / len(fates) if len(fates) else None,
    }


def is_mature(alerts: pd.DataFrame, happened: Happened, points: Points) -> pd.Series:
    """For each alert whether its horizon is over on the last day."""
    return alerts.raised + happened.horizon <= points.last.toordinal()


def fates_of(alerts: pd.DataFrame, happened: Happened, points: Points) -> pd.DataFrame:
    """
    The first event of each customer behind the first horizon: ``customer_id, day, noticed``.

    It was noticed where an alert was open on a day of the horizon before it, the day itself left out.
    """
    events = happened.events[happened.events.day > points.first.toordinal() + happened.horizon]
    first = events.groupby("customer_id", as_index=False).day.min()
    joined = first.merge(alerts[["customer_id", "raised", "cleared"]], on="customer_id")
    is_open = (joined.raised < joined.day) & (joined.cleared.isna() | (joined.cleared > joined.day - happened.horizon))
    fates: pd.DataFrame = first.assign(noticed=first.customer_id.isin(set(joined[is_open].customer_id)))
    return fates


def per_week(alerts: pd.DataFrame, outcomes: Mapping[str, Happened], points: Points) -> list[dict[str, Any]]:
    """For each week its alerts, and by outcome how many were followed by it; ``mature`` once every horizon is over."""
    raised = alerts[~alerts.at_start]
    leads = {key: followed(raised, happened) for key, happened in outcomes.items()}
    longest = max((happened.horizon for happened in outcomes.values()), default=0)
    weeks = []
    for ends_on in points.weeks:
        last = ends_on.toordinal()
        inside = (raised.raised > last - 7) & (raised.raised <= last)
        weeks.append(
            {
                "ends_on": ends_on.isoformat(),
                "alerts": int(inside.sum()),
                "followed": {key: int(lead[inside].notna().sum()) for key, lead in leads.items()},
                "mature": last + longest <= points.last.toordinal(),
            }
        )
    return weeks


def per_day(alerts: pd.DataFrame, points: Points) -> list[dict[str, Any]]:
    """How many alerts each point after the first raised."""
    counts = alerts[~alerts.at_start].raised.value_counts()
    return [{"day": day.isoformat(), "alerts": int(counts.get(day.toordinal(), 0))} for day in points.days[1:]]


def amounts(alerts: pd.DataFrame, points: Points, minutes: float) -> dict[str, Any]:
    """How many alerts, for how many customers, what work, and what those customers are worth a year, each once."""
    raised = alerts[~alerts.at_start]
    values = raised.dropna(subset=["value"]).groupby("customer_id").value.last()
    weeks = len(points.weeks)
    return {
        "alerts": len(raised),
        "customers": int(raised.customer_id.nunique()),
        "open_at_start": int(alerts.at_start.sum()),
        "open_at_end": int(alerts.cleared.isna().sum()),
        "alerts_per_week": len(raised) / weeks,
        "hours": len(raised) * minutes / 60,
        "hours_per_week": len(raised) * minutes / 60 / weeks,
        "value": float(values.sum()),
    }


def _spread(days: pd.Series) -> dict[str, float] | None:
    """The median of lead times, and the days between which the middle half lies; null without any."""
    if not len(days):
        return None
    low, middle, high = np.percentile(days, [25, 50, 75])
    return {"low": float(low), "middle": float(middle), "high": float(high)}
