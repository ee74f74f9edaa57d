"""The stage of the pipeline."""

from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.contact_points import contact_points
from tieline.know.identity.deciding import decided
from tieline.know.identity.matching import RULES, match
from tieline.know.identity.observing import Observed, observe
from tieline.know.identity.pairing import ENDS, pair_id
from tieline.know.identity.parties import forbidden, parties_of, ties_of
from tieline.know.identity.settling import settle
from tieline.know.identity.tables import CONTACT_POINT, LINK, PAIR, PARTY


def refresh_identity(as_of: date, progress: Progress) -> StageResult:
    """Which person of which system is which party, how each can be reached, and what became of former parties."""
    store = warehouse()
    with staging(store) as area:
        progress(0.0, "reading persons")
        seen = observe(area, settings.TIELINE_COUNTRY)
        progress(0.3, "matching")
        ties = area.keep(_ties(match(area, seen)))
        progress(0.6, "clustering")
        decisions = decided(area, seen.persons)
        strong = area.keep(ties_of(ties, decisions))
        labels = settle(area, seen.persons, strong, forbidden(decisions))
        clusters = area.keep(labels.join(seen.persons, "node"))
        with store.transaction():
            former_links, former_parties = area.keep(store.table(LINK)), area.keep(store.table(PARTY))
            settled = parties_of(area, clusters, strong, former_links, former_parties, as_of)
            progress(0.8, "publishing")
            store.publish(PAIR, _pairs(area, seen, ties))
            rows_out = store.publish(LINK, settled.links)
            store.publish(PARTY, settled.parties)
            store.publish(CONTACT_POINT, contact_points(seen, settled.nodes))
        return StageResult(rows_in=_count(seen.records), rows_out=rows_out, report=_report(seen, settled.links))


def _ties(pairs: ir.Table) -> ir.Table:
    """One row per pair: its strongest rule."""
    strength = pairs["rule"].cast("string").lpad(2, "0") + pairs["evidence"].fill_null("")
    best = pairs.group_by(["node", "other"]).agg(
        rank=pairs["rule"].argmin(strength), evidence=pairs["evidence"].argmin(strength)
    )
    names = [(rank, rule) for rank, rule in enumerate(RULES, start=1)]
    return best.select(
        "node",
        "other",
        rule=best["rank"].cases(*names, else_="alone"),
        evidence="evidence",
        weight=(len(RULES) - best["rank"]).cast("float64"),
    )


def _pairs(area: Staging, seen: Observed, ties: ir.Table) -> ir.Table:
    one = seen.persons.select("node", "system", "party_ref")
    two = seen.persons.select(other="node", other_system="system", other_party_ref="party_ref")
    joined = ties.join(one, "node").join(two, "other")
    ends = area.keep(joined.select(*ENDS, "rule", "evidence", "weight"))
    return ends.mutate(
        pair_id=pair_id(ends),
        probability=ibis.null("float64"),
        verdict=ibis.literal("link"),
        levels=ibis.null("string"),
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
