"""The stage: learn where needed, score every active customer, publish."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.packs.kinds import Text
from tieline.foundation.packs.queries import published
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse
from tieline.know.ingest.queries import told_after_the_fact
from tieline.know.scores import stored_models
from tieline.know.scores.cards import make_card
from tieline.know.scores.definitions import KIND, ModelDefinition, forbidden_words
from tieline.know.scores.examples import Examples, together
from tieline.know.scores.fitted import Fitted
from tieline.know.scores.history import MOST_CUSTOMERS_PER_MONTH, examples_of, sampled
from tieline.know.scores.leaks import scan
from tieline.know.scores.planning import Plan, make_plan
from tieline.know.scores.scoring import Scored, nothing_scored, publish_features, score_published
from tieline.know.scores.shapes import ModelCard
from tieline.know.scores.tables import CUSTOMER_SCORE, SCORE_REASON
from tieline.know.scores.training import Months, learn_by_time, learn_from_snapshot

SAMPLED = Text(
    zh=f"每月最多抽取约 {MOST_CUSTOMERS_PER_MONTH} 位客户（按家庭，离网与留存同比例）用于学习",
    en=f"Learned from about {MOST_CUSTOMERS_PER_MONTH} customers a month, whole households, leavers and stayers alike",
)


@dataclass(frozen=True)
class Outcome:
    """What became of one model: the plan, and its card unless it could not be learned."""

    definition: ModelDefinition
    plan: Plan
    scored: Scored
    card: ModelCard | None

    @property
    def current(self) -> dict[str, Any]:
        """What is kept beside the versions: the one that the published scores come from, or why there is none."""
        lack = self.plan.lack.model_dump() if self.plan.lack else None
        return {
            "version": self.plan.version if self.card else None,
            "reason": lack,
            "scored": self.scored.scores.num_rows,
        }


def refresh_scores(as_of: date, progress: Progress) -> StageResult:
    """
    Publish the scores of all active customers by every published model, as of that day.

    A model is learned when its months, its definition or its data change, and read from disk otherwise. Killed
    at any moment and called again, it leaves the same tables: a model is stored whole before it is used, and
    becomes current only after its scores are published, all tables in one transaction.
    """
    warehouse = current_warehouse()
    definitions = published(KIND.name, ModelDefinition)
    plans = []
    for place, definition in enumerate(definitions):
        plan = make_plan(warehouse, definition, as_of)
        plans.append(plan)
        if not plan.lack and not stored_models.has_version(definition.key, plan.version):
            _learn(
                warehouse, definition, plan, as_of, _within(progress, place / len(definitions), 0.8 / len(definitions))
            )
    progress(0.85, "scoring customers")
    with warehouse.transaction():
        outcomes = [_score(warehouse, each, plan, as_of) for each, plan in zip(definitions, plans, strict=True)]
        rows_out = _publish(warehouse, [outcome.scored for outcome in outcomes])
    for outcome in outcomes:
        stored_models.set_current(outcome.definition.key, outcome.current | {"as_of": as_of.isoformat()})
    progress(1.0, "scored")
    rows_in = sum(sample.rows for plan in plans for sample in plan.samples)
    return StageResult(rows_in, rows_out, {"models": {each.definition.key: _report(each) for each in outcomes}})


def _learn(warehouse: Warehouse, definition: ModelDefinition, plan: Plan, as_of: date, progress: Progress) -> None:
    past = definition.kind == "history"
    by_role: dict[str, list[Examples]] = {}
    for place, part in enumerate(plan.parts):
        progress(0.5 * place / len(plan.parts), f"{definition.key}: examples of {part.cut_off}")
        outcomes = sampled(part.outcomes)
        examples = examples_of(warehouse, definition, outcomes, part.cut_off, past=past)
        by_role.setdefault(part.role, []).append(examples)
    progress(0.5, f"{definition.key}: learning")
    months = {role: together(examples) for role, examples in by_role.items()}
    if past:
        learned = learn_by_time(Months(**months), definition.categorical)
    else:
        learned = learn_from_snapshot(months["snapshot"], definition.categorical)
    newest = months["test"] if past else months["snapshot"]
    leaks = scan(months["train"] if past else months["snapshot"], _hindsight(definition))
    card = make_card(definition, learned, newest, plan.samples, leaks, as_of)
    if any(sample.rows > MOST_CUSTOMERS_PER_MONTH for sample in plan.samples):
        card.notes.append(SAMPLED)
    body = learned.fitted.body() | {"card": card.model_dump(mode="json")}
    stored_models.store_version(definition.key, plan.version, trees=learned.fitted.trees_texts(), body=body)
    progress(1.0, f"{definition.key}: learned")


def _hindsight(definition: ModelDefinition) -> list[str]:
    """Keys of features that use what was told after the fact; none in a pack that was checked."""
    told = {*definition.never, *told_after_the_fact()}
    return [feature.key for feature in definition.features if forbidden_words(feature, told)]


def _score(warehouse: Warehouse, definition: ModelDefinition, plan: Plan, as_of: date) -> Outcome:
    publish_features(warehouse, definition, as_of)
    if plan.lack:
        return Outcome(definition, plan, nothing_scored(), None)
    trees, body = stored_models.read_version(definition.key, plan.version)
    scored = score_published(warehouse, definition, Fitted.read(trees, body))
    return Outcome(definition, plan, scored, ModelCard.model_validate(body["card"]))


def _publish(warehouse: Warehouse, scored: list[Scored]) -> int:
    everything = [nothing_scored(), *scored]
    warehouse.publish(SCORE_REASON, ibis.memtable(pa.concat_tables([each.reasons for each in everything])))
    return warehouse.publish(CUSTOMER_SCORE, ibis.memtable(pa.concat_tables([each.scores for each in everything])))


def _report(outcome: Outcome) -> dict[str, Any]:
    samples = [sample.model_dump(mode="json") for sample in outcome.plan.samples]
    if outcome.card is None:
        lack: Text | None = outcome.plan.lack
        return {"trained": False, "reason": lack.model_dump() if lack else None, "samples": samples, "scored": 0}
    card = outcome.card.model_dump(mode="json", exclude={"features", "never", "name", "key", "scored"})
    return card | {"version": outcome.plan.version, "scored": outcome.scored.scores.num_rows, "samples_now": samples}


def _within(progress: Progress, start: float, share: float) -> Progress:
    return lambda done, word: progress(start + share * done, word)
