"""One rule rehearsed: compiled, replayed with its variants, measured, and held against what is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.expressions.types import BOOLEAN
from tieline.foundation.jobs.stages import Progress
from tieline.foundation.warehouse.connection import Readable
from tieline.know.tags.conditions import condition, published_scope, sentences
from tieline.notice.rehearsal.asking import Past, Unknown
from tieline.notice.rehearsal.measuring import (
    Happened,
    amounts,
    chance_by_day,
    fates_of,
    followed,
    measured,
    per_day,
    per_week,
)
from tieline.notice.rehearsal.outcomes import OUTCOMES, events_of
from tieline.notice.rehearsal.points import Points, points_until
from tieline.notice.rehearsal.replaying import ACTIVE, VALUE, Replayed, replay
from tieline.notice.rehearsal.thresholds import MOST_NUMBERS, Threshold, thresholds_of, variants_of
from tieline.notice.rules.definitions import RuleDefinition, value_expression
from tieline.notice.rules.matching import conditions_of

DRAFT, PUBLISHED = "draft", "published"
MOST_DAILY = 50_000
"""With more customers every point of a rehearsal is a week apart."""


@dataclass(frozen=True)
class Rehearsed:
    """The figures, without any customer; and the customers: ``kind, outcome, customer_id, on, value``."""

    figures: dict[str, Any]
    customers: pd.DataFrame


@dataclass(frozen=True)
class Wanted:
    """A rule to be rehearsed beside its published version (None where there is none), up to a day."""

    rule: RuleDefinition
    published: RuleDefinition | None
    last: date
    horizon: int


def rehearse(at: Readable, wanted: Wanted, restricted: Sequence[str], progress: Progress) -> Rehearsed:
    """The rule as it would have been over the year before ``last``; nothing is asked of ``restricted`` customers."""
    scope, moved = published_scope(with_tags=True), _moved(wanted.rule)
    rules = [_named(wanted.rule, DRAFT), *(variant for variants in moved.values() for variant in variants.values())]
    if wanted.published is not None:
        rules.append(_named(wanted.published, PUBLISHED))
    typed = _typed(rules, scope)
    past = Past(at, typed.values())
    points = _points(at, past, list(typed.values()), wanted.last)

    def ask(day: date) -> ir.Table:
        rows = past.asked(typed, day)
        return rows.filter(~rows.customer_id.isin(list(restricted))) if restricted else rows

    found = replay(rules, points, ask, at.ibis.to_pyarrow, progress)
    happened = {
        key: Happened(key, events_of(at, outcome, wanted.last), wanted.horizon) for key, outcome in OUTCOMES.items()
    }
    book = _Measuring(found, happened, points)
    of_rule = [typed[name] for name in conditions_of(rules[:1])]
    figures = {
        "first": points.first.isoformat(),
        "last": points.last.isoformat(),
        "daily_from": points.daily_from.isoformat() if points.daily_from else None,
        "points": len(points.days),
        "horizon": wanted.horizon,
        "customers": len(found.asked[points.last]),
        "unknown": [_told(each, scope) for each in past.unknown(of_rule)],
        "draft": book.figures(DRAFT, wanted.rule),
        "published": book.figures(PUBLISHED, wanted.published) if wanted.published else None,
        "thresholds": [_curve(threshold, variants, book, scope) for threshold, variants in moved.items()],
    }
    return Rehearsed(figures, book.customers(DRAFT))


class _Measuring:
    """The alerts of every variant, measured for every outcome; what chance would have hit is counted once."""

    def __init__(self, found: Replayed, happened: Mapping[str, Happened], points: Points) -> None:
        self.alerts = dict(list(found.alerts.groupby("rule")))
        self.none = found.alerts.iloc[:0]
        self.happened, self.points = happened, points
        self.chance = {key: chance_by_day(found.asked, each) for key, each in happened.items()}

    def of(self, key: str) -> pd.DataFrame:
        return self.alerts.get(key, self.none)

    def outcomes(self, key: str) -> list[dict[str, Any]]:
        return [measured(self.of(key), each, self.chance[name], self.points) for name, each in self.happened.items()]

    def figures(self, key: str, rule: RuleDefinition) -> dict[str, Any]:
        alerts = self.of(key)
        return {
            **amounts(alerts, self.points, rule.handling_minutes),
            "handling_minutes": rule.handling_minutes,
            "outcomes": self.outcomes(key),
            "weeks": per_week(alerts, self.happened, self.points),
            "days": per_day(alerts, self.points),
        }

    def customers(self, key: str) -> pd.DataFrame:
        """Whom the rule would have raised an alert for, and of each outcome whom it would have missed and noticed."""
        alerts = self.of(key)
        raised = alerts[~alerts.at_start]
        parts = [
            pd.DataFrame({"kind": "alert", "outcome": "", "customer_id": raised.customer_id, "day": raised.raised})
        ]
        for name, happened in self.happened.items():
            lead = followed(raised, happened)
            hit = raised[lead.notna()]
            parts.append(
                pd.DataFrame({"kind": "hit", "outcome": name, "customer_id": hit.customer_id, "day": hit.raised})
            )
            fates = fates_of(alerts, happened, self.points)
            kinds = fates.noticed.map({True: "noticed", False: "missed"})
            parts.append(
                pd.DataFrame({"kind": kinds, "outcome": name, "customer_id": fates.customer_id, "day": fates.day})
            )
        return pd.concat(parts, ignore_index=True)


def _named(rule: RuleDefinition, key: str) -> RuleDefinition:
    return rule.model_copy(update={"key": key})


def _moved(rule: RuleDefinition) -> dict[Threshold, dict[float, RuleDefinition]]:
    """For each of the first numbers of the condition the rule with that number moved, by the number."""
    return {
        threshold: {
            variant.number: rule.model_copy(update={"key": f"v{place}_{step}", "when": variant.when})
            for step, variant in enumerate(variants_of(rule.when, place))
        }
        for place, threshold in enumerate(thresholds_of(rule.when)[:MOST_NUMBERS])
    }


def _typed(rules: Sequence[RuleDefinition], scope: Scope) -> dict[str, Typed]:
    asked = {name: condition(text, scope) for name, text in conditions_of(rules).items()}
    return {**asked, VALUE: value_expression(rules[0], scope), ACTIVE: check(parse("is_active"), scope, BOOLEAN)}


def _points(at: Readable, past: Past, typed: Sequence[Typed], last: date) -> Points:
    customers = int(at.ibis.to_pyarrow(past.source(last).fields.count()).as_py())
    return points_until(last, earliest=past.known_from(typed), daily=customers <= MOST_DAILY)


def _told(unknown: Unknown, scope: Scope) -> dict[str, Any]:
    list_, _, column = unknown.name.partition(".")
    field = scope.fields.get(unknown.name)
    if field is None and list_ in scope.lists:
        field = scope.lists[list_].columns.get(column)
    words = {each: field.label(each, unknown.name) if field else unknown.name for each in ("zh", "en")}
    return {"name": unknown.name, "through": unknown.through, "label": words}


def _curve(
    threshold: Threshold, variants: Mapping[float, RuleDefinition], book: _Measuring, scope: Scope
) -> dict[str, Any]:
    keys = {number: rule.key for number, rule in variants.items()} | {threshold.number: DRAFT}
    weeks = len(book.points.weeks)
    return {
        "number": threshold.number,
        "begins": threshold.begins,
        "part": threshold.part,
        "sentence": sentences(condition(threshold.part, scope)),
        "steps": [
            {
                "number": number,
                "alerts": (alerts := int((~book.of(key).at_start).sum())),
                "alerts_per_week": alerts / weeks,
                "outcomes": book.outcomes(key),
            }
            for number, key in sorted(keys.items())
        ],
    }
