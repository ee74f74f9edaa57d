"""The parties around some persons, settled at once: what a decision or a new record touches."""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.connected import Around, connected_with
from tieline.know.identity.consistency import decisions_on
from tieline.know.identity.contact_points import contact_points
from tieline.know.identity.deciding import decided
from tieline.know.identity.features import numbered
from tieline.know.identity.households import holdings, households
from tieline.know.identity.linking import COLUMNS, link
from tieline.know.identity.models import Decision
from tieline.know.identity.naming import id_of
from tieline.know.identity.pairing import ENDS, Person, pair_rows
from tieline.know.identity.parties import Parties, parties_of
from tieline.know.identity.policies import current_policy
from tieline.know.identity.questions import not_asked, with_questions
from tieline.know.identity.records import PERSON, records_of
from tieline.know.identity.tables import CONTACT_POINT, FEATURES, HOLDING, HOUSEHOLD, LINK, MEMBER, PAIR, PARTY, SETTLED

READ_WHILE_ASKING = 10
"""Decisions that are read in the time in which the database is asked for those of one person."""

PAIRED = ("rule", "evidence", "weight", "probability", "levels")


def touch_persons(persons: Iterable[Person], *, as_of: date) -> int:
    """
    Settle these persons anew, with everybody whom a pair, a decision or their party connects to them; how many.

    Their rows of all tables are replaced by those that a run over all persons gives. Twice gives the same tables.
    """
    given = sorted(set(persons))
    with staging(warehouse()) as area, area.warehouse.transaction():
        columns = {name: ("string", [each[place] for each in given]) for place, name in enumerate(PERSON)}
        around = connected_with(area, area.keep_values(columns))
        return settle_around(area, around, around.pairs, as_of)


def settle_around(area: Staging, around: Around, pairs: ir.Table, as_of: date) -> int:
    """
    The same for all who hang together, inside the transaction of the caller.

    ``pairs`` are rows of ``identity.pair`` and take the place of those that are published of these persons.
    """
    store, policy = area.warehouse, current_policy()
    features = area.keep(store.table(FEATURES).semi_join(around.persons, PERSON).select(*COLUMNS))
    persons = numbered(area, features)
    decisions = decided(area, persons, _decisions_on(persons))
    linked = link(area, persons, _among(area, persons, pairs), decisions, policy)
    former = area.keep(_former_parties(store, around))
    clusters = area.keep(linked.labels.join(persons.select("node", *PERSON), "node"))
    settled = parties_of(area, clusters, linked.ties, around.links, former, as_of)
    _replace_parties(area, around, former, settled)
    rows = area.keep(pair_rows(persons, linked.pairs).mutate(**not_asked()).select(*PAIR.column_names))
    others = pairs.select(*PAIR.column_names).anti_join(rows, "pair_id")
    told = area.keep(with_questions(area, area.keep(ibis.union(rows, others, distinct=False)), policy))
    store.remove(PAIR, around.pairs.select("pair_id"))
    store.append(PAIR, told)
    return int(around.persons.count().execute())


def _replace_parties(area: Staging, around: Around, former: ir.Table, settled: Parties) -> None:
    """The rows of all tables but those of pairs."""
    store, policy, country = area.warehouse, current_policy(), settings.TIELINE_COUNTRY
    said = records_of(area, around.persons)
    homes = households(area, settled.links, said)
    held = holdings(area, settled.links, homes, country, said)
    points = contact_points(area, settled.links, policy, country, said)
    ids = area.keep(ibis.union(former.select("party_id"), settled.parties.select("party_id"), distinct=True))
    for table in (LINK, MEMBER) if store.has(MEMBER) else (LINK,):  # before its first run nobody reads members
        store.remove(table, around.persons)
        store.append(table, settled.links)
    for table, rows in ((PARTY, settled.parties), (CONTACT_POINT, points), (HOUSEHOLD, homes), (HOLDING, held)):
        store.remove(table, ids)
        store.append(table, rows)
    store.append(SETTLED, ids.mutate(settling=ibis.literal(uuid4().hex)))


def _decisions_on(persons: ir.Table) -> list[Decision] | None:
    """What was decided of these persons; None, for everything, where asking for each would take longer."""
    rows = persons.select(*PERSON).to_pyarrow()
    if Decision.objects.count() <= READ_WHILE_ASKING * rows.num_rows:
        return None
    return decisions_on(Person(*row) for row in zip(*(rows[name].to_pylist() for name in PERSON), strict=True))


def _among(area: Staging, persons: ir.Table, pairs: ir.Table) -> ir.Table:
    """The pairs among these persons by node, with the verdict that the policy alone proposed."""
    one = persons.select(*PERSON, "node")
    two = persons.select(other_system="system", other_party_ref="party_ref", other="node")
    joined = pairs.join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    return area.keep(joined.select("node", "other", *PAIRED, verdict=joined.proposed))


def _former_parties(store: Warehouse, around: Around) -> ir.Table:
    """Parties that these persons were or gave their id to, and ids that lead to those."""
    parties = store.table(PARTY)
    own = around.persons.select(party_id=id_of(around.persons))
    ids = ibis.union(around.links.select("party_id"), own, distinct=True)
    leading = parties.filter(parties.now != parties.party_id).semi_join(ids, [("now", "party_id")])
    return ibis.union(parties.semi_join(ids, "party_id"), leading, distinct=True)
