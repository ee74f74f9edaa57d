"""A rule and its variants day by day over the past: which alerts they would have raised and cleared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from tieline.foundation.jobs.stages import Progress
from tieline.notice.rehearsal.points import Points
from tieline.notice.rules.definitions import RuleDefinition
from tieline.notice.rules.matching import CLEARED, in_peace_after, lasting, matches

VALUE, ACTIVE = "#value", "#active"
"""Columns asked beside the rules: what the customer is worth a year, and whether they have an active line."""
_ONE, _JOINT = "one", "|"
_EPISODES = pa.schema([("rule", pa.string()), ("customer_id", pa.string()), ("since", pa.date32())])
_PAIRS = pa.schema([("customer_id", pa.string()), (_ONE, pa.bool_()), (_ONE + CLEARED, pa.bool_())])

Asking = Callable[[date], ir.Table]
"""One row per customer of a day: what ``conditions_of`` the rules asks, ``VALUE`` and ``ACTIVE``."""


@dataclass
class Replayed:
    """
    What was found: ``alerts`` and, by day, the customers whom the rule is about.

    ``alerts`` has ``rule, customer_id, raised, cleared, value, at_start``: days as ordinals, ``cleared`` null while
    open on the last day, and ``at_start`` for what was so on the first point already, which is no alert of the period.
    """

    alerts: pd.DataFrame
    asked: dict[date, pd.Series] = field(default_factory=dict)


def replay(
    rules: Sequence[RuleDefinition],
    points: Points,
    ask: Asking,
    to_arrow: Callable[[ir.Table], pa.Table],
    progress: Progress,
) -> Replayed:
    """
    Ask all rules on each point and settle their alerts as ``settle_alerts`` does: clear, then raise but in a cool-down.

    They are rules of different keys about the same customers (``of`` of the first).
    """
    books = {rule.key: _Book(rule) for rule in rules}
    before, asked = _EPISODES.empty_table(), {}
    for place, day in enumerate(points.days):
        progress(place / len(points.days), day.isoformat())
        rows = to_arrow(ask(day)).to_pandas()
        before = to_arrow(_under_way(rows, rules, before, day)).cast(_EPISODES)
        asked[day] = rows.customer_id if rules[0].of == "everyone" else rows.customer_id[_true(rows[ACTIVE])]
        values = rows.set_index("customer_id")[VALUE]
        holding: dict[str, set[str]] = {key: set() for key in books}
        for each in before["customer_id"].to_pylist():
            key, _, customer = each.partition(_JOINT)
            holding[key].add(customer)
        for key, book in books.items():
            book.settle(holding[key], day, values, is_first=place == 0)
    return Replayed(_frame(books), asked)


def _under_way(rows: pd.DataFrame, rules: Sequence[RuleDefinition], before: pa.Table, day: date) -> ir.Table:
    """
    The episodes of all rules on a day: as those of one rule over pairs of rule and customer, as the run finds them.

    Only pairs for which a rule holds or an episode was under way are asked; a rule that says nothing of clearing clears
    where it does not hold.
    """
    known = set(before["customer_id"].to_pylist())
    parts = [_pairs(rows, rule, known) for rule in rules]
    pairs = ibis.memtable(pa.Table.from_pandas(pd.concat(parts, ignore_index=True), schema=_PAIRS))
    one = rules[0].model_copy(update={"key": _ONE, "clear_when": "true"})
    episodes = ibis.memtable(before)
    found = matches(lasting(pairs, [one], episodes), {_ONE: 0.0}, episodes, day)
    return found.select("rule", "customer_id", "since")


def _pairs(rows: pd.DataFrame, rule: RuleDefinition, known: set[str]) -> pd.DataFrame:
    holds = _true(rows[rule.key])
    clears = ~holds if rule.cleared is None else _true(rows[rule.key + CLEARED])
    pairs = pd.DataFrame({"customer_id": rule.key + _JOINT + rows.customer_id, _ONE: holds, _ONE + CLEARED: clears})
    return pairs[holds | pairs.customer_id.isin(known)] if known else pairs[holds]


def _true(column: pd.Series) -> pd.Series:
    """Whether a value is true; null is not."""
    return column.fillna(value=False).astype(bool)


@dataclass
class _Alert:
    rule: str
    customer_id: str
    raised: int
    value: float | None
    at_start: bool
    cleared: int | None = None


class _Book:
    """The alerts of one rule: those that are open, by customer, and all."""

    def __init__(self, rule: RuleDefinition) -> None:
        self.rule = rule
        self.all: list[_Alert] = []
        self.open: dict[str, _Alert] = {}
        self.cleared: dict[str, date] = {}

    def settle(self, holds: set[str], day: date, values: Mapping[str, float], *, is_first: bool) -> None:
        for customer in [each for each in self.open if each not in holds]:
            self.open.pop(customer).cleared = day.toordinal()
            self.cleared[customer] = day
        for customer in sorted(holds - self.open.keys()):
            if not self._cools_down(customer, day):
                alert = _Alert(self.rule.key, customer, day.toordinal(), values[customer], is_first)
                self.open[customer] = alert
                self.all.append(alert)

    def _cools_down(self, customer: str, day: date) -> bool:
        cleared = self.cleared.get(customer)
        return cleared is not None and cleared > in_peace_after(day, self.rule.cool_down)


def _frame(books: Mapping[str, _Book]) -> pd.DataFrame:
    rows: Iterable[_Alert] = (alert for book in books.values() for alert in book.all)
    columns = ["rule", "customer_id", "raised", "cleared", "value", "at_start"]
    frame = pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns)
    types: dict[str, Any] = {"raised": "int64", "cleared": "float64", "value": "float64", "at_start": bool}
    return frame.astype(types)
