"""How many customers of a group a condition holds for, and when that is far more than is usual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import ibis
import ibis.expr.types as ir

from tieline.notice.rules.group_definitions import GroupRuleDefinition

CHANCE = 3.0
"""Standard deviations of a Poisson count, whose variance is its mean: rarer by chance than once in 700 looks."""


@dataclass(frozen=True)
class Tally:
    """A group: how many customers it has, for how many the condition holds, and how many would be usual."""

    group: str
    size: int
    count: int
    usual: float


def grouped(customers: ir.Table) -> ir.Table:
    """Each customer with their groups as columns ``area``, ``plan`` and ``shop``; null where they are in none."""
    city, district = customers.city.nullif(""), customers.district.nullif("")
    area = ibis.ifelse(district.isnull(), city, city + " " + district)
    return customers.select("customer_id", area=area, plan=customers.plan, shop=customers.sold_by)


def counts(holds: ir.Table, groups: ir.Table, over: str, keys: Sequence[str]) -> ir.Table:
    """One row per group: ``name``, ``size``, and per key for how many of its customers that column is true."""
    held = holds.select(held_id="customer_id", **{key: holds[key].fill_null(ibis.literal(value=False)) for key in keys})
    joined = groups.filter(groups[over].notnull()).left_join(held, groups.customer_id == held.held_id)
    summed = {key: joined[key].cast("int64").sum().fill_null(0) for key in keys}
    return joined.group_by(name=joined[over]).aggregate(size=joined.count(), **summed)


def tallies(now: Mapping[str, tuple[int, int]], weeks: Sequence[Mapping[str, int]]) -> list[Tally]:
    """
    Per group its size and count of ``now`` beside the mean count of the weeks before.

    A week in which nobody at all was counted is before the data begins, and tells nothing; with fewer than two weeks
    nothing is usual yet, and there are no tallies.
    """
    known = [week for week in weeks if any(week.values())]
    if len(known) < 2:  # one week has no pattern
        return []
    return [
        Tally(group, size, count, sum(week.get(group, 0) for week in known) / len(known))
        for group, (size, count) in sorted(now.items())
    ]


def begins(rule: GroupRuleDefinition, tally: Tally) -> bool:
    """Whether an incident begins: enough customers, far above what is usual, and beyond what chance brings."""
    above = tally.count > (1 + rule.more_than) * tally.usual
    return tally.count >= rule.least and above and tally.count - tally.usual > CHANCE * sqrt(max(tally.usual, 1.0))


def lasts(rule: GroupRuleDefinition, tally: Tally) -> bool:
    """Whether an incident that began goes on: still some customers, and half as far above what is usual."""
    return tally.count > 0 and tally.count > (1 + rule.more_than / 2) * tally.usual
