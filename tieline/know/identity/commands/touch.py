"""The parties around some persons, settled at once: what a decision or a new record touches."""

from collections.abc import Iterable
from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.comparing import REVIEW
from tieline.know.identity.consistency import decisions_on
from tieline.know.identity.contact_points import contact_points
from tieline.know.identity.deciding import decided
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.features import numbered
from tieline.know.identity.households import holdings, households
from tieline.know.identity.linking import Linked, link
from tieline.know.identity.models import Decision
from tieline.know.identity.naming import id_of
from tieline.know.identity.pairing import ENDS, Person, pair_rows
from tieline.know.identity.parties import parties_of
from tieline.know.identity.policies import current_policy
from tieline.know.identity.questions import UNLIKELY, not_asked, with_questions
from tieline.know.identity.tables import CONTACT_POINT, FEATURES, HOLDING, HOUSEHOLD, LINK, PAIR, PARTY

PERSON = ("system", "party_ref")
PAIRED = ("rule", "evidence", "weight", "probability", "levels")


def touch_persons(persons: Iterable[Person], *, as_of: date) -> int:
    """
    Settle these persons anew, with everybody whom a pair, a decision or their party connects to them; how many.

    Their rows of all tables are replaced by those that a run over all persons gives. Twice gives the same tables.
    """
    given = sorted(set(persons))
    with staging(warehouse()) as area, area.warehouse.transaction():
        columns = {name: ("string", [each[place] for each in given]) for place, name in enumerate(PERSON)}
        return settle_around(area, area.keep_values(columns), as_of)


def settle_around(area: Staging, persons: ir.Table, as_of: date) -> int:
    """The same for a table of persons, inside the transaction of the caller; features and pairs are as published."""
    store, policy, country = area.warehouse, current_policy(), settings.TIELINE_COUNTRY
    around = area.keep(_around(area, persons))
    features = numbered(area, area.keep(store.table(FEATURES).semi_join(around, PERSON)))
    decisions = decided(area, features, decisions_on(_listed(features)))
    linked = link(area, features, _pairs_among(area, features), decisions, policy)
    former_links = area.keep(store.table(LINK).semi_join(around, PERSON))
    former = area.keep(_former_parties(store, around, former_links))
    clusters = area.keep(linked.labels.join(features.select("node", *PERSON), "node"))
    settled = parties_of(area, clusters, linked.ties, former_links, former, as_of)
    ids = area.keep(ibis.union(former.select("party_id"), settled.parties.select("party_id"), distinct=True))
    points = contact_points(area, settled.links, policy, country)
    homes, held = households(area, settled.links), holdings(area, settled.links, country)
    _replace_pairs(area, features, linked)
    store.remove(LINK, around)
    store.append(LINK, settled.links)
    store.remove(PARTY, ids)
    store.append(PARTY, settled.parties)
    for table, rows in ((CONTACT_POINT, points), (HOUSEHOLD, homes), (HOLDING, held)):
        store.remove(table, ids)
        store.append(table, rows)
    _ask_again(area, around, policy)
    return int(around.count().execute())


def _around(area: Staging, persons: ir.Table) -> ir.Table:
    """``system, party_ref`` of these persons and of everybody whom pairs, words or parties connect to them."""
    links = area.warehouse.table(LINK)
    edges = _edges(area)
    found = frontier = area.keep(persons.select(*PERSON).distinct())
    while int(frontier.count().execute()):
        parties = links.semi_join(frontier, PERSON).select("party_id").distinct()
        mates = links.semi_join(parties, "party_id").select(*PERSON)
        tied = edges.semi_join(frontier, PERSON).select(system="to_system", party_ref="to_ref")
        frontier = area.keep(ibis.union(tied, mates, distinct=True).anti_join(found, PERSON))
        found = area.keep(ibis.union(found, frontier, distinct=False))
    return found


def _edges(area: Staging) -> ir.Table:
    """Pairs that the policy ties or joins, and people's words, in both directions."""
    pairs = area.warehouse.table(PAIR)
    compared = pairs.filter(pairs.proposed != "review").select(*ENDS)
    said = list(Decision.objects.filter(verdict=Decision.Verdict.SAME).values_list(*ENDS))
    words = {name: ("string", [row[place] for row in said]) for place, name in enumerate(ENDS)}
    one = ibis.union(compared, area.keep_values(words).select(*ENDS), distinct=False)
    to = one.select("system", "party_ref", to_system="other_system", to_ref="other_party_ref")
    back = one.select(system="other_system", party_ref="other_party_ref", to_system="system", to_ref="party_ref")
    return area.keep(ibis.union(to, back, distinct=False))


def _listed(features: ir.Table) -> list[Person]:
    rows = features.select(*PERSON).to_pyarrow()
    return [Person(*row) for row in zip(*(rows[name].to_pylist() for name in PERSON), strict=True)]


def _pairs_among(area: Staging, features: ir.Table) -> ir.Table:
    """The published pairs of these persons by node, with the verdict that the policy alone proposed."""
    one = features.select(*PERSON, "node")
    two = features.select(other_system="system", other_party_ref="party_ref", other="node")
    joined = area.warehouse.table(PAIR).join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    return area.keep(joined.select("node", "other", *PAIRED, verdict=joined.proposed))


def _former_parties(store: Warehouse, around: ir.Table, links: ir.Table) -> ir.Table:
    """Parties that these persons were or gave their id to, and ids that lead to those."""
    parties = store.table(PARTY)
    ids = ibis.union(links.select("party_id"), around.select(party_id=id_of(around)), distinct=True)
    leading = parties.filter(parties.now != parties.party_id).semi_join(ids, [("now", "party_id")])
    return ibis.union(parties.semi_join(ids, "party_id"), leading, distinct=True)


def _replace_pairs(area: Staging, features: ir.Table, linked: Linked) -> None:
    """Pairs among these persons have their new verdict."""
    rows = area.keep(pair_rows(features, linked.pairs))
    area.warehouse.remove(PAIR, rows.select("pair_id"))
    area.warehouse.append(PAIR, rows.mutate(**not_asked()))


def _ask_again(area: Staging, around: ir.Table, policy: MatchPolicy) -> None:
    """Pairs left open with one of these persons, whose parties are others now, are a question or not anew."""
    pairs = area.warehouse.table(PAIR)
    left = pairs.filter(pairs.verdict.isin([REVIEW, UNLIKELY]))
    theirs = around.select(other_system="system", other_party_ref="party_ref")
    mine = ibis.union(left.semi_join(around, PERSON), left.semi_join(theirs, list(ENDS[2:])), distinct=True)
    rows = area.keep(with_questions(area, area.keep(mine), policy))
    area.warehouse.remove(PAIR, rows.select("pair_id"))
    area.warehouse.append(PAIR, rows)
