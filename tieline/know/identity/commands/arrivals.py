"""New records, matched on arrival: compared with everybody, but only they; with the result of a run over all."""

import time
from datetime import date, datetime

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.commands.touch import settle_around
from tieline.know.identity.comparing import JOIN, REVIEW, judged
from tieline.know.identity.connected import Around, connected_with
from tieline.know.identity.features import features_of
from tieline.know.identity.meeting import meeting
from tieline.know.identity.model import Model, stored_model
from tieline.know.identity.models import SeenLoad
from tieline.know.identity.pairing import ENDS, pair_rows
from tieline.know.identity.policies import current_policy
from tieline.know.identity.queries.arrivals import unseen_loads
from tieline.know.identity.questions import not_asked
from tieline.know.identity.records import PERSON, records_of
from tieline.know.identity.seen import mark_seen
from tieline.know.identity.tables import FEATURES, HOLDING, LINK, PAIR
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL, PRODUCT

MOST_SHARE = 0.05
MOST_AT_LEAST = 20_000
"""More persons than this share of all (and than this many) are left to the next run, which is quicker for them."""


def match_new_records(*, as_of: date, now: datetime) -> int:
    """
    Match the persons of all loads that landed since identity last looked; how many persons were settled anew.

    The tables are then those of a run over everybody by the same model. What is too much for that, and everything
    before the first run, waits for the next run. Twice does nothing the second time.
    """
    loads, policy = unseen_loads(), current_policy()
    model = stored_model(warehouse(), policy)
    if not loads or model is None:
        return 0
    started = time.monotonic()
    with staging(warehouse()) as area:
        touched = _touched(area, [load.pk for load in loads])
        count = int(touched.count().execute())
        most = max(MOST_AT_LEAST, MOST_SHARE * int(warehouse().table(FEATURES).count().execute()))
        is_too_much = count > most or bool(policy.characteristics)  # which are not kept with the features
        how = SeenLoad.How.LEFT if is_too_much else SeenLoad.How.ARRIVAL
        settled = 0
        if count and how == SeenLoad.How.ARRIVAL:
            with area.warehouse.transaction():
                settled = _match(area, touched, model, as_of)
    seconds = round(time.monotonic() - started, 3)
    mark_seen(loads, how, now=now, persons=count, seconds=seconds)
    return settled


def _touched(area: Staging, loads: list[str]) -> ir.Table:
    """``system, party_ref`` of persons whose records these loads brought or replaced, and of those who are gone."""
    store = area.warehouse
    people, accounts, products = (current(store, table) for table in (INDIVIDUAL, BILLING_ACCOUNT, PRODUCT))
    known = people.filter(people.party_ref.notnull())
    opened = accounts.filter(accounts.load_id.isin(loads)).select("system", "account_ref")
    moved = products.filter(products.load_id.isin(loads)).select("system", "account_ref", "product_ref")
    owned = area.keep(ibis.union(opened, moved.select("system", "account_ref"), distinct=True))
    held = store.table(HOLDING)
    of = ["system", "account_ref"], ["system", "product_ref"]
    former = ibis.union(held.semi_join(owned, of[0]), held.semi_join(moved, of[1])).select("party_id").distinct()
    parts = [
        known.filter(known.load_id.isin(loads)).select(*PERSON),
        known.select(*PERSON).semi_join(accounts.semi_join(owned, of[0]), PERSON),
        store.table(LINK).semi_join(former, "party_id").select(*PERSON),
        store.table(FEATURES).select(*PERSON).anti_join(known, PERSON),
    ]
    return area.keep(ibis.union(*parts, distinct=True))


def _match(area: Staging, touched: ir.Table, model: Model, as_of: date) -> int:
    store, policy = area.warehouse, current_policy()
    new = features_of(area, policy, settings.TIELINE_COUNTRY, records_of(area, touched))
    met = meeting(area, touched, new, policy)
    rows = pair_rows(met.persons, judged(area, met.persons, met.pairs, policy, model))
    proposed = rows.mutate(proposed=rows.verdict, verdict=rows.verdict.substitute(JOIN, REVIEW), **not_asked())
    found = area.keep(proposed.select(*PAIR.column_names))
    around = connected_with(area, met.of, found.filter(found.proposed != REVIEW).select(*ENDS))
    store.remove(FEATURES, touched)
    store.append(FEATURES, new)
    return settle_around(area, around, area.keep(_with_found(around, met.of, found)), as_of)


def _with_found(around: Around, of: ir.Table, found: ir.Table) -> ir.Table:
    """The pairs around, where all pairs with one of these persons are those that were found."""
    theirs = of.select(other_system="system", other_party_ref="party_ref")
    kept = around.pairs.anti_join(of, PERSON).anti_join(theirs, list(ENDS[2:]))
    return ibis.union(kept.select(found.columns), found, distinct=False)
