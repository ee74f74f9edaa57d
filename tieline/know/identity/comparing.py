"""
Pairs that are looked at → what they weigh, by which rule they are one, and what the policy makes of them.

A pair is tied by the strongest rule whose values agree and whose comparisons do not contradict; where none ties, its
weight decides: linked, shown to a person, or apart.
"""

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.definitions import BY_WEIGHT, REFERENCE, MatchPolicy
from tieline.know.identity.keys import rules_of
from tieline.know.identity.model import Model
from tieline.know.identity.scoring import LEVEL, WEIGHT, score

LINK, JOIN, REVIEW, APART = "link", "join", "review", "apart"


def judged(area: Staging, features: ir.Table, found: ir.Table, policy: MatchPolicy, model: Model) -> ir.Table:
    """
    ``node, other, rule, evidence, weight, probability, verdict, levels`` of those candidate pairs (``node, other, rank,
    evidence``) that are not plainly apart.

    A verdict ``join`` is that of somebody without a whole name, who joins the one party that he fits.
    """
    with staging(area.warehouse) as own:
        scored = score(own, features, own.keep(found.select("node", "other").distinct()), policy, model)
        return area.keep(_judged(scored, _strongest(own, found, scored, policy), policy))


def _judged(scored: ir.Table, tied: ir.Table, policy: MatchPolicy) -> ir.Table:
    strongest = tied.select(tied_node="node", tied_other="other", rank="rank", evidence="evidence")
    joined = scored.left_join(strongest, [("node", "tied_node"), ("other", "tied_other")])
    ruled = joined.mutate(rule=joined["rank"].cases(*enumerate(policy.rules[:-1]), else_=BY_WEIGHT))
    verdicts = ruled.mutate(verdict=_verdict(ruled, policy))
    by_weight = (verdicts.verdict == LINK) & verdicts.rule.isin([key.name for key in policy.joins] or [BY_WEIGHT])
    kept = verdicts.mutate(rule=ibis.ifelse(by_weight, BY_WEIGHT, verdicts.rule)).filter(verdicts.verdict != APART)
    return kept.select("node", "other", "rule", "evidence", "weight", "probability", "verdict", "levels")


def _strongest(area: Staging, found: ir.Table, scored: ir.Table, policy: MatchPolicy) -> ir.Table:
    """``node, other, rank, evidence`` of the strongest rule that ties each pair."""
    last = len(policy.keys) + len(policy.joins)
    proposed = found.filter(found["rank"] <= last).join(
        scored.select("node", "other", *_levels(policy)), ["node", "other"]
    )
    forbidden = [
        (proposed["rank"] == rule.rank) & ibis.or_(*(_contradicts(proposed, name) for name in names))
        for rule, names in ((rule, _not_contradicting(policy, rule.rank)) for rule in rules_of(policy))
        if names and rule.rank <= last
    ]
    kept = proposed.filter(~ibis.or_(*forbidden)) if forbidden else proposed
    if policy.apart:
        kept = kept.filter((kept["rank"] == 0) | ~ibis.or_(*(_contradicts(kept, name) for name in policy.apart)))
    return area.keep(
        kept.group_by(["node", "other"]).agg(rank=kept["rank"].min(), evidence=kept["evidence"].argmin(kept["rank"]))
    )


def _not_contradicting(policy: MatchPolicy, rank: int) -> list[str]:
    keys = [*policy.keys, *policy.joins]
    return keys[rank - 1].not_contradicting if rank <= len(keys) else []


def _levels(policy: MatchPolicy) -> list[str]:
    return [f"{LEVEL}{each.name}" for each in policy.comparisons]


def _contradicts(pairs: ir.Table, comparison: str) -> ir.BooleanValue:
    return pairs[f"{LEVEL}{comparison}"] == 0


def _verdict(pairs: ir.Table, policy: MatchPolicy) -> ir.StringValue:
    keys = [REFERENCE, *(key.name for key in policy.keys)]
    joins = [key.name for key in policy.joins]
    apart = [_contradicts(pairs, name) for name in policy.apart]
    enough = pairs.probability >= policy.thresholds.link
    for name, level in policy.by_weight.at_least.items():
        enough = enough & (pairs[f"{LEVEL}{name}"] >= policy.reached(name, level))
    for name in policy.by_weight.not_contradicting:
        enough = enough & ~_contradicts(pairs, name)
    cases = [
        (pairs.rule.isin(keys), LINK),
        *([(ibis.or_(*apart), APART)] if apart else []),
        (enough, LINK),
        *([(pairs.rule.isin(joins), JOIN)] if joins else []),
        (pairs.probability >= policy.thresholds.review, REVIEW),
    ]
    return ibis.cases(*cases, else_=APART)


__all__ = ["APART", "JOIN", "LINK", "REVIEW", "WEIGHT", "judged"]
