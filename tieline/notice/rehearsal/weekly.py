"""What a published rule does: the alerts that it raised, by the week, and what followed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from tieline.foundation.packs.queries import get_published
from tieline.foundation.warehouse.current import warehouse
from tieline.know.profile.queries import snapshot_day
from tieline.notice.rehearsal.measuring import Happened, followed, is_mature, per_week
from tieline.notice.rehearsal.outcomes import OUTCOMES, events_of
from tieline.notice.rehearsal.points import Points
from tieline.notice.rules.definitions import KIND, RuleDefinition
from tieline.notice.rules.models import Alert

MOST_WEEKS = 26


def weekly_figures(rule: str, horizon: int) -> dict[str, Any]:
    """The figures of a published rule up to the newest run, the earliest week first; NotFound where there is none."""
    definition, at = get_published(KIND.name, rule, RuleDefinition), warehouse()
    last = snapshot_day(at)
    if last is None:
        return {"weeks": [], "outcomes": [], "alerts": 0, "hours": 0.0}
    since = last - timedelta(weeks=MOST_WEEKS)
    rows = Alert.objects.filter(rule=rule, raised_on__gt=since, raised_on__lte=last)
    alerts = [(customer, day.toordinal()) for customer, day in rows.values_list("customer_id", "raised_on")]
    happened = {key: Happened(key, events_of(at, outcome, last), horizon) for key, outcome in OUTCOMES.items()}
    return figures_of(alerts, happened, last, definition.handling_minutes)


def figures_of(
    alerts: list[tuple[str, int]], happened: Mapping[str, Happened], last: date, minutes: float
) -> dict[str, Any]:
    """
    Per week alerts and how many were followed by each outcome, from customer and day (an ordinal) of each alert.

    ``mature`` of an outcome are the alerts whose horizon is over, ``hits`` those of them that it followed.
    """
    frame = pd.DataFrame(alerts, columns=["customer_id", "raised"]).assign(at_start=False)
    if frame.empty:
        return {"weeks": [], "outcomes": [], "alerts": 0, "hours": 0.0}
    weeks = (last.toordinal() - int(frame.raised.min())) // 7 + 1
    points = Points((last - timedelta(weeks=weeks), last), None)
    return {
        "weeks": per_week(frame, happened, points),
        "outcomes": [_outcome(frame, each, points) for each in happened.values()],
        "alerts": len(frame),
        "hours": len(frame) * minutes / 60,
    }


def _outcome(alerts: pd.DataFrame, happened: Happened, points: Points) -> dict[str, Any]:
    lead = followed(alerts, happened).notna()
    mature = is_mature(alerts, happened, points)
    return {
        "outcome": happened.key,
        "mature": int(mature.sum()),
        "hits": int((lead & mature).sum()),
        "hits_so_far": int((lead & ~mature).sum()),
    }
