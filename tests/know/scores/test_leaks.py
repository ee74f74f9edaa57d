"""The leak scanner finds what was planted, and does not cry on clean data."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.know.scores.builders import simulated
from tieline.foundation.packs.kinds import Text
from tieline.know.scores.examples import Examples
from tieline.know.scores.leaks import scan


def with_column(examples: Examples, name: str, values: npt.NDArray[Any]) -> Examples:
    return Examples(examples.features.assign(**{name: values}), examples.labels, examples.households)


@pytest.fixture(scope="module")
def clean() -> Examples:
    return simulated(6000)[0]


def test_clean_data_raise_no_warning() -> None:
    for seed in range(8):
        assert scan(simulated(3000, seed)[0]) == []


def test_a_number_that_tells_the_label_is_named_with_its_figure(clean: Examples) -> None:
    noise = np.random.default_rng(0).normal(size=len(clean))
    (leak,) = scan(with_column(clean, "churn_score", clean.labels * 3 + noise))
    assert (leak.feature, leak.finding) == ("churn_score", "tells the label")
    assert leak.figure == pytest.approx(0.983, abs=0.01)  # Φ(3/√2)


def test_a_number_that_tells_the_label_without_rising_is_found_too(clean: Examples) -> None:
    chance = np.random.default_rng(0)
    side = chance.choice([-1, 1], size=len(clean))
    (leak,) = scan(with_column(clean, "u_shaped", side * (1 + 2 * clean.labels) + chance.normal(size=len(clean)) / 9))
    assert leak.finding == "tells the label"
    assert leak.figure > 0.99


def test_a_category_that_tells_the_label_is_found_out_of_fold(clean: Examples) -> None:
    status = np.where(clean.labels, "Churned", "Stayed").astype(object)
    (leak,) = scan(with_column(clean, "status", status))
    assert (leak.feature, leak.figure) == ("status", 1.0)


def test_a_name_of_its_own_for_every_customer_tells_nothing(clean: Examples) -> None:
    assert scan(with_column(clean, "customer", clean.households)) == []


def test_a_field_that_only_leavers_have_is_found_by_its_missing_values(clean: Examples) -> None:
    reason = np.array(["moved" if left else None for left in clean.labels], dtype=object)
    (leak,) = scan(with_column(clean, "end_reason", reason))
    assert (leak.feature, leak.finding, leak.figure) == ("end_reason", "missing tells the label", 1.0)


def test_a_field_that_a_part_of_the_leavers_have_is_found_although_its_auc_is_low(clean: Examples) -> None:
    chance = np.random.default_rng(5)
    asked = clean.labels & (chance.random(len(clean)) < 0.3)
    (leak,) = scan(with_column(clean, "exit_rating", np.where(asked, chance.integers(1, 6, len(clean)), np.nan)))
    assert (leak.feature, leak.finding) == ("exit_rating", "missing tells the label")
    assert leak.figure == 1.0


def test_values_missing_by_chance_raise_no_warning(clean: Examples) -> None:
    chance = np.random.default_rng(5)
    assert scan(with_column(clean, "income", np.where(chance.random(len(clean)) < 0.5, np.nan, 1.0))) == []


def test_one_value_that_only_leavers_have_is_found(clean: Examples) -> None:
    chance = np.random.default_rng(5)
    code = np.where(clean.labels & (chance.random(len(clean)) < 0.4), "port-out", "other").astype(object)
    (leak,) = scan(with_column(clean, "last_order", code))
    assert (leak.finding, leak.figure) == ("value tells the label", 1.0)


def test_a_declared_name_is_warned_about_even_when_it_tells_little(clean: Examples) -> None:
    (leak,) = scan(clean, never=["noise"])
    assert (leak.feature, leak.finding) == ("noise", "declared")
    assert leak.figure == pytest.approx(0.5, abs=0.06)


def test_a_warning_says_it_in_both_languages_with_the_figure(clean: Examples) -> None:
    (leak,) = scan(clean, never=["noise"])
    warning = leak.warning(Text(zh="噪声", en="Noise"))
    assert f"{leak.figure:.3f}" in warning.says.zh
    assert f"{leak.figure:.3f}" in warning.says.en


def test_without_leavers_there_is_nothing_to_tell(clean: Examples) -> None:
    assert scan(Examples(clean.features, np.zeros(len(clean), bool), clean.households)) == []
