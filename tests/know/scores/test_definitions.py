"""What makes a model definition wrong, and where the error points."""

from pathlib import Path

import pytest
import yaml

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.reading import read_pack
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.scores.definitions import KIND, Feature, ModelDefinition, forbidden_words

pytestmark = pytest.mark.django_db

PACKS = Path(__file__).parents[3] / "packs"
SIX = ("churn_category", "churn_reason", "churn_score", "cltv", "customer_status", "satisfaction_score")

STATUS = {
    "key": "status.customers",
    "name": {"zh": "状态", "en": "Status"},
    "system": "status",
    "where": {"files": "*.csv"},
    "format": {"type": "csv"},
    "records": [
        {
            "record": "individual",
            "key": ["ID"],
            "map": {"party_ref": "ID"},
            "characteristics": {"mood": {"column": "Mood", "told_after_the_fact": True}},
        }
    ],
}


def feature(value: str, key: str = "x", **more: object) -> dict[str, object]:
    return {"key": key, "name": {"zh": "甲", "en": "X"}, "value": value, **more}


def pack_with(folder: Path, *features: dict[str, object], **more: object) -> Path:
    body = {
        "key": "churn",
        "name": {"zh": "流失", "en": "Churn"},
        "kind": "snapshot",
        "features": list(features),
        **more,
    }
    for name, document in (("pack.yaml", {"key": "p", "name": {"zh": "包", "en": "P"}}), ("models/churn.yaml", body),
                           ("sources/status.yaml", STATUS)):  # fmt: skip
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(document, allow_unicode=True))
    return folder


def refusal(folder: Path, *features: dict[str, object], **more: object) -> Invalid:
    with pytest.raises(Invalid) as refused:
        read_pack(pack_with(folder, *features, **more), [SOURCES, KIND])
    return refused.value


def test_the_packs_of_the_product_are_sound() -> None:
    for name, at_least in (("telecom", 30), ("ibm-telco", 30)):
        (model,) = [each.shape for each in read_pack(PACKS / name, [SOURCES, KIND]) if each.kind == "model"]
        assert isinstance(model, ModelDefinition)
        assert len(model.features) >= at_least


def test_the_ibm_model_may_never_use_the_six_columns_that_are_told_after_the_fact() -> None:
    (model,) = [each.shape for each in read_pack(PACKS / "ibm-telco", [SOURCES, KIND]) if each.kind == "model"]
    assert isinstance(model, ModelDefinition)
    assert tuple(sorted(name.split(".")[-1] for name in model.never)) == SIX


@pytest.mark.parametrize("name", SIX)
def test_each_of_the_six_is_refused_by_name_when_it_is_offered(name: str, tmp_path: Path) -> None:
    error = refusal(
        tmp_path, feature("line_count", "fine"), feature(f"characteristic.{name}"), never=[f"characteristic.{name}"]
    )
    assert f"'characteristic.{name}', which is told after the fact" in error.what
    assert "features[1].value" in error.where


def test_what_a_source_says_was_told_after_the_fact_is_refused_without_being_listed(tmp_path: Path) -> None:
    error = refusal(tmp_path, feature('if characteristic.mood = "angry" then 1 else 0'))
    assert "'mood'" in error.what


def test_a_name_inside_quotes_is_no_use_of_it() -> None:
    harmless = Feature.model_validate(feature('count(contacts[reason = "churn_score"])'))
    assert forbidden_words(harmless, ["churn_score"]) == []
    hidden = Feature.model_validate(feature("sum(characteristics.churn_score)"))
    assert forbidden_words(hidden, ["characteristic.churn_score"]) == ["characteristic.churn_score"]


def test_an_unknown_name_is_refused_with_the_nearest_one_and_its_place(tmp_path: Path) -> None:
    error = refusal(tmp_path, feature("tenure_month + 1"))
    assert "tenure_months" in str(error)
    assert "features[0].value" in error.where
    assert "line 1, column 1" in error.where


def test_a_text_needs_the_word_categorical_and_a_number_must_not_have_it(tmp_path: Path) -> None:
    assert "gives a string" in refusal(tmp_path, feature("plan")).what
    assert "gives a number" in refusal(tmp_path, feature("line_count", categorical=True)).what


def test_a_truth_is_a_number_too(tmp_path: Path) -> None:
    read_pack(pack_with(tmp_path, feature("line_count > 2"), feature("plan", "y", categorical=True)), [SOURCES, KIND])


def test_two_features_may_not_share_a_key(tmp_path: Path) -> None:
    assert "two features share the key 'x'" in str(refusal(tmp_path, feature("line_count"), feature("age")))
