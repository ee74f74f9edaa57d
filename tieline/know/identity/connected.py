"""Who hangs together with some persons: through pairs, people's words or parties, directly or through others."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.comparing import REVIEW
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import BETWEEN, ENDS
from tieline.know.identity.records import PERSON
from tieline.know.identity.tables import LINK, PAIR


@dataclass(frozen=True)
class Around:
    """Persons (``system, party_ref``), and as they are published their links and all pairs with one of them."""

    persons: ir.Table
    links: ir.Table
    pairs: ir.Table


def connected_with(area: Staging, persons: ir.Table, found: ir.Table | None = None) -> Around:
    """
    These persons and everybody whom pairs that tie or join, words or parties connect to them.

    ``found`` (the columns of ``ENDS``) are ties that are not published yet, in the place of those that these persons
    had: then whoever they were paired with counts as well. Persons and parties are followed by a hash: two who have
    the same one only bring in some who were not needed.
    """
    edges = _edges(area, found)
    start = area.keep(persons.select(node=_node).distinct())
    nodes = _reached(area, start, edges if found is not None else edges.filter(edges.tied), edges.filter(edges.tied))
    links, pairs = area.warehouse.table(LINK), area.warehouse.table(PAIR)
    mine = area.keep(links.filter(_node(links).isin(nodes.node)))
    everybody = area.keep(ibis.union(persons.select(*PERSON), mine.select(*PERSON), distinct=True))
    other = everybody.select(other_system="system", other_party_ref="party_ref")
    ends = pairs.semi_join(everybody, PERSON), pairs.semi_join(other, list(ENDS[2:]))
    return Around(everybody, mine, area.keep(ibis.union(*ends, distinct=True)))


def _edges(area: Staging, found: ir.Table | None) -> ir.Table:
    """``node, to, tied``: the two of each pair, and each person with the party."""
    pairs, links = area.warehouse.table(PAIR), area.warehouse.table(LINK)
    said = list(Decision.objects.filter(verdict=Decision.Verdict.SAME).values_list(*ENDS))
    words = {name: ("string", [row[place] for row in said]) for place, name in enumerate(ENDS)}
    tied = ibis.literal(value=True)
    ends = [area.keep_values(words), *([] if found is None else [found])]
    parts = [each.select(node=_node, to=_other, tied=tied) for each in ends]
    compared = pairs.select(node=_node, to=_other, tied=pairs.proposed != REVIEW)
    homes = links.select(node=_node, to=links.party_id.hash(), tied=tied)
    return area.keep(ibis.union(compared, homes, *parts, distinct=False))


def _reached(area: Staging, start: ir.Table, first: ir.Table, then: ir.Table) -> ir.Table:
    """
    ``node`` of all that can be reached from ``start``: the first step along some edges, all others along ``then``.

    Edges lead both ways, so who is one step further was neither reached by this step nor by the one before.
    """
    before, frontier, edges = start.limit(0), start, first
    seen = [start]
    while int(frontier.count().execute()):
        back = edges.select(node="to", to="node").semi_join(frontier, "node")
        near = ibis.union(edges.select("node", "to").semi_join(frontier, "node"), back, distinct=False)
        known = ibis.union(before, frontier, distinct=False)
        before, frontier = frontier, area.keep(near.select(node="to").distinct().anti_join(known, "node"))
        seen.append(frontier)
        edges = then
    return area.keep(ibis.union(*seen, distinct=False))


def _node(persons: ir.Table) -> ir.IntegerValue:
    return _hash(persons.system, persons.party_ref)


def _other(pairs: ir.Table) -> ir.IntegerValue:
    return _hash(pairs.other_system, pairs.other_party_ref)


def _hash(system: ir.StringValue, party_ref: ir.StringValue) -> ir.IntegerValue:
    return (system + BETWEEN + party_ref).hash()
