"""What a decision or a new record touches: the parties around some persons, settled at once."""

from collections.abc import Iterable
from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.consistency import decisions_on
from tieline.know.identity.contact_points import contact_points
from tieline.know.identity.deciding import decided
from tieline.know.identity.models import Decision
from tieline.know.identity.naming import id_of
from tieline.know.identity.observing import observe
from tieline.know.identity.pairing import ENDS, Person
from tieline.know.identity.parties import BY_WEIGHT, Parties, forbidden, parties_of, ties_of
from tieline.know.identity.settling import settle
from tieline.know.identity.tables import CONTACT_POINT, LINK, PAIR, PARTY
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import INDIVIDUAL

PERSON = ("system", "party_ref")


def touch_persons(persons: Iterable[Person], *, as_of: date) -> int:
    """
    Settle these persons anew, with everybody whom a tie or a decision connects to them; how many persons that is.

    Links, parties and contact points of those persons are replaced, with the same rows that a run over all persons
    gives. Twice gives the same tables.
    """
    store = warehouse()
    with staging(store) as area, store.transaction():
        around = _around(area, persons)
        links = area.keep(store.table(LINK).semi_join(around, PERSON))
        members = area.keep(around.mutate(node=ibis.row_number().over(order_by=list(PERSON))))
        everybody = [Person(*row.values()) for row in members.select(*PERSON).to_pyarrow().to_pylist()]
        decisions = decided(area, members, decisions_on(everybody))
        ties = area.keep(ties_of(_pairs_among(store, members), decisions))
        labels = settle(area, members, ties, forbidden(decisions))
        clusters = area.keep(labels.join(members, "node"))
        former = area.keep(_former_parties(store, members, links))
        settled = parties_of(area, clusters, ties, links, former, as_of)
        _replace(area, members, former, settled)
        return len(everybody)


def _around(area: Staging, persons: Iterable[Person]) -> ir.Table:
    """``system, party_ref`` of these persons and of everybody whom ties, words or parties connect to them."""
    store, given = area.warehouse, sorted(set(persons))
    columns = {name: ("string", [each[place] for each in given]) for place, name in enumerate(PERSON)}
    known = _known(store)
    found = frontier = area.keep(area.keep_values(columns).semi_join(known, PERSON))
    edges = _edges(area)
    links = store.table(LINK)
    while int(frontier.count().execute()):
        parties = links.semi_join(frontier, PERSON).select("party_id").distinct()
        mates = links.semi_join(parties, "party_id").select(*PERSON)
        near = ibis.union(edges.semi_join(frontier, PERSON).select(system="to_system", party_ref="to_ref"), mates)
        frontier = area.keep(near.distinct().anti_join(found, PERSON).semi_join(known, PERSON))
        found = area.keep(ibis.union(found, frontier, distinct=False))
    return found


def _known(store: Warehouse) -> ir.Table:
    individuals = current(store, INDIVIDUAL)
    return individuals.filter(individuals.party_ref.notnull()).select(*PERSON).distinct()


def _edges(area: Staging) -> ir.Table:
    """Pairs that are, were or could be tied, and people's words, in both directions."""
    pairs = area.warehouse.table(PAIR)
    compared = pairs.filter(pairs.verdict != "review").select(*ENDS)
    said = Decision.objects.filter(verdict=Decision.Verdict.SAME).values_list(*ENDS)
    words = [list(column) for column in zip(*said, strict=True)] or [[] for _ in ENDS]
    same = area.keep_values({name: ("string", column) for name, column in zip(ENDS, words, strict=True)})
    one = ibis.union(compared, same.select(*ENDS), distinct=False)
    to = one.select("system", "party_ref", to_system="other_system", to_ref="other_party_ref")
    back = one.select(system="other_system", party_ref="other_party_ref", to_system="system", to_ref="party_ref")
    return ibis.union(to, back, distinct=False)


def _pairs_among(store: Warehouse, members: ir.Table) -> ir.Table:
    """``node, other, rule, evidence, weight`` of the pairs of these persons that the policy links."""
    pairs = store.table(PAIR)
    linked = pairs.filter((pairs.verdict == "link") | (pairs["rule"] != BY_WEIGHT))
    one = members.select(*PERSON, "node")
    two = members.select(other_system="system", other_party_ref="party_ref", other="node")
    joined = linked.join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    return joined.select("node", "other", "rule", "evidence", "weight")


def _former_parties(store: Warehouse, members: ir.Table, links: ir.Table) -> ir.Table:
    """Parties that these persons are, were, or gave their id to, and ids that lead to those."""
    parties = store.table(PARTY)
    ids = ibis.union(links.select("party_id"), members.select(party_id=id_of(members)), distinct=True)
    leading = parties.filter(parties.now != parties.party_id).semi_join(ids, [("now", "party_id")])
    return ibis.union(parties.semi_join(ids, "party_id"), leading, distinct=True)


def _replace(area: Staging, members: ir.Table, former: ir.Table, settled: Parties) -> None:
    """The rows of these persons and parties, and nobody else's, are what was settled."""
    store = area.warehouse
    ids = area.keep(
        ibis.union(former.select("party_id"), settled.parties.select("party_id"), distinct=True).select("party_id")
    )
    seen = observe(area, settings.TIELINE_COUNTRY)
    nodes = seen.persons.join(settled.links, list(PERSON)).select("node", "party_id")
    points = area.keep(contact_points(seen, nodes))
    store.remove(LINK, members.select(*PERSON))
    store.append(LINK, settled.links)
    store.remove(PARTY, ids)
    store.append(PARTY, settled.parties)
    store.remove(CONTACT_POINT, ids)
    store.append(CONTACT_POINT, points)
