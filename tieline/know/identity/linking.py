"""
Compared pairs and what people decided → groups of persons, one group a party.

1. Pairs of verdict ``link`` and decisions "same" tie. Where ties connect two who are apart (a decision, birth dates
   that clearly differ, more persons than a party may have), they are taken from the strongest to the weakest and one
   that would bring the two together is cut (``settling``).
2. A group that knows no whole name (an app account, a caller of whom the family name was noted) joins the one other
   group that it fits by its strongest rule, and none where it fits two: so it never connects two.

A pair that did not get what its verdict says (cut, or fitting two) is shown to a person.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.comparing import APART, JOIN, LINK, REVIEW
from tieline.know.identity.contradictions import apart_within, contradicting
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.parties import OUTRIGHT, forbidden, ties_of
from tieline.know.identity.settling import settle, unless_joined

COLUMNS = ("system", "party_ref", "name", "sound", "western", "script", "birth_date")
"""Columns of features that linking looks at."""


@dataclass(frozen=True)
class Linked:
    """``node, label`` of every person; the ties that hold (``parties.TIE``); the pairs with their final verdict."""

    labels: ir.Table
    ties: ir.Table
    pairs: ir.Table


def link(area: Staging, features: ir.Table, pairs: ir.Table, decisions: ir.Table, policy: MatchPolicy) -> Linked:
    """
    Groups of these persons, who must be whole components: everybody who is paired with one of them is among them.

    ``pairs`` are those of ``comparing.compare``, ``decisions`` those of ``deciding.decided``.
    """
    said_apart = forbidden(decisions)
    open_pairs = pairs.anti_join(decisions, ["node", "other"])
    ties = area.keep(ties_of(open_pairs.filter(open_pairs.verdict == LINK), decisions))
    nodes, by_policy = features.select("node"), ties.filter(ties.decided_by.isnull())
    inferred = apart_within(area, features, ties, policy)
    inferred = unless_joined(area, nodes, by_policy, inferred, said_apart, ties.filter(ties.decided_by.notnull()))
    labels = settle(area, nodes, ties, area.keep(ibis.union(said_apart, inferred, distinct=True)))
    labels = _without_giants(area, labels, ties, said_apart, policy)
    joins = area.keep(open_pairs.filter(open_pairs.verdict == JOIN))
    joined, used, settled = _joined(area, features, labels, joins, said_apart, policy)
    held = area.keep(ibis.union(ties, ties_of(used, decisions.limit(0)), distinct=False))
    return Linked(joined, held, area.keep(_told(pairs, joined, settled, decisions)))


def _without_giants(
    area: Staging, labels: ir.Table, ties: ir.Table, said_apart: ir.Table, policy: MatchPolicy
) -> ir.Table:
    """Groups of more persons than a party may have keep only what a source or a person says outright."""
    sizes = labels.group_by("label").agg(size=labels.count())
    giants = area.keep(sizes.filter(sizes["size"] > policy.largest_party).select("label"))
    if not int(giants.count().execute()):
        return labels
    members = area.keep(labels.semi_join(giants, "label").select("node"))
    outright = area.keep(ties.filter(ties.strength >= OUTRIGHT / 2).semi_join(members, "node"))
    again = settle(area, members, outright, said_apart)
    return area.keep(ibis.union(labels.anti_join(giants, "label").select("node", "label"), again, distinct=False))


def _joined(
    area: Staging, features: ir.Table, labels: ir.Table, joins: ir.Table, said_apart: ir.Table, policy: MatchPolicy
) -> tuple[ir.Table, ir.Table, ir.Table]:
    """Labels after those without a whole name joined, the pairs by which they did, and who they are (``node``)."""
    if not int(joins.count().execute()):
        return labels, joins.select("rule", "evidence", "weight", "node", "other"), labels.select("node").limit(0)
    ranks = [(name, rank) for rank, name in enumerate(policy.rules)]
    groups = area.keep(_groups(features, labels))
    ends = _both_ways(joins).mutate(rank=lambda each: each["rule"].cases(*ranks, else_=len(ranks)))
    mine = groups.select("node", label="label", named="named")
    theirs = groups.select(other="node", host="label", host_named="named")
    joining = area.keep(ends.join(mine.filter(~mine.named), "node"))  # or all groups might meet all before they do
    met = joining.join(theirs.filter(theirs.host_named), "other")
    fitting = area.keep(met.filter(met.label != met.host))
    opposed = _opposed(area, groups, fitting, features, said_apart, policy)
    fitting = area.keep(fitting.anti_join(opposed, ["label", "host"]))
    strongest = fitting.group_by("label").agg(best=fitting["rank"].min())
    first = fitting.join(strongest, "label").filter(lambda each: each["rank"] == each["best"])
    sole = first.group_by("label").agg(hosts=first["host"].nunique(), host=first["host"].min())
    decided = area.keep(sole.filter(sole["hosts"] == 1).select("label", into="host"))
    used = area.keep(first.semi_join(decided, "label").select("pair_node", "pair_other", "rule", "evidence", "weight"))
    moved = labels.left_join(decided.select(of="label", into="into"), [("label", "of")])
    together = area.keep(moved.select("node", label=ibis.coalesce(moved["into"], moved["label"])))
    smallest = together.group_by("label").agg(first=together["node"].min())
    renamed = area.keep(together.join(smallest, "label").select("node", label="first"))
    by = used.select("rule", "evidence", "weight", node="pair_node", other="pair_other").distinct()
    return renamed, by, area.keep(labels.semi_join(decided, "label").select("node"))


def _groups(features: ir.Table, labels: ir.Table) -> ir.Table:
    """``node, label, named``: whether anybody of the group has a whole name."""
    told = labels.join(features.select("node", whole=features.name.notnull()), "node")
    named = told.group_by("label").agg(named=told["whole"].any())
    return labels.join(named, "label").select("node", "label", "named")


def _both_ways(joins: ir.Table) -> ir.Table:
    columns = ["rule", "evidence", "weight"]
    one = joins.select("node", "other", *columns, pair_node="node", pair_other="other")
    two = joins.select(*columns, node="other", other="node", pair_node="node", pair_other="other")
    return ibis.union(one, two.select(one.columns), distinct=False)


def _opposed(
    area: Staging, groups: ir.Table, fitting: ir.Table, features: ir.Table, said_apart: ir.Table, policy: MatchPolicy
) -> ir.Table:
    """``label, host`` of groups that must not meet: a decision, or birth dates that clearly differ."""
    met = fitting.select("label", "host").distinct()
    labelled = groups.select("node", "label")
    said = said_apart.join(labelled, "node").join(labelled.select(other="node", host="label"), "other")
    both = ibis.union(said.select("label", "host"), said.select(label="host", host="label"), distinct=True)
    births = _births_of(met, labelled, features) if policy.apart else None
    found = both.semi_join(met, ["label", "host"])
    return area.keep(found if births is None else ibis.union(found, births, distinct=True))


def _births_of(met: ir.Table, labelled: ir.Table, features: ir.Table) -> ir.Table:
    born = features.filter(features.birth_date.notnull()).select("node", birth_date="birth_date")
    mine = labelled.join(born, "node").select("label", "birth_date").distinct()
    theirs = mine.select(host="label", other_birth_date="birth_date")
    pairs = met.join(mine, "label").join(theirs, "host")
    return pairs.filter(contradicting(pairs.birth_date, pairs.other_birth_date)).select("label", "host").distinct()


def _told(pairs: ir.Table, labels: ir.Table, settled: ir.Table, decisions: ir.Table) -> ir.Table:
    """
    Pairs with their final verdict, and what the policy alone ``proposed``.

    A pair that should tie but whose persons are not one party is for a person to look at; so is one by which
    somebody could join, unless he joined another or a person said otherwise.
    """
    placed = pairs.join(labels.select("node", label="label"), "node")
    placed = placed.join(labels.select(other="node", other_label="label"), "other")
    placed = placed.left_join(
        decisions.select(of_node="node", of_other="other", said="verdict"),
        [("node", "of_node"), ("other", "of_other")],
    )
    placed = placed.left_join(settled.select(joined="node"), [("node", "joined")])
    placed = placed.left_join(settled.select(other_joined="node"), [("other", "other_joined")])
    elsewhere = (placed.verdict == JOIN) & (placed["joined"].notnull() | placed["other_joined"].notnull())
    final = ibis.cases(
        (placed.label == placed.other_label, LINK), (placed["said"].notnull() | elsewhere, APART), else_=REVIEW
    )
    return placed.select(*[name for name in pairs.columns if name != "verdict"], proposed="verdict", verdict=final)
