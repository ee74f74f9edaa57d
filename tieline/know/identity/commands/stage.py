"""The stage of the pipeline."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis.expr.types as ir
from django.conf import settings
from django.utils import timezone

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.blocking import Count, candidates
from tieline.know.identity.comparing import judged
from tieline.know.identity.contact_points import contact_points
from tieline.know.identity.deciding import decided
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.features import features_of
from tieline.know.identity.households import holdings, households
from tieline.know.identity.linking import Linked, link
from tieline.know.identity.model import Model, is_due, publish_model, stored_model
from tieline.know.identity.models import SeenLoad
from tieline.know.identity.pairing import pair_rows
from tieline.know.identity.parties import Parties, parties_of
from tieline.know.identity.policies import current_policy
from tieline.know.identity.queries.arrivals import unseen_loads
from tieline.know.identity.questions import with_questions
from tieline.know.identity.records import records_of_all
from tieline.know.identity.seen import mark_seen
from tieline.know.identity.tables import (
    CONTACT_POINT,
    FEATURES,
    HOLDING,
    HOUSEHOLD,
    LINK,
    MEMBER,
    PAIR,
    PARTY,
    SETTLED,
)
from tieline.know.identity.training import frequencies_of, train


def refresh_identity(as_of: date, progress: Progress) -> StageResult:
    """Which person of which system is which party, how each can be reached, and what became of former parties."""
    store, policy, country = warehouse(), current_policy(), settings.TIELINE_COUNTRY
    landed = unseen_loads(and_left=True)
    with staging(store) as area:
        progress(0.0, "reading persons")
        said = records_of_all(store)
        features = features_of(area, policy, country, said)
        progress(0.3, "looking for pairs")
        found, counts = candidates(area, features, policy)
        progress(0.5, "weighing pairs")
        model = _model(area, features, found, policy, as_of)
        pairs = judged(area, features, found, policy, model)
        progress(0.7, "linking")
        linked = link(area, features, pairs, decided(area, features), policy)
        with store.transaction():
            progress(0.8, "publishing")
            settled = _parties(area, features, linked, as_of)
            rows_out = store.publish(LINK, settled.links)
            store.publish(MEMBER, settled.links)
            store.publish(PARTY, settled.parties)
            store.publish(SETTLED, store.table(SETTLED).limit(0))
            store.publish(FEATURES, features)
            store.publish(CONTACT_POINT, contact_points(area, settled.links, policy, country, said))
            homes = households(area, settled.links, said)
            store.publish(HOUSEHOLD, homes)
            store.publish(HOLDING, holdings(area, settled.links, homes, country, said))
            progress(0.9, "looking for questions")
            store.publish(PAIR, with_questions(area, area.keep(pair_rows(features, linked.pairs)), policy))
        mark_seen(landed, SeenLoad.How.RUN, now=timezone.now())
        report = _report(policy, model, counts, settled.links, store.table(PAIR))
        return StageResult(rows_in=report["persons"], rows_out=rows_out, report=report)


def _model(area: Staging, features: ir.Table, found: ir.Table, policy: MatchPolicy, as_of: date) -> Model:
    """The stored model, or a new one where it is due: then it is kept for the runs until the next training."""
    stored = stored_model(area.warehouse, policy)
    if stored is not None and not is_due(stored, policy, as_of, int(features.count().execute())):
        return stored
    model = train(area, features, found, policy, as_of)
    publish_model(area.warehouse, model, frequencies_of(area, features, policy, model))
    return model


def _parties(area: Staging, features: ir.Table, linked: Linked, as_of: date) -> Parties:
    store = area.warehouse
    clusters = area.keep(linked.labels.join(features.select("node", "system", "party_ref"), "node"))
    former_links, former_parties = area.keep(store.table(LINK)), area.keep(store.table(PARTY))
    return parties_of(area, clusters, linked.ties, former_links, former_parties, as_of)


def _report(
    policy: MatchPolicy, model: Model, counts: Sequence[Count], links: ir.Table, pairs: ir.Table
) -> dict[str, Any]:
    by_rule = links.group_by("rule").agg(persons=links.count()).order_by("rule").to_pyarrow().to_pylist()
    by_verdict = pairs.group_by("verdict").agg(pairs=pairs.count()).order_by("verdict").to_pyarrow().to_pylist()
    return {
        "persons": sum(row["persons"] for row in by_rule),
        "parties": int(links.party_id.nunique().execute()),
        "persons by rule": {row["rule"]: row["persons"] for row in by_rule},
        "pairs by verdict": {row["verdict"]: row["pairs"] for row in by_verdict},
        "rules": {count.rule: count.as_report() for count in counts},
        "policy": policy.key,
        "model": {"id": model.model_id, "trained": model.trained, "trained on": model.trained_on.isoformat()},
    }
