"""The stage: it learns, scores and publishes; twice is the same as once; too little data give no score."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.know.scores.operator import (
    AS_OF,
    MODEL,
    SNAPSHOT_MODEL,
    literal,
    publish_models,
    publish_operator,
    publish_snapshot,
)
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.profile.tables import CUSTOMER, LINE
from tieline.know.scores import commands, stored_models
from tieline.know.scores.commands import _learn, refresh_scores
from tieline.know.scores.definitions import ModelDefinition
from tieline.know.scores.history import examples_of, outcomes_at
from tieline.know.scores.planning import Plan
from tieline.know.scores.tables import CUSTOMER_SCORE, SCORE_REASON, feature_table

pytestmark = pytest.mark.django_db

FEATURES = feature_table(ModelDefinition.model_validate(MODEL))


def refresh(day: date = AS_OF) -> StageResult:
    return refresh_scores(day, lambda share, word: None)


def rows(warehouse: Warehouse, table: Table) -> list[dict[str, Any]]:
    return warehouse.rows(table, order_by=table.key)


def everything(warehouse: Warehouse) -> list[list[dict[str, Any]]]:
    return [rows(warehouse, table) for table in (CUSTOMER_SCORE, SCORE_REASON, FEATURES)]


@pytest.fixture
def operator(warehouse: Warehouse) -> Warehouse:
    publish_models(MODEL)
    publish_operator(warehouse)
    return warehouse


def test_every_active_customer_is_scored_and_nobody_else(operator: Warehouse) -> None:
    result = refresh()
    active = {row["customer_id"] for row in rows(operator, CUSTOMER) if row["is_active"]}
    scores = rows(operator, CUSTOMER_SCORE)
    assert {row["customer_id"] for row in scores} == active
    assert all(0 < row["probability"] < 1 for row in scores)
    assert max(row["percentile"] for row in scores) == 100
    assert result.rows_out == len(active)


def test_the_report_says_how_good_the_model_is_and_on_which_months(operator: Warehouse) -> None:
    report = refresh().report["models"]["churn"]
    assert report["metrics"]["auc"] > 0.75
    assert {each["name"] for each in report["candidates"]} == {"trees", "splines", "stack"}
    assert [each["name"] for each in report["candidates"] if each["chosen"]] == [report["chosen"]]
    roles = [(each["role"], each["cut_off"]) for each in report["samples"]]
    assert roles == [
        ("train", "2025-10-31"),
        ("train", "2025-11-30"),
        ("train", "2025-12-31"),
        ("train", "2026-01-31"),
        ("tune", "2026-02-28"),
        ("calibrate", "2026-03-31"),
        ("test", "2026-04-30"),
    ]
    assert report["warnings"] == []
    assert len(report["calibration_bins"]) == 10


def test_twice_leaves_the_same_tables_as_once_whether_learned_again_or_not(scored: Warehouse, tmp_path: Path) -> None:
    once = everything(scored)
    refresh()
    assert everything(scored) == once
    (tmp_path / "models").rename(tmp_path / "forgotten")
    refresh()
    assert everything(scored) == once


@pytest.mark.parametrize("moment", ["make_card", "score_published", "_publish"])
def test_killed_at_any_moment_and_run_again_the_tables_are_those_of_an_undisturbed_run(
    scored: Warehouse, moment: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    undisturbed = everything(scored)
    (tmp_path / "models").rename(tmp_path / "forgotten")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(commands, moment, killed)
        with pytest.raises(KeyboardInterrupt):
            refresh()
    assert everything(scored) == undisturbed, "the last good state stays served"
    refresh()
    assert everything(scored) == undisturbed


def test_a_stored_model_is_used_until_the_months_move_on(scored: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[date] = []

    def learn(warehouse: Warehouse, definition: ModelDefinition, plan: Plan, as_of: date, progress: Progress) -> None:
        learned.append(as_of)
        _learn(warehouse, definition, plan, as_of, progress)

    monkeypatch.setattr(commands, "_learn", learn)
    refresh()
    refresh(date(2026, 7, 5))
    assert learned == []
    refresh(date(2026, 7, 30))
    assert learned == [date(2026, 7, 30)]


def test_a_changed_definition_is_learned_anew(scored: Warehouse) -> None:
    first = refresh().report["models"]["churn"]["version"]
    publish_models(MODEL | {"features": MODEL["features"][:2]})
    assert refresh().report["models"]["churn"]["version"] != first


def test_too_few_leavers_give_no_score_and_say_so(warehouse: Warehouse) -> None:
    publish_models(MODEL)
    publish_operator(warehouse, 300, leaving=0.01)
    report = refresh().report["models"]["churn"]
    assert rows(warehouse, CUSTOMER_SCORE) == []
    assert not report["trained"]
    assert "at least 100" in report["reason"]["en"]
    assert "至少需要 100" in report["reason"]["zh"]
    current = stored_models.find_current("churn")
    assert current is not None
    assert current["version"] is None


def test_too_short_a_history_gives_no_score_and_says_so(operator: Warehouse) -> None:
    report = refresh(date(2025, 12, 31)).report["models"]["churn"]
    assert "too short" in report["reason"]["en"]
    assert rows(operator, CUSTOMER_SCORE) == []


def test_an_empty_warehouse_is_no_error(warehouse: Warehouse) -> None:
    publish_models(MODEL, SNAPSHOT_MODEL | {"key": "other"})
    report = refresh().report["models"]
    assert {key: each["trained"] for key, each in report.items()} == {"churn": False, "other": False}


def test_only_the_highest_two_per_cent_have_reasons_ranked_by_strength(scored: Warehouse) -> None:
    scores = {row["customer_id"]: row for row in rows(scored, CUSTOMER_SCORE)}
    reasons = rows(scored, SCORE_REASON)
    told = {row["customer_id"] for row in reasons}
    assert len(told) == -(-len(scores) * 2 // 100)
    assert (
        min(scores[each]["probability"] for each in told)
        >= sorted((row["probability"] for row in scores.values()), reverse=True)[len(told) - 1]
    )
    assert {row["feature"] for row in reasons if row["rank"] == 1} == {"voice_change"}


def test_what_happened_after_a_cut_off_changes_none_of_its_features(operator: Warehouse) -> None:
    definition = ModelDefinition.model_validate(MODEL)
    day = date(2026, 1, 31)
    outcomes = outcomes_at(operator, day, 60)
    before = examples_of(operator, definition, outcomes, day, past=True)
    ended = [row | {"ended_on": date(2026, 2, 10), "status": "ended"} for row in rows(operator, LINE)]
    operator.publish(LINE, literal(LINE, ended))
    after = examples_of(operator, definition, outcomes, day, past=True)
    assert after.features.equals(before.features)


def test_a_snapshot_is_cross_validated_and_scores_those_who_stayed(warehouse: Warehouse) -> None:
    publish_models(SNAPSHOT_MODEL)
    publish_snapshot(warehouse)
    report = refresh().report["models"]["churn"]
    assert report["samples"][0]["role"] == "snapshot"
    assert report["metrics"]["rows"] == 1200
    assert report["metrics"]["auc"] > 0.8
    scored = {row["customer_id"] for row in rows(warehouse, CUSTOMER_SCORE)}
    assert scored == {row["customer_id"] for row in rows(warehouse, CUSTOMER) if row["is_active"]}


def test_a_feature_that_knows_the_label_is_named_in_the_report(warehouse: Warehouse) -> None:
    told = {"key": "stay", "name": {"zh": "在网", "en": "Stays"}, "value": "is_active"}
    publish_models(SNAPSHOT_MODEL | {"features": [*SNAPSHOT_MODEL["features"], told]})
    publish_snapshot(warehouse)
    (warning,) = refresh().report["models"]["churn"]["warnings"]
    assert (warning["feature"], warning["finding"], warning["figure"]) == ("stay", "tells the label", 1.0)
    assert "1.000" in warning["says"]["en"]


def test_a_feature_declared_as_hindsight_is_named_although_its_pack_was_never_checked(warehouse: Warehouse) -> None:
    publish_models(SNAPSHOT_MODEL | {"never": ["profile.monthly_fee"]})
    publish_snapshot(warehouse, 600)
    (warning,) = refresh().report["models"]["churn"]["warnings"]
    assert (warning["feature"], warning["finding"]) == ("fee", "declared")
