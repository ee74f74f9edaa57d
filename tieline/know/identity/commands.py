"""The writer of identity's tables: a stage of the pipeline."""

from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.identity.clustering import cluster
from tieline.know.identity.contact_points import contact_points
from tieline.know.identity.matching import RULES, match
from tieline.know.identity.naming import name_clusters, party_rows
from tieline.know.identity.observing import Observed, observe
from tieline.know.identity.tables import CONTACT_POINT, LINK, PARTY


def refresh_identity(as_of: date, progress: Progress) -> StageResult:
    """Which person of which system is which party, how each can be reached, and what became of former parties."""
    store = warehouse()
    with staging(store) as area:
        progress(0.0, "reading persons")
        seen = observe(area, settings.TIELINE_COUNTRY)
        progress(0.3, "matching")
        pairs = match(area, seen)
        progress(0.6, "clustering")
        clusters = area.keep(cluster(area, seen.persons, pairs).join(seen.persons, "node"))
        progress(0.8, "publishing")
        with store.transaction():
            former_links, former_parties = area.keep(store.table(LINK)), area.keep(store.table(PARTY))
            named = name_clusters(area, clusters, former_links, former_parties)
            parties = area.keep(clusters.join(named, "label").select("node", "system", "party_ref", "party_id"))
            links = area.keep(_links(parties, pairs))
            rows_out = store.publish(LINK, links)
            store.publish(PARTY, party_rows(area, former_parties, former_links, links, as_of))
            store.publish(CONTACT_POINT, contact_points(seen, parties.select("node", "party_id")))
        return StageResult(rows_in=_count(seen.records), rows_out=rows_out, report=_report(seen, links))


def _links(parties: ir.Table, pairs: ir.Table) -> ir.Table:
    """One row per person: its party, and the strongest rule that ties it to another."""
    ties = ibis.union(
        pairs.select("node", "rule", "evidence"), pairs.select("rule", "evidence", node="other"), distinct=False
    )
    strength = ties["rule"].cast("string").lpad(2, "0") + ties["evidence"].fill_null("")
    best = ties.group_by("node").agg(rule=ties["rule"].argmin(strength), evidence=ties["evidence"].argmin(strength))
    joined = parties.left_join(best, "node")
    names = [(rank, rule) for rank, rule in enumerate(RULES, start=1)]
    return joined.select(
        "system",
        "party_ref",
        "party_id",
        rule=joined["rule"].cases(*names, else_="alone"),
        evidence="evidence",
        weight=ibis.null("float64"),
        decided_by=ibis.null("string"),
    )


def _report(seen: Observed, links: ir.Table) -> dict[str, object]:
    by_rule = links.group_by("rule").agg(persons=links.count()).order_by("rule").to_pyarrow().to_pylist()
    return {
        "persons": _count(seen.persons),
        "parties": int(links.party_id.nunique().execute()),
        "persons by rule": {row["rule"]: row["persons"] for row in by_rule},
    }


def _count(rows: ir.Table) -> int:
    return int(rows.count().execute())
