"""Probabilities from log-odds."""

import numpy as np
import pytest

from tests.know.scores.builders import logistic
from tieline.know.scores.blending import choice_losses, choose, fit_blend, logistic_weights
from tieline.know.scores.calibration import Calibration, fit_calibration, fit_isotonic, fit_platt
from tieline.know.scores.metrics import calibration_error


def drawn(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """True log-odds and labels drawn from them."""
    chance = np.random.default_rng(seed)
    odds = chance.normal(-2, 1.2, rows)
    return odds, chance.random(rows) < logistic(odds)


def test_platt_finds_the_line_that_log_odds_were_bent_by() -> None:
    odds, labels = drawn(60_000)
    fitted = fit_platt((odds + 1) * 2, labels)
    assert fitted.slope == pytest.approx(0.5, abs=0.02)
    assert fitted.constant == pytest.approx(-1, abs=0.04)


def test_platt_never_turns_the_order_around() -> None:
    odds, labels = drawn(500)
    assert fit_platt(-odds, labels).slope == 0


def test_isotonic_is_calibrated_where_a_line_cannot_be() -> None:
    odds, labels = drawn(60_000)
    bent = np.where(odds > -2, odds, odds * 4 + 6)
    steps, line = fit_isotonic(bent, labels), fit_platt(bent, labels)
    fresh, happened = drawn(60_000, seed=1)
    fresh = np.where(fresh > -2, fresh, fresh * 4 + 6)
    assert calibration_error(happened, steps.probability(fresh)) < 0.006
    assert calibration_error(happened, line.probability(fresh)) > 0.02
    assert fit_calibration(bent, labels, np.arange(60_000) % 5).method == "isotonic"


def test_isotonic_rises_and_keeps_different_log_odds_apart_between_its_ends() -> None:
    odds, labels = drawn(5000)
    fitted = fit_isotonic(odds, labels)
    said = fitted.probability(np.linspace(fitted.log_odds[0], fitted.log_odds[-1], 400))
    assert (np.diff(said) >= 0).all()
    assert (np.diff(said) > 0).mean() > 0.9


def test_few_leavers_get_a_line() -> None:
    odds, labels = drawn(600)
    assert labels.sum() < 150
    assert fit_calibration(odds, labels, np.arange(600) % 5).method == "platt"


def test_a_probability_is_never_quite_certain() -> None:
    said = Calibration("platt", slope=100.0).probability(np.array([-50.0, 50.0]))
    assert 0 < said[0] < 1e-5
    assert 1 - 1e-5 < said[1] < 1


def test_a_calibration_read_back_says_the_same() -> None:
    odds, labels = drawn(2000)
    for fitted in (fit_platt(odds, labels), fit_isotonic(odds, labels)):
        assert (Calibration.read(fitted.body()).probability(odds) == fitted.probability(odds)).all()


def test_weights_are_those_of_the_logistic_regression() -> None:
    odds, labels = drawn(80_000)
    constant, weight = logistic_weights(odds[:, None], labels)
    assert (constant, weight) == (pytest.approx(0, abs=0.05), pytest.approx(1, abs=0.03))


def test_a_stack_of_two_halves_of_the_truth_beats_either_half() -> None:
    chance = np.random.default_rng(7)
    left, right = chance.normal(size=20_000), chance.normal(size=20_000)
    labels = chance.random(20_000) < logistic(left + right - 1)
    learners = np.column_stack([left, right])
    losses = choice_losses(learners, labels, np.arange(20_000) % 5)
    assert choose(losses) == "stack"
    blend = fit_blend("stack", learners, labels)
    assert blend.trees == pytest.approx(1, abs=0.06)
    assert blend.splines == pytest.approx(1, abs=0.06)


def test_of_equally_good_candidates_the_simplest_is_chosen() -> None:
    assert choose({"trees": 0.3, "splines": 0.30005, "stack": 0.29999}) == "splines"
    assert choose({"trees": 0.3, "splines": 0.31, "stack": 0.29999}) == "trees"
