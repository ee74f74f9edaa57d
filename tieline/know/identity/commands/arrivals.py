"""New records, matched on arrival: compared with everybody, but only they; with the result of a run over all."""

import time
from datetime import date, datetime

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.commands.touch import PERSON, settle_around
from tieline.know.identity.comparing import JOIN, REVIEW, compare
from tieline.know.identity.crossings import crossing
from tieline.know.identity.features import features_of
from tieline.know.identity.model import Model, stored_model
from tieline.know.identity.models import SeenLoad
from tieline.know.identity.pairing import ENDS, pair_rows
from tieline.know.identity.policies import current_policy
from tieline.know.identity.queries.arrivals import unseen_loads
from tieline.know.identity.questions import not_asked
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
    known = people.filter(people.party_ref.notnull()).select(*PERSON).distinct()
    opened = accounts.filter(accounts.load_id.isin(loads)).select("system", "account_ref")
    moved = products.filter(products.load_id.isin(loads)).select("system", "account_ref", "product_ref")
    owned = area.keep(ibis.union(opened, moved.select("system", "account_ref"), distinct=True))
    held = store.table(HOLDING)
    of = ["system", "account_ref"], ["system", "product_ref"]
    former = ibis.union(held.semi_join(owned, of[0]), held.semi_join(moved, of[1])).select("party_id").distinct()
    parts = [
        known.semi_join(people.filter(people.load_id.isin(loads)), PERSON),
        accounts.semi_join(owned, of[0]).select(*PERSON).semi_join(known, PERSON),
        store.table(LINK).semi_join(former, "party_id").select(*PERSON),
        store.table(FEATURES).select(*PERSON).anti_join(known, PERSON),
    ]
    return area.keep(ibis.union(*parts, distinct=True))


def _match(area: Staging, touched: ir.Table, model: Model, as_of: date) -> int:
    store, policy = area.warehouse, current_policy()
    new = features_of(area, policy, settings.TIELINE_COUNTRY, persons=touched)
    nodes, others, before, after = _numbered_alike(area, store.table(FEATURES), new, touched)
    again = crossing(area, others, before, after, policy)
    changed = area.keep(nodes.semi_join(touched, PERSON).select("node"))
    of = area.keep(ibis.union(changed, again, distinct=True))
    everybody = area.keep(ibis.union(others, after.select(others.columns), distinct=False))
    pairs = compare(area, everybody, policy, model, of=of).pairs
    around = area.keep(nodes.semi_join(of, "node").select(*PERSON))
    partners = _replace_pairs(area, everybody, pairs, around)
    store.remove(FEATURES, touched)
    store.append(FEATURES, new)
    return settle_around(area, area.keep(ibis.union(around, partners, distinct=True)), as_of)


def _numbered_alike(
    area: Staging, old: ir.Table, new: ir.Table, touched: ir.Table
) -> tuple[ir.Table, ir.Table, ir.Table, ir.Table]:
    """
    ``node, system, party_ref`` of all persons, and features with these nodes: of those who are not touched, and of
    the touched before and after.
    """
    columns = list(FEATURES.column_names)
    persons = ibis.union(old.select(*PERSON), new.select(*PERSON), distinct=True)
    nodes = area.keep(persons.mutate(node=ibis.row_number().over(order_by=list(PERSON))))
    parts = (old.anti_join(touched, PERSON), old.semi_join(touched, PERSON), new)
    others, before, after = (area.keep(part.select(columns).join(nodes, list(PERSON))) for part in parts)
    return nodes, others, before, after


def _replace_pairs(area: Staging, features: ir.Table, pairs: ir.Table, around: ir.Table) -> ir.Table:
    """All pairs with one of these persons are those given; answers who else was paired with them before."""
    store = area.warehouse
    published = store.table(PAIR)
    ends = {ENDS[2]: around.system, ENDS[3]: around.party_ref}
    mine = published.semi_join(around, PERSON)
    theirs = published.semi_join(around.select(**ends), list(ENDS[2:]))
    gone = area.keep(ibis.union(mine, theirs, distinct=True).select("pair_id", *ENDS))
    others = ibis.union(
        gone.select(*PERSON), gone.select(system="other_system", party_ref="other_party_ref"), distinct=True
    )
    others = area.keep(others)
    store.remove(PAIR, gone.select("pair_id"))
    rows = pair_rows(features, pairs.mutate(proposed=pairs.verdict))
    store.append(PAIR, rows.mutate(verdict=rows.verdict.substitute(JOIN, REVIEW), **not_asked()))
    return others
