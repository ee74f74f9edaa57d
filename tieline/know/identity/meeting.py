"""
Who has to be looked at when some persons change: all whom a rule could pair with them, and nobody else.

A value that more persons share than the policy's largest block is a placeholder and gives no pairs. So somebody who
comes or goes may take pairs from persons whom he does not concern, or give them, and these are compared again too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.blocking import each_once
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.keys import Rule, all_keys, rules_of
from tieline.know.identity.records import PERSON
from tieline.know.identity.references import referred, said_by_sources, said_of
from tieline.know.identity.tables import FEATURES, LISTS

FEW_SHARE = ("phones", "emails", "streets")
"""Lists of which few persons have a value in common: whom they lead to are few enough to look at."""


@dataclass(frozen=True)
class Meeting:
    """
    ``persons`` are the features, with ``node``, of everybody who has to be looked at; ``of`` (``node``) are those of
    whom all pairs are found anew; ``pairs`` are these (``node, other, rank, evidence``).
    """

    persons: ir.Table
    of: ir.Table
    pairs: ir.Table


def meeting(area: Staging, touched: ir.Table, new: ir.Table, policy: MatchPolicy) -> Meeting:
    """
    The meeting of those who are ``touched`` (``system, party_ref``); ``new`` are their features now.

    The others' features, and those of the touched before, are as published.
    """
    rules, columns = rules_of(policy), _columns(policy)
    known = area.warehouse.table(FEATURES).select(columns)
    before = _part(known.semi_join(touched, PERSON), was=True)
    changed = area.keep(ibis.union(before, _part(new.select(columns), becomes=True), distinct=False))
    others = _others(area, known, changed, touched, rules)
    rows = _numbered(area, changed, others)
    keys = area.keep(all_keys(rows, rules, "was", "becomes"))
    again = _crossing(area, keys, policy)
    of = area.keep(rows.semi_join(touched, PERSON).select("node", *PERSON).distinct())
    if int(again.count().execute()):
        around = area.keep(rows.semi_join(again, "node"))
        further = _others(area, known, around, touched, rules)
        others = area.keep(ibis.union(others, further, distinct=True))
        rows = _numbered(area, changed, others)
        keys = area.keep(all_keys(rows, rules, "was", "becomes"))
        anew = ibis.union(touched, around.select(*PERSON), distinct=True)
        of = area.keep(rows.semi_join(anew, PERSON).select("node", *PERSON).distinct())
    persons = area.keep(rows.filter(rows.becomes).drop("was", "becomes"))
    found = [_pairs(keys.filter(keys.becomes), of, policy), _referred(area, persons, of)]
    return Meeting(persons, of, area.keep(ibis.union(*found, distinct=False)))


def _columns(policy: MatchPolicy) -> list[str]:
    """Columns of features by which persons are paired and weighed."""
    paired = {name for rule in rules_of(policy) for name in rule.agree} | {"name", "held", "vouched"}
    weighed = {name for each in policy.comparisons for name in each.features}
    return [*PERSON, *sorted((paired | weighed) - set(PERSON))]


def _part(features: ir.Table, *, was: bool = False, becomes: bool = False) -> ir.Table:
    return features.mutate(was=ibis.literal(was), becomes=ibis.literal(becomes))


def _numbered(area: Staging, changed: ir.Table, others: ir.Table) -> ir.Table:
    """All with ``node`` in the order of system and reference; a person who changed has one, before and after."""
    rows = ibis.union(changed, others.select(changed.columns), distinct=False)
    return area.keep(rows.mutate(node=ibis.dense_rank().over(order_by=list(PERSON))))


def _others(area: Staging, known: ir.Table, some: ir.Table, but: ir.Table, rules: Sequence[Rule]) -> ir.Table:
    """Features of everybody else whom a rule, or a source, could pair with one of ``some``; not of those in ``but``."""
    parts = [_sharing(known, some, values) for values in _covers(rules)]
    said = area.keep(said_of(said_by_sources(area.warehouse), some.select(*PERSON)))
    parts += [said.select(*PERSON), said.select(system="of_system", party_ref="of_ref")]
    near = area.keep(ibis.union(*parts, distinct=True).anti_join(but, PERSON))
    return area.keep(_part(known.semi_join(near, PERSON), was=True, becomes=True))


def _covers(rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    """Values of which two persons share at least one set whole, whichever of the rules pairs them."""
    covers: dict[tuple[str, ...], None] = {}
    for rule in rules:
        selective = [(name,) for name in rule.agree if name in FEW_SHARE]
        if not any(each in covers for each in selective):
            covers[selective[0] if selective else rule.agree] = None
    return list(covers)


def _sharing(known: ir.Table, some: ir.Table, values: tuple[str, ...]) -> ir.Table:
    theirs, mine = (_each(table, values) for table in (known, some))
    return theirs.semi_join(mine.select(*values).distinct(), list(values)).select(*PERSON)


def _each(features: ir.Table, values: tuple[str, ...]) -> ir.Table:
    rows = features.select(*PERSON, *values)
    for name in values:
        rows = rows.mutate(**{name: rows[name].unnest()}) if name in LISTS else rows.filter(rows[name].notnull())
    return rows


def _crossing(area: Staging, keys: ir.Table, policy: MatchPolicy) -> ir.Table:
    """``node`` of everybody in a block that somebody changes and that is a placeholder before or after, not both."""
    sides = keys.filter(keys.hosts)
    sizes = sides.group_by(["rank", "key"]).agg(
        before=sides.was.sum(), after=sides.becomes.sum(), changes=(sides.was != sides.becomes).any()
    )
    most = policy.largest_block
    crossed = sizes.filter(sizes.changes & ((sizes.before <= most) != (sizes.after <= most)))
    return area.keep(keys.semi_join(crossed, ["rank", "key"]).select("node").distinct())


def _pairs(keys: ir.Table, of: ir.Table, policy: MatchPolicy) -> ir.Table:
    """Pairs with one of these: who they share keys with is there in full, so that the sizes of blocks are right."""
    theirs = keys.semi_join(of, "node").select("rank", "key").distinct()
    blocks = keys.semi_join(theirs, ["rank", "key"])
    hosts = blocks.filter(blocks.hosts)
    sizes = hosts.group_by(["rank", "key"]).agg(size=hosts.count())
    small = sizes.filter(sizes["size"] <= policy.largest_block)
    left = blocks.filter(blocks.joins).semi_join(small, ["rank", "key"]).select("rank", "key", "node")
    met = left.join(hosts.select("rank", "key", other="node"), ["rank", "key"])
    met = met.filter(met.node != met.other)
    one, two = met.semi_join(of, "node"), met.semi_join(of.select(other="node"), "other")
    return each_once(ibis.union(one, two, distinct=True))


def _referred(area: Staging, persons: ir.Table, of: ir.Table) -> ir.Table:
    return referred(persons, said_of(said_by_sources(area.warehouse), of))
