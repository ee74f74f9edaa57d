"""Groups of persons → rows of ``identity.link`` and ``identity.party``: which party each person is, and why."""

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.definitions import BY_WEIGHT, REFERENCE
from tieline.know.identity.models import Decision
from tieline.know.identity.naming import name_clusters, party_rows

DECISION = "decision"
"""The rule of a link that a person's word makes."""

ABOVE_ANY_WEIGHT = 1000.0
OUTRIGHT = 10_000.0
"""Strength from which a tie is no inference: a source's own cross-reference, or a person's word."""

TIE = ("node", "other", "rule", "evidence", "weight", "decided_by", "strength")


@dataclass(frozen=True)
class Parties:
    """Rows of both tables, and ``node, party_id`` of every person."""

    links: ir.Table
    parties: ir.Table
    nodes: ir.Table


def ties_of(pairs: ir.Table, decisions: ir.Table) -> ir.Table:
    """
    The columns of ``TIE``: a person's word is stronger than a cross-reference, that than a key, that than a weight.

    ``pairs`` has ``node, other, rule, evidence, weight`` of those that the policy links, ``decisions`` is as
    ``deciding.decided`` gives it.
    """
    by_rule = pairs["rule"].cases((BY_WEIGHT, 0.0), (REFERENCE, OUTRIGHT), else_=ABOVE_ANY_WEIGHT)
    weighed = pairs.select(*TIE[:5], decided_by=ibis.null("string"), strength=pairs["weight"].fill_null(0.0) + by_rule)
    same = decisions.filter(decisions.verdict == Decision.Verdict.SAME.value)
    words = same.select(
        "node",
        "other",
        rule=ibis.literal(DECISION),
        evidence=same.why.nullif(""),
        weight=ibis.null("float64"),
        decided_by="decided_by",
        strength=ibis.literal(2 * OUTRIGHT),
    )
    return ibis.union(weighed, words.select(weighed.columns), distinct=False)


def forbidden(decisions: ir.Table) -> ir.Table:
    """``node, other`` of the persons who were said to be apart."""
    return decisions.filter(decisions.verdict == Decision.Verdict.APART.value).select("node", "other")


def parties_of(
    area: Staging,
    clusters: ir.Table,
    ties: ir.Table,
    former_links: ir.Table,
    former_parties: ir.Table,
    as_of: date,
) -> Parties:
    """
    What to publish of these clusters (``node, label, system, party_ref``).

    ``former_links`` and ``former_parties`` hold at least what was published of these persons before.
    """
    named = name_clusters(area, clusters, former_links, former_parties)
    nodes = area.keep(clusters.join(named, "label").select("node", "system", "party_ref", "party_id"))
    links = area.keep(_links(area, nodes, ties))
    parties = area.keep(party_rows(area, former_parties, former_links, links, as_of))
    return Parties(links, parties, nodes.select("node", "party_id"))


def _links(area: Staging, nodes: ir.Table, ties: ir.Table) -> ir.Table:
    """One row per person: its party, and the strongest tie to another person of the same party."""
    inside = ties.join(nodes.select("node", mine="party_id"), "node")
    inside = inside.join(nodes.select(other="node", theirs="party_id"), "other")
    kept = area.keep(inside.filter(inside.mine == inside.theirs).select(*TIE))
    turned = kept.select(*(kept[{"node": "other", "other": "node"}.get(name, name)].name(name) for name in TIE))
    both = ibis.union(kept, turned, distinct=False)
    order = ibis.row_number().over(
        group_by="node", order_by=[ibis.desc("strength"), "rule", both.evidence.asc(nulls_first=False), "other"]
    )
    best = area.keep(both.mutate(place=order).filter(lambda each: each["place"] == 0))
    joined = nodes.left_join(best.select("node", "rule", "evidence", "weight", "decided_by"), "node")
    return joined.select(
        "system",
        "party_ref",
        "party_id",
        rule=joined["rule"].fill_null("alone"),
        evidence="evidence",
        weight="weight",
        decided_by="decided_by",
    )
