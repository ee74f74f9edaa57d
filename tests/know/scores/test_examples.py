"""Folds of households."""

import numpy as np

from tests.know.scores.builders import households_of
from tieline.know.scores.examples import deal_folds, household_fold


def test_a_household_has_one_fold_whichever_rows_it_is_in() -> None:
    households = households_of(3000, per_household=3)
    labels = np.random.default_rng(0).random(3000) < 0.1
    for folds in (household_fold(households, 5), deal_folds(households, labels, 5, seed=4)):
        for fold in range(5):
            assert not set(households[folds == fold]) & set(households[folds != fold])


def test_dealt_folds_share_out_leavers_evenly() -> None:
    households = households_of(1000)
    labels = np.arange(1000) < 53
    folds = deal_folds(households, labels, 5, seed=1)
    assert max(np.bincount(folds, weights=labels)) - min(np.bincount(folds, weights=labels)) <= 1


def test_folds_do_not_depend_on_the_order_of_rows() -> None:
    households, labels = households_of(500), np.random.default_rng(1).random(500) < 0.2
    order = np.random.default_rng(2).permutation(500)
    assert (deal_folds(households, labels, 5)[order] == deal_folds(households[order], labels[order], 5)).all()
    assert (household_fold(households, 5)[order] == household_fold(households[order], 5)).all()


def test_another_seed_deals_anew() -> None:
    households, labels = households_of(500), np.zeros(500, bool)
    assert (deal_folds(households, labels, 5, seed=1) != deal_folds(households, labels, 5, seed=2)).any()
