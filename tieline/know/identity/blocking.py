"""
Which pairs are looked at: persons who agree in all the values that a rule names.

Every rule is counted before it runs. A value that more persons share than the policy's largest block is a
placeholder and gives no pairs; a rule that would give more pairs than the policy's maximum is refused.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.errors import Refused
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.keys import Rule, keyed, rules_of
from tieline.know.identity.references import referred, said_by_sources
from tieline.know.identity.tables import LISTS

NAMELESS = "nameless"
WORST = 5
"""Values that an error and the report name."""


@dataclass(frozen=True)
class Count:
    """What a rule gives: pairs, and the values that are placeholders with how many persons share them."""

    rule: str
    pairs: int
    placeholders: int
    persons_of_placeholders: int
    worst: list[tuple[str, int]]

    def as_report(self) -> dict[str, Any]:
        """For the record of the run."""
        return {
            "pairs": self.pairs,
            "placeholders": self.placeholders,
            "persons of placeholders": self.persons_of_placeholders,
        }


def candidates(area: Staging, features: ir.Table, policy: MatchPolicy) -> tuple[ir.Table, list[Count]]:
    """``node, other, rank, evidence`` with ``node < other``: each pair once per rule it agrees by; and the counts."""
    found, counts = [area.keep(referred(features, said_by_sources(area.warehouse)))], []
    known = _known(features)
    for rule in rules_of(policy):
        if min(known[name] for name in rule.agree) < 2 or (rule.join is not None and not known[NAMELESS]):
            counts.append(Count(rule.name, 0, 0, 0, []))
            continue
        with staging(area.warehouse) as own:
            left, right = keyed(own, features, rule)
            count, blocks = _counted(own, left, right, rule, policy)
            counts.append(count)
            found.append(area.keep(_pairs(left, right, blocks, rule)))
    return area.keep(ibis.union(*found, distinct=False)), counts


def _known(features: ir.Table) -> dict[str, int]:
    """How many persons have each feature, so that rules that cannot give pairs cost nothing."""
    columns = [name for name in features.columns if name not in ("node", "system", "party_ref")]
    counts = {
        name: (features[name].length() > 0).sum() if name in LISTS else features[name].count() for name in columns
    }
    counted = features.agg(**counts, **{NAMELESS: features.name.isnull().sum()})
    (row,) = counted.to_pyarrow().to_pylist()
    return {name: int(count or 0) for name, count in row.items()}


def _counted(area: Staging, left: ir.Table, right: ir.Table, rule: Rule, policy: MatchPolicy) -> tuple[Count, ir.Table]:
    """The count of a rule, and the keys whose blocks are small enough."""
    sizes = right.group_by("key").agg(size=right.count())
    if rule.join is not None:
        sizes = sizes.semi_join(left, "key")
        shared = area.keep(sizes.mutate(pairs=sizes["size"]))
    else:
        several = sizes.filter(sizes["size"] > 1)
        shared = area.keep(several.mutate(pairs=several["size"] * (several["size"] - 1) // 2))
    blocks = shared.filter(shared["size"] <= policy.largest_block)
    large = shared.filter(shared["size"] > policy.largest_block)
    summed = shared.agg(
        pairs=shared["pairs"].sum(where=shared["size"] <= policy.largest_block).fill_null(0),
        small=shared["size"].sum(where=shared["size"] <= policy.largest_block).fill_null(0),
        every=shared["pairs"].sum().fill_null(0),
        placeholders=(shared["size"] > policy.largest_block).sum().fill_null(0),
        persons=shared["size"].sum(where=shared["size"] > policy.largest_block).fill_null(0),
    )
    (row,) = summed.to_pyarrow().to_pylist()
    worst = (
        large.order_by([ibis.desc("size"), "key"]).limit(WORST).to_pyarrow().to_pylist() if row["placeholders"] else []
    )
    named = [(each["key"], each["size"]) for each in worst]
    _refuse_explosion(shared, rule, policy, row, named)
    return Count(rule.name, int(row["pairs"]), int(row["placeholders"]), int(row["persons"]), named), blocks.select(
        "key"
    )


def _refuse_explosion(
    shared: ir.Table, rule: Rule, policy: MatchPolicy, row: dict[str, Any], worst: list[tuple[str, int]]
) -> None:
    """A rule of which most persons share their value with too many is no rule; too many pairs are too many."""
    most_are_placeholders = row["persons"] > row["small"] and row["every"] > policy.maximum_pairs
    if row["pairs"] <= policy.maximum_pairs and not most_are_placeholders:
        return
    pairs = max(row["pairs"], row["every"] if most_are_placeholders else 0)
    if not worst:
        top = shared.order_by([ibis.desc("size"), "key"]).limit(WORST).to_pyarrow().to_pylist()
        worst = [(each["key"], each["size"]) for each in top]
    named = ", ".join(f"'{value}' ({size:,} persons)" for value, size in worst)
    raise Refused(
        f"The rule '{rule.name}' would compare {pairs:,} pairs, more than {policy.maximum_pairs:,}; worst: {named}",
        where=f"match policy {policy.key}",
        do="Let it agree in a further value, or raise maximum_pairs",
    )


def _pairs(left: ir.Table, right: ir.Table, blocks: ir.Table, rule: Rule) -> ir.Table:
    mine, theirs = left.semi_join(blocks, "key"), right.semi_join(blocks, "key").select("key", other="node")
    met = mine.join(theirs, "key")
    kept = met.filter(met.node < met.other if rule.join is None else met.node != met.other)
    return each_once(kept.mutate(rank=ibis.literal(rule.rank, "int64")))


def each_once(pairs: ir.Table) -> ir.Table:
    """``node, other, rank, evidence`` of ``node, other, rank, key`` in either order: the least key is the evidence."""
    in_order = {"node": ibis.least(pairs.node, pairs.other), "other": ibis.greatest(pairs.node, pairs.other)}
    ends = pairs.select("rank", "key", **in_order)
    once = ends.group_by(["node", "other", "rank"]).agg(evidence=ends["key"].min())
    return once.select("node", "other", "rank", "evidence")
