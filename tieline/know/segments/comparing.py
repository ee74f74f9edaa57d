"""
A segment held against others and against everyone: who is in both, and which tag values are more common inside.

Sources: P. Jaccard, "The distribution of the flora in the alpine zone", 1912 (overlap); the two-proportion z-test with
a pooled share (Fleiss, Levin & Paik, "Statistical Methods for Rates and Proportions", 2003, section 3.1), held against
Bonferroni's bound for the number of values that are looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import ibis.expr.types as ir

SURE = 0.01
"""How likely it may be that any difference that is told came by chance."""
FEWEST = 20
"""A segment of fewer members has no profile: shares of so few say nothing, and could tell of single customers."""

Value = tuple[str, str]
"""Key of a tag, and the value."""


@dataclass(frozen=True)
class Overlap:
    """How many customers are in both of two segments, out of how many in the one and in the other."""

    both: int
    one: int
    other: int

    @property
    def jaccard(self) -> float:
        """The part of those who are in either that is in both; 0 where nobody is in either."""
        either = self.one + self.other - self.both
        return self.both / either if either else 0.0

    @property
    def of_one(self) -> float:
        """The part of the one segment that is in the other too."""
        return self.both / self.one if self.one else 0.0

    @property
    def of_other(self) -> float:
        """The part of the other segment that is in the one too."""
        return self.both / self.other if self.other else 0.0


def overlaps(membership: ir.Table, segment: str) -> dict[str, Overlap]:
    """Of ``segments.membership`` the overlap of one segment with every other that has members."""
    inside = membership.filter(membership.segment == segment).select("customer_id")
    common = _per_segment(membership.semi_join(inside, "customer_id"))
    sizes = _per_segment(membership)
    return {
        other: Overlap(common.get(other, 0), sizes.get(segment, 0), size)
        for other, size in sizes.items()
        if other != segment
    }


@dataclass(frozen=True)
class Standing:
    """How common a value is among the members of a segment, and among all customers."""

    inside: int
    members: int
    all: int
    customers: int

    @property
    def share(self) -> float:
        """The part of the members who have it."""
        return self.inside / self.members

    @property
    def share_of_all(self) -> float:
        """The part of all customers who have it."""
        return self.all / self.customers

    @property
    def lift(self) -> float | None:
        """How many times as common it is inside as among all; None where nobody has it."""
        return self.share / self.share_of_all if self.all else None

    @property
    def z(self) -> float:
        """How many standard errors the share of the members lies above that of everybody else; 0 where all are in."""
        others = self.customers - self.members
        pooled = self.share_of_all
        error = sqrt(pooled * (1 - pooled) * (1 / self.members + 1 / others)) if others else 0.0
        return (self.share - (self.all - self.inside) / others) / error if error else 0.0


def standings(
    inside: Mapping[Value, int], everywhere: Mapping[Value, int], members: int, customers: int
) -> dict[Value, Standing]:
    """The values whose share inside surely differs from that of everybody else, the surest first."""
    if members < FEWEST:
        return {}
    found = {value: Standing(inside.get(value, 0), members, count, customers) for value, count in everywhere.items()}
    bound = NormalDist().inv_cdf(1 - SURE / (2 * max(len(found), 1)))
    sure = {value: each for value, each in found.items() if abs(each.z) > bound}
    return dict(sorted(sure.items(), key=lambda item: (-abs(item[1].z), item[0])))


def _per_segment(rows: ir.Table) -> dict[str, int]:
    counted = rows.group_by("segment").aggregate(n=lambda found: found.count())
    return {row["segment"]: int(row["n"]) for row in counted.to_pyarrow().to_pylist()}
