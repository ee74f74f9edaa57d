"""The definitions that come with Tieline, and what the check of a pack says of wrong ones."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.know.tags.cast import CHURN_MODEL, PACKS
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.reading import read_pack
from tieline.pipeline import KINDS


def pack(folder: Path, **kinds: list[dict[str, Any]]) -> Path:
    (folder / "pack.yaml").write_text("key: small\nname: {zh: 小, en: Small}\n")
    for kind, bodies in kinds.items():
        (folder / kind).mkdir()
        (folder / kind / "all.yaml").write_text(yaml.safe_dump(bodies, allow_unicode=True))
    return folder


def tag(value: str, **fields: Any) -> dict[str, Any]:
    words = {"zh": "标签", "en": "Tag"}
    return {"key": "it", "name": words, "says": words, "kind": "fact", "type": "boolean", "value": value, **fields}


def rule(when: str, **fields: Any) -> dict[str, Any]:
    words = {"zh": "规则", "en": "Rule"}
    return {"key": "it", "name": words, "says": words, "when": when, "severity": "low", **fields}


@pytest.mark.parametrize(("name", "least"), [("telecom", 120), ("ibm-telco", 12)])
@pytest.mark.django_db
def test_every_condition_of_the_packs_names_what_there_is(name: str, least: int) -> None:
    found = read_pack(PACKS / name, KINDS)
    assert len([item for item in found if item.kind == "tag"]) >= least


@pytest.mark.django_db
def test_the_telecom_pack_has_tags_of_every_kind_and_five_segments() -> None:
    found = read_pack(PACKS / "telecom", KINDS)
    kinds = {item.body["kind"] for item in found if item.kind == "tag"}
    assert kinds == {"fact", "behaviour", "value", "scene", "emotion", "predicted"}
    assert len([item for item in found if item.kind == "segment"]) == 5


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("tenur_months > 3", "Did you mean 'tenure_months'"),
        ("age", "boolean is wanted"),
        ("tags.other", "Nothing is called 'tags'"),
        ("scores.chrun > 0.5", "scores.churn"),
        ("age >", "all.yaml, line"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_expression_is_named_with_its_file_and_word(tmp_path: Path, value: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_pack(pack(tmp_path, models=[CHURN_MODEL], tags=[tag(value)]), KINDS)


@pytest.mark.django_db
def test_a_rule_may_name_tags_and_scores(tmp_path: Path) -> None:
    when = "tags.it and scores.churn_percentile > 90"
    assert read_pack(pack(tmp_path, models=[CHURN_MODEL], tags=[tag("is_active")], rules=[rule(when)]), KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"clear_when": "not(is_actve)"}, "Did you mean 'is_active'"),
        ({"value_at_risk": "is_active"}, "number is wanted"),
        ({"notify": {"roles": ["agnet"]}}, "There is no role 'agnet'"),
        ({"hold_out": 0.6}, "hold_out"),
        ({"cool_down": "-P1D"}, "cool_down"),
    ],
)
def test_a_rule_that_clears_by_what_is_not_there_is_refused(tmp_path: Path, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_pack(pack(tmp_path, rules=[rule("is_active", **fields)]), KINDS)
    assert says in str(refused.value)


@pytest.mark.django_db
def test_a_rule_that_keeps_an_unknown_fact_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no fact 'plann' to keep"):
        read_pack(pack(tmp_path, rules=[rule("is_active", evidence={"facts": ["plann"]})]), KINDS)


def template(**fields: Any) -> dict[str, Any]:
    words = {"zh": "任务", "en": "Task"}
    outcome = {"key": "done", "name": words, "reached": True}
    return {
        "key": "call",
        "name": words,
        "says": words,
        "answers": "it",
        "opening_line": {"zh": "{name}", "en": "{name}"},
        "due_in": "PT4H",
        "outcomes": [outcome],
        **fields,
    }


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"answers": "if"}, "no rule 'if'"),
        ({"opening_line": {"zh": "{name}", "en": "{nmae}"}}, "Did you mean 'name'"),
        ({"opening_line": {"zh": "{name.__class__}", "en": "x"}}, "which no fact fills"),
        ({"due_in": "soon"}, "due_in"),
        ({"outcomes": []}, "outcomes"),
    ],
)
@pytest.mark.django_db
def test_a_template_that_cannot_work_is_refused(tmp_path: Path, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_pack(pack(tmp_path, rules=[rule("is_active")], tasks=[template(**fields)]), KINDS)


@pytest.mark.parametrize("outcome", [{"closes": False}, {"closes": True, "again_in": "PT4H"}])
@pytest.mark.django_db
def test_an_outcome_closes_or_comes_back(tmp_path: Path, outcome: dict[str, Any]) -> None:
    words = {"zh": "结果", "en": "Outcome"}
    outcomes = [
        {"key": "done", "name": words, "reached": True},
        {"key": "odd", "name": words, "reached": False, **outcome},
    ]
    with pytest.raises(Invalid, match="either closes the task or says 'again_in'"):
        read_pack(pack(tmp_path, rules=[rule("is_active")], tasks=[template(outcomes=outcomes)]), KINDS)
