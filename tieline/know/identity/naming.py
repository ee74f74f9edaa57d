"""
Clusters → parties that keep their id.

An id belongs to the person it was derived from: it is ``C`` and 16 hexadecimal digits of the MD5 of that person's
system and reference. A cluster takes the oldest id that is known among those of its own persons, and the id of its
first person where none is known yet. So a party keeps its id when persons join it; when two parties become one,
the younger id points to the older; and when the two are split again, each has the id it would have had if they had
never been one. The id of a person whom no source knows any more stays with the greatest part of its party.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging

LENGTH = 16


def name_clusters(area: Staging, clusters: ir.Table, links: ir.Table, parties: ir.Table) -> ir.Table:
    """
    ``label, party_id``: the party of each cluster.

    ``clusters`` has ``label, system, party_ref``; ``links`` and ``parties`` are what was published before.
    """
    own = area.keep(clusters.select("label", key=_key(clusters), party_id=id_of(clusters)))
    known = area.keep(ibis.union(parties.select("party_id"), links.select("party_id"), distinct=True))
    candidates = ibis.union(
        own.semi_join(known, "party_id").select("label", "party_id"),
        _orphans(clusters, links, own),
        distinct=False,
    )
    aged = candidates.left_join(parties.select("party_id", "since"), "party_id")
    oldest = ibis.row_number().over(group_by="label", order_by=[aged.since.asc(nulls_first=False), aged.party_id])
    kept = area.keep(aged.mutate(rank=oldest).filter(lambda each: each["rank"] == 0).select("label", "party_id"))
    first = own.group_by("label").agg(party_id=own.party_id.argmin(own["key"]))
    return area.keep(ibis.union(kept, first.anti_join(kept, "label"), distinct=False))


def _orphans(clusters: ir.Table, links: ir.Table, own: ir.Table) -> ir.Table:
    """``label, party_id``: ids whose own person is gone, with the cluster that holds most of the party's persons."""
    gone = links.anti_join(own, "party_id").select("system", "party_ref", "party_id")
    had = clusters.select("label", "system", "party_ref").join(gone, ["system", "party_ref"])
    shares = had.group_by(["label", "party_id"]).agg(persons=had.count())
    heir = ibis.row_number().over(group_by="party_id", order_by=[ibis.desc("persons"), "label"])
    return shares.mutate(place=heir).filter(lambda each: each["place"] == 0).select("label", "party_id")


def id_of(persons: ir.Table) -> ir.StringValue:
    """The id that belongs to each person (``system, party_ref``)."""
    return _id(_key(persons))


def _key(persons: ir.Table) -> ir.StringValue:
    return persons.system + "|" + persons.party_ref


def _id(key: ir.StringValue) -> ir.StringValue:
    return ibis.literal("C") + key.hexdigest("md5").substr(0, LENGTH)


def party_rows(area: Staging, parties: ir.Table, former_links: ir.Table, links: ir.Table, as_of: date) -> ir.Table:
    """
    Every party that is or was: since when, of how many persons, and which party it is now.

    A former id is now the party of the person it was derived from, or that of most of its former persons where
    that person is gone.
    """
    counted = links.group_by("party_id").agg(persons=links.count())
    ids = area.keep(ibis.union(parties.select("party_id"), counted.select("party_id"), distinct=True))
    aged = area.keep(
        ids.left_join(parties.select("party_id", "since", before="now"), "party_id").drop("party_id_right")
    )
    sized = area.keep(aged.left_join(counted, "party_id").drop("party_id_right"))
    heirs = area.keep(links.select(former=id_of(links), became="party_id"))
    moved = area.keep(_successors(former_links, links))
    joined = sized.left_join(heirs, sized.party_id == heirs.former).drop("former")
    joined = joined.left_join(moved, joined.party_id == moved.former).drop("former")
    rows = area.keep(
        joined.select(
            "party_id",
            since=joined.since.fill_null(ibis.literal(as_of)),
            persons=joined.persons.fill_null(0),
            now=ibis.cases(
                (joined.persons.notnull(), joined.party_id),
                else_=ibis.coalesce(joined.became, joined.moved, joined.before, joined.party_id),
            ),
        )
    )
    then = rows.select(through="party_id", beyond="now")
    return rows.left_join(then, rows.now == then.through).select(
        "party_id", "since", "persons", now=lambda each: each["beyond"].fill_null(each["now"])
    )


def _successors(former_links: ir.Table, links: ir.Table) -> ir.Table:
    """``former, moved``: where most persons of each former party are now."""
    moved = former_links.select("system", "party_ref", former="party_id").join(
        links.select("system", "party_ref", "party_id"), ["system", "party_ref"]
    )
    shares = moved.group_by(["former", "party_id"]).agg(persons=moved.count())
    most = ibis.row_number().over(group_by="former", order_by=[ibis.desc("persons"), "party_id"])
    return shares.mutate(place=most).filter(lambda each: each["place"] == 0).select("former", moved="party_id")
