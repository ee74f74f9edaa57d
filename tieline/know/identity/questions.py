"""
Pairs that the policy leaves open → which of them are worth a person's time, and how much.

Who is asked about two sees everything of both parties, so that is what decides: the persons who are one with either
by now are compared across, by the policy's own comparisons, and a ground of the policy (``review``) must hold. What a
source itself names as one is always a question. The rest is ``unlikely``: not tied, and nobody is asked.
"""

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.comparing import REVIEW
from tieline.know.identity.definitions import BY_WEIGHT, REFERENCE, MatchPolicy, Question
from tieline.know.identity.features import numbered
from tieline.know.identity.pairing import ENDS
from tieline.know.identity.scoring import LEVEL, levels_reached
from tieline.know.identity.tables import FEATURES, HOLDING, LINK, PAIR

UNLIKELY = "unlikely"
STAKE = 3.0
"""How many times as much an answer is worth for each of the two parties that holds accounts."""

PARTIES = ("party_id", "other_party_id")


def with_questions(area: Staging, rows: ir.Table, policy: MatchPolicy) -> ir.Table:
    """
    Rows of ``identity.pair`` (``pairing.pair_rows``): those left open are ``review`` or ``unlikely``, the former with
    their parties, the accounts of both and the worth of an answer.

    Links, features and holdings are read as they are published, inside the transaction of the caller.
    """
    plain = rows.drop(*(name for name in ADDED if name in rows.columns))
    is_left = plain.verdict.isin([REVIEW, UNLIKELY])
    left = area.keep(plain.filter(is_left))
    asked = _with_worth(area, area.keep(_worth_asking(area, _placed(area, left), policy)))
    told = left.left_join(asked.select("pair_id", *ADDED), "pair_id")
    told = told.mutate(verdict=ibis.ifelse(told["party_id"].isnull(), UNLIKELY, REVIEW)).select(*PAIR.column_names)
    others = plain.filter(~is_left).mutate(**not_asked()).select(*PAIR.column_names)
    return ibis.union(told, others, distinct=False)


ADDED = (*PARTIES, "accounts", "other_accounts", "worth")


def not_asked() -> dict[str, ir.Value]:
    """What is added, empty, for pairs of which it is not known yet whether they are a question."""
    return {column.name: ibis.null(column.type) for column in PAIR.columns if column.name in ADDED}


def _placed(area: Staging, pairs: ir.Table) -> ir.Table:
    """Pairs with the parties of both persons, and the two in their order as ``low`` and ``high``."""
    ends = ibis.union(pairs.select(*ENDS[:2]), pairs.select(system="other_system", party_ref="other_party_ref"))
    links = area.keep(area.warehouse.table(LINK).semi_join(ends, list(ENDS[:2])))
    one = links.select("system", "party_ref", "party_id")
    two = links.select(other_system="system", other_party_ref="party_ref", other_party_id="party_id")
    found = pairs.select("pair_id", *ENDS, "rule", "probability").join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    mine, theirs = found.party_id, found.other_party_id
    return area.keep(found.mutate(low=ibis.least(mine, theirs), high=ibis.greatest(mine, theirs)))


def _worth_asking(area: Staging, placed: ir.Table, policy: MatchPolicy) -> ir.Table:
    named = sorted({name for ground in policy.review for name in (*ground.at_least, *ground.not_contradicting)})
    if not named or not int(placed.count().execute()):
        return placed
    met = area.keep(placed.select("low", "high").distinct())
    reached = _reached(area, met, policy, named)
    held = ibis.or_(*(_holds(reached, ground, policy) for ground in policy.review))
    between = reached.filter(held).select("low", "high")
    by_source = placed.filter(placed.rule == REFERENCE)
    return ibis.union(placed.semi_join(between, ["low", "high"]), by_source, distinct=True)


def _reached(area: Staging, met: ir.Table, policy: MatchPolicy, comparisons: list[str]) -> ir.Table:
    """Two parties (``low, high``) with the furthest and the closest level of each comparison; null where unknown."""
    store = area.warehouse
    ids = ibis.union(met.select(party_id="low"), met.select(party_id="high"), distinct=True)
    members = area.keep(store.table(LINK).semi_join(ids, "party_id").select("system", "party_ref", "party_id"))
    names = {name for each in policy.comparisons if each.name in comparisons for name in each.features}
    known = store.table(FEATURES).select(*ENDS[:2], *sorted(names))
    persons = numbered(area, known.semi_join(members, list(ENDS[:2])))
    placed = area.keep(persons.select("node", *ENDS[:2]).join(members, list(ENDS[:2])).select("node", "party_id"))
    across = met.join(placed.select(one="node", low="party_id"), "low")
    across = across.join(placed.select(two="node", high="party_id"), "high")
    ends = {"node": ibis.least(across.one, across.two), "other": ibis.greatest(across.one, across.two)}
    pairs = area.keep(across.select("low", "high", **ends))
    levels = pairs.join(
        levels_reached(area, persons, pairs.select("node", "other"), policy, comparisons), ["node", "other"]
    )
    told = {name: levels[f"{LEVEL}{name}"].nullif(-1) for name in comparisons}
    furthest = {f"least_{name}": level.min() for name, level in told.items()}
    closest = {f"most_{name}": level.max() for name, level in told.items()}
    return area.keep(levels.group_by(["low", "high"]).agg(**furthest, **closest))


def _holds(reached: ir.Table, ground: Question, policy: MatchPolicy) -> ir.BooleanValue:
    parts = [ibis.literal(value=True)]
    for name, level in ground.at_least.items():
        parts.append((reached[f"most_{name}"] >= policy.reached(name, level)).fill_null(ibis.literal(value=False)))
    for name, level in ground.not_contradicting.items():
        apart = (reached[f"least_{name}"] == 0) & (reached[f"most_{name}"] < policy.reached(name, level))
        parts.append(~apart.fill_null(ibis.literal(value=False)))
    return ibis.and_(*parts)


def _with_worth(area: Staging, asked: ir.Table) -> ir.Table:
    """With the accounts of both parties, and the worth of an answer."""
    holders = ibis.union(asked.select("party_id"), asked.select(party_id="other_party_id"))
    holdings = area.warehouse.table(HOLDING).semi_join(holders, "party_id")
    held = holdings.select("party_id", "system", "account_ref").distinct()
    counted = held.group_by("party_id").agg(accounts=held.count())
    mine = counted.select(of_party="party_id", accounts="accounts")
    theirs = counted.select(of_other="party_id", other_accounts="accounts")
    both = asked.left_join(mine, [("party_id", "of_party")]).left_join(theirs, [("other_party_id", "of_other")])
    known = both.mutate(accounts=both["accounts"].fill_null(0), other_accounts=both["other_accounts"].fill_null(0))
    holders = (known.accounts > 0).cast("int64") + (known.other_accounts > 0).cast("int64")
    stake = ibis.literal(STAKE) ** holders.cast("float64")
    return known.mutate(worth=(stake * _unsure(known)).round(6))


def _unsure(pairs: ir.Table) -> ir.FloatingValue:
    """
    Entropy of the probability in bits: 1 at a half, near 0 at certainty (Shannon 1948).

    It is 1 where a rule proposes the pair and something stood in its way, as weight does not decide there.
    """
    by_weight = (pairs.rule == BY_WEIGHT) & (pairs.probability > 0) & (pairs.probability < 1)
    chance = ibis.ifelse(by_weight, pairs.probability, 0.5)
    return -(chance * chance.log2() + (1 - chance) * (1 - chance).log2())
