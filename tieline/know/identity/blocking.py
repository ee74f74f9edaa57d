"""
Which pairs are looked at: persons who agree in all the values that a rule names.

Every rule is counted before it runs. A value that more persons share than the policy's largest block is a
placeholder and gives no pairs; a rule that would give more pairs than the policy's maximum is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.errors import Refused
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.definitions import REFERENCE, JoinKey, MatchPolicy
from tieline.know.identity.tables import LISTS
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import INDIVIDUAL

BETWEEN = " · "
NAMELESS = "nameless"
WORST = 5
"""Values that an error and the report name."""


@dataclass(frozen=True)
class Rule:
    """Values that two must agree in. ``rank`` orders rules, the strongest first; ``weighed`` rules only propose."""

    rank: int
    name: str
    agree: tuple[str, ...]
    join: JoinKey | None = None


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


def rules_of(policy: MatchPolicy) -> list[Rule]:
    """All rules in order of strength; ranks begin with 1, as 0 is the cross-reference."""
    keys = [(key.name, tuple(key.agree), None) for key in policy.keys]
    joins = [(key.name, tuple(key.agree), key) for key in policy.joins]
    known = {tuple(sorted(agree)) for _, agree, join in keys if join is None}
    weighed = [(" and ".join(rule), tuple(rule), None) for rule in policy.blocking if tuple(sorted(rule)) not in known]
    return [Rule(rank, *each) for rank, each in enumerate([*keys, *joins, *weighed], start=1)]


def candidates(
    area: Staging, features: ir.Table, policy: MatchPolicy, of: ir.Table | None = None
) -> tuple[ir.Table, list[Count]]:
    """
    ``node, other, rank, evidence`` with ``node < other``: each pair once for every rule it agrees by; and the counts.

    ``of`` (``node``) restricts to pairs with at least one end there; what is a placeholder, all persons say.
    """
    found, counts = [_referred(area, features, of)], []
    known = _known(features)
    for rule in rules_of(policy):
        if min(known[name] for name in rule.agree) < 2 or (rule.join is not None and not known[NAMELESS]):
            counts.append(Count(rule.name, 0, 0, 0, []))
            continue
        with staging(area.warehouse) as own:
            left, right = keyed(own, features, rule)
            count, blocks = _counted(own, left, right, rule, policy)
            counts.append(count)
            found.append(area.keep(_pairs(left, right, blocks, rule, of)))
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


def keyed(area: Staging, features: ir.Table, rule: Rule) -> tuple[ir.Table, ir.Table]:
    """``node, key`` of both sides: the same, but where somebody without a whole name joins."""
    if rule.join is None:
        both = area.keep(_keys(features, rule.agree))
        return both, both
    number = rule.agree[0]
    nameless = features.filter(features.name.isnull())
    joining = _keys(nameless, ("vouched", *rule.agree[1:]) if rule.join.vouched else rule.agree)
    hosts = _keys(features, ("held", *rule.agree[1:]) if rule.join.held else (number, *rule.agree[1:]))
    return area.keep(joining), area.keep(hosts)


def _keys(features: ir.Table, names: Sequence[str]) -> ir.Table:
    rows = features.select("node", *names)
    for name in names:
        rows = rows.mutate(**{name: rows[name].unnest()}) if name in LISTS else rows.filter(rows[name].notnull())
    key = rows[names[0]]
    for name in names[1:]:
        key = key + BETWEEN + rows[name]
    return rows.select("node", key=key).distinct()


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


def _pairs(left: ir.Table, right: ir.Table, blocks: ir.Table, rule: Rule, of: ir.Table | None) -> ir.Table:
    mine, theirs = left.semi_join(blocks, "key"), right.semi_join(blocks, "key").select("key", other="node")
    if of is None:
        pairs = mine.join(theirs, "key")
        kept = pairs.filter(pairs.node < pairs.other if rule.join is None else pairs.node != pairs.other)
        return _ordered(kept, rule)
    one = mine.semi_join(of, "node").join(theirs, "key")
    two = mine.join(theirs.semi_join(of.select(other="node"), "other"), "key")
    both = ibis.union(one.select("node", "other", "key"), two.select("node", "other", "key"), distinct=True)
    return _ordered(both.filter(both.node != both.other), rule)


def _ordered(pairs: ir.Table, rule: Rule) -> ir.Table:
    ends = pairs.select(
        node=ibis.least(pairs.node, pairs.other), other=ibis.greatest(pairs.node, pairs.other), key="key"
    )
    once = ends.group_by(["node", "other"]).agg(evidence=ends["key"].min())
    return once.select("node", "other", rank=ibis.literal(rule.rank, "int64"), evidence="evidence")


def _referred(area: Staging, features: ir.Table, of: ir.Table | None) -> ir.Table:
    """Pairs of which a source itself names the other's id."""
    records = current(area.warehouse, INDIVIDUAL)
    said = records.filter(records.same_as_ref.notnull() & records.party_ref.notnull()).select(
        "system", "party_ref", of_system="same_as_system", of_ref="same_as_ref"
    )
    persons = features.select("system", "party_ref", "node")
    others = features.select(of_system="system", of_ref="party_ref", other="node")
    joined = said.join(persons, ["system", "party_ref"]).join(others, ["of_system", "of_ref"])
    named = joined.filter(joined.node != joined.other).select("node", "other")
    if of is not None:
        theirs = named.select(other="node", node="other").semi_join(of, "node").select(node="other", other="node")
        named = ibis.union(named.semi_join(of, "node"), theirs, distinct=True)
    return area.keep(
        named.select(
            node=ibis.least(named.node, named.other),
            other=ibis.greatest(named.node, named.other),
            rank=ibis.literal(0, "int64"),
            evidence=ibis.null("string"),
        ).distinct()
    )


__all__ = ["REFERENCE", "Count", "Rule", "candidates", "rules_of"]
