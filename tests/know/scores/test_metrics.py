"""Figures against analytic and published results."""

import numpy as np
import pytest

from tieline.know.scores.metrics import (
    auc,
    brier,
    calibration_bins,
    calibration_error,
    log_loss,
    measure,
    pr_auc,
    top_decile_lift,
)

SCIKIT_TRUTH = np.array([False, False, True, True])
SCIKIT_SAID = np.array([0.1, 0.4, 0.35, 0.8])


def test_auc_is_the_published_example_of_scikit_learn() -> None:
    assert auc(SCIKIT_TRUTH, SCIKIT_SAID) == 0.75


def test_average_precision_is_the_published_example_of_scikit_learn() -> None:
    assert pr_auc(SCIKIT_TRUTH, SCIKIT_SAID) == pytest.approx(0.8333, abs=1e-4)


def test_auc_of_two_normals_is_the_known_integral() -> None:
    chance = np.random.default_rng(3)
    labels = np.arange(200_000) % 2 == 1
    said = chance.normal(size=len(labels)) + labels
    assert auc(labels, said) == pytest.approx(0.760250, abs=0.003)  # Φ(1/√2)


def test_auc_counts_ties_half_and_is_a_half_when_only_one_outcome_happened() -> None:
    assert auc(np.array([True, False]), np.array([0.3, 0.3])) == 0.5
    assert auc(np.array([True, True]), np.array([0.3, 0.4])) == 0.5


def test_brier_score_is_the_published_example_of_brier() -> None:
    # Forecasts of rain on ten days, Brier 1950, table 1: 0.19 over both classes, so half of it over one.
    said = np.array([0.7, 0.9, 0.8, 0.4, 0.2, 0.0, 0.0, 0.0, 0.0, 0.1])
    rain = np.array([False, True, True, True, False, False, False, False, False, False])
    assert 2 * brier(rain, said) == pytest.approx(0.19, abs=1e-9)


def test_log_loss_is_the_published_example_of_scikit_learn() -> None:
    assert log_loss(np.array([False, True, True, False]), np.array([0.1, 0.9, 0.8, 0.35])) == pytest.approx(
        0.21616, abs=1e-5
    )
    assert log_loss(np.array([True, False]), np.array([0.5, 0.5])) == pytest.approx(np.log(2))
    assert np.isfinite(log_loss(np.array([True]), np.array([0.0])))


def test_calibration_error_is_the_gap_that_was_put_in() -> None:
    labels = np.tile(np.arange(10) < 3, 100)
    assert calibration_error(labels, np.full(1000, 0.3), bins=1) == pytest.approx(0.0)
    assert calibration_error(labels, np.full(1000, 0.5), bins=1) == pytest.approx(0.2)


def test_calibration_error_weighs_bins_by_their_rows() -> None:
    labels = np.array([False, False, True, True])
    said = np.array([0.1, 0.1, 0.6, 0.6])
    assert calibration_error(labels, said, bins=2) == pytest.approx((0.1 + 0.4) / 2)


def test_bins_hold_equally_many_rows_in_order() -> None:
    said = np.linspace(0.9, 0.0, 50)
    bins = calibration_bins(said > 0.5, said, bins=5)
    assert [each.rows for each in bins] == [10] * 5
    assert [each.lowest for each in bins] == sorted(each.lowest for each in bins)
    assert bins[0].happened == 0
    assert bins[-1].happened == 1


def test_lift_is_ten_for_a_perfect_ranking_and_one_for_none() -> None:
    labels = np.arange(1000) < 50
    assert top_decile_lift(labels, labels.astype(float)) == pytest.approx(10)
    assert top_decile_lift(labels, np.full(1000, 0.05)) == pytest.approx(1)


def test_lift_shares_out_the_rows_that_are_tied_at_the_edge() -> None:
    labels = np.array([True] * 2 + [False] * 18)
    said = np.array([0.9] * 4 + [0.1] * 16)
    assert top_decile_lift(labels, said) == pytest.approx(5)  # 2 of 4 tied rows are taken, half of them leave


def test_measure_says_how_many_bins_the_calibration_error_has() -> None:
    figures = measure(SCIKIT_TRUTH, SCIKIT_SAID)
    assert (figures.rows, figures.positives, figures.ece_bins) == (4, 2, 10)
