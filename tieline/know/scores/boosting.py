"""
Gradient boosted trees (Friedman 2001) by LightGBM: at most 150 trees of at most 15 leaves.

Leavers are neither weighted nor resampled: that buys no ranking and ruins the probabilities.
"""

from collections.abc import Sequence

import lightgbm
import numpy as np

from tieline.know.scores.encoding import Encoding
from tieline.know.scores.examples import Flags, Floats

MOST_TREES = 150
TREE_COUNTS = (30, 50, 75, 100, 125, MOST_TREES)
"""How many trees may be used; which of them is decided on the tuning examples."""

PARAMETERS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.06,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.6,
    "lambda_l2": 5.0,
    "cat_smooth": 20.0,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 20,
    "verbosity": -1,
}


ROWS_PER_THREAD = 100_000
"""Fewer rows are faster on one thread: threads that wait for each other spin."""


def threads_for(rows: int) -> int:
    """One or two, by the size of the data alone: sums, and so trees, depend on how many threads add up."""
    return 1 if rows < ROWS_PER_THREAD else 2


def grow_trees(matrix: Floats, labels: Flags, encoding: Encoding) -> lightgbm.Booster:
    """150 trees; the same trees for the same rows in the same order."""
    parameters = PARAMETERS | {"num_threads": threads_for(len(matrix))}
    rows = lightgbm.Dataset(
        matrix,
        label=labels.astype(np.float64),
        feature_name=list(encoding.columns),
        categorical_feature=encoding.category_places,
        params=parameters,
        free_raw_data=True,
    )
    return lightgbm.train(parameters, rows, num_boost_round=MOST_TREES)


def trees_log_odds(booster: lightgbm.Booster, matrix: Floats, trees: int) -> Floats:
    """The log-odds of leaving by the first ``trees`` trees, one per row."""
    said = booster.predict(matrix, raw_score=True, num_iteration=trees, num_threads=threads_for(len(matrix)))
    return np.asarray(said, dtype=np.float64)


def staged_log_odds(booster: lightgbm.Booster, matrix: Floats, counts: Sequence[int] = TREE_COUNTS) -> Floats:
    """The log-odds by the first n trees: one row per row of ``matrix``, one column per n of ``counts``."""
    return np.column_stack([trees_log_odds(booster, matrix, count) for count in counts])


def tree_contributions(booster: lightgbm.Booster, matrix: Floats, trees: int) -> Floats:
    """What each feature adds to the log-odds of each row (SHAP of trees, Lundberg 2020), without the constant."""
    said = booster.predict(matrix, pred_contrib=True, num_iteration=trees, num_threads=threads_for(len(matrix)))
    return np.asarray(said, dtype=np.float64)[:, :-1]


def read_trees(text: str) -> lightgbm.Booster:
    """The booster whose ``model_to_string`` this is."""
    return lightgbm.Booster(model_str=text)
