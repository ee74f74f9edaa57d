"""
Clusters → parties that keep their id.

A cluster takes the oldest id among those that its persons had, if it holds more of that party than any
other cluster does. So a party keeps its id when persons join it; when two parties become one, the younger
id points to the older; when one party becomes two, the greater part keeps the id.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging

LENGTH = 16
"""Hexadecimal digits of an id: at 12, every sixth operator with ten million customers would see two get one id."""


def name_clusters(area: Staging, clusters: ir.Table, links: ir.Table, parties: ir.Table) -> ir.Table:
    """
    ``label, party_id``: the party of each cluster.

    ``clusters`` has ``label, system, party_ref``; ``links`` and ``parties`` are what the run before published.
    """
    had = clusters.join(links.select("system", "party_ref", "party_id"), ["system", "party_ref"])
    shares = area.keep(had.group_by(["label", "party_id"]).agg(persons=had.count()))
    heir = ibis.row_number().over(group_by="party_id", order_by=[ibis.desc("persons"), "label"])
    heirs = shares.mutate(place=heir).filter(lambda each: each["place"] == 0)
    aged = heirs.left_join(parties.select("party_id", "since"), "party_id")
    oldest = ibis.row_number().over(group_by="label", order_by=[aged.since.asc(nulls_first=False), aged.party_id])
    kept = area.keep(aged.mutate(rank=oldest).filter(lambda each: each["rank"] == 0).select("label", "party_id"))
    first = clusters.group_by("label").agg(key=(clusters.system + "|" + clusters.party_ref).min())
    new = first.anti_join(kept, "label")
    fresh = area.keep(new.select("label", "key", party_id=_id(new["key"])))
    taken = ibis.union(parties.select("party_id"), links.select("party_id"), distinct=True)
    free = fresh.anti_join(taken, "party_id")
    again = fresh.semi_join(taken, "party_id")
    renamed = again.select("label", party_id=_id(again["key"] + "|" + again["label"].cast("string") + "|again"))
    return area.keep(ibis.union(kept, free.select("label", "party_id"), renamed, distinct=False))


def _id(key: ir.StringValue) -> ir.StringValue:
    return ibis.literal("C") + key.hexdigest("md5").substr(0, LENGTH)


def party_rows(area: Staging, parties: ir.Table, former_links: ir.Table, links: ir.Table, as_of: date) -> ir.Table:
    """Every party that is or was: since when, of how many persons, and which party it is now."""
    counted = links.group_by("party_id").agg(persons=links.count())
    moved = former_links.select("system", "party_ref", former="party_id").join(
        links.select("system", "party_ref", "party_id"), ["system", "party_ref"]
    )
    shares = moved.group_by(["former", "party_id"]).agg(persons=moved.count())
    most = ibis.row_number().over(group_by="former", order_by=[ibis.desc("persons"), "party_id"])
    successors = shares.mutate(place=most).filter(lambda each: each["place"] == 0).select("former", became="party_id")
    ids = area.keep(ibis.union(parties.select("party_id"), counted.select("party_id"), distinct=True))
    aged = area.keep(ids.left_join(parties.select("party_id", "since", before="now"), "party_id"))
    sized = area.keep(aged.select("party_id", "since", "before").left_join(counted, "party_id"))
    joined = sized.select("party_id", "since", "before", "persons").left_join(successors, [("party_id", "former")])
    return joined.select(
        "party_id",
        since=joined.since.fill_null(ibis.literal(as_of)),
        persons=joined.persons.fill_null(0),
        now=ibis.cases(
            (joined.persons.notnull(), joined.party_id),
            else_=ibis.coalesce(joined.became, joined.before, joined.party_id),
        ),
    )
