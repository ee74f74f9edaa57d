"""
A fitted model: a pair of learners per fold of households, their blend, and the calibration.

A customer is always scored by learners that never saw their household, so that the score of somebody who
was in the training examples is as honest as that of somebody new.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt
import pandas as pd

from tieline.know.scores.blending import Blend
from tieline.know.scores.boosting import (
    grow_trees,
    read_trees,
    staged_log_odds,
    tree_contributions,
    trees_log_odds,
)
from tieline.know.scores.calibration import Calibration
from tieline.know.scores.encoding import Encoding, learn_encoding
from tieline.know.scores.examples import Examples, Flags, Floats, household_fold
from tieline.know.scores.splines import Splines, fit_splines


@dataclass(frozen=True)
class Learners:
    """Both learners, fitted on the same examples."""

    encoding: Encoding
    trees: lightgbm.Booster
    splines: Splines

    def staged(self, features: pd.DataFrame) -> tuple[Floats, Floats]:
        """Log-odds by the trees, one column per number of trees that may be used, and log-odds by the splines."""
        matrix = self.encoding.matrix(features)
        return staged_log_odds(self.trees, matrix), self.splines.log_odds(matrix)

    def log_odds(self, features: pd.DataFrame, tree_count: int) -> Floats:
        """The columns trees and splines, one row per row of ``features``."""
        matrix = self.encoding.matrix(features)
        return np.column_stack([trees_log_odds(self.trees, matrix, tree_count), self.splines.log_odds(matrix)])

    def contributions(self, features: pd.DataFrame, tree_count: int, blend: Blend) -> Floats:
        """What each feature (columns as in the encoding) adds to the blended log-odds of each row."""
        matrix = self.encoding.matrix(features)
        made = np.zeros(matrix.shape)
        if blend.trees:
            made += blend.trees * tree_contributions(self.trees, matrix, tree_count)
        if blend.splines:
            made += blend.splines * self.splines.contributions(matrix)
        return made


def fit_learners(examples: Examples, categorical: tuple[str, ...]) -> Learners:
    """Trees and splines on these examples."""
    encoding = learn_encoding(examples.features, categorical)
    matrix = encoding.matrix(examples.features)
    return Learners(
        encoding, grow_trees(matrix, examples.labels, encoding), fit_splines(matrix, examples.labels, encoding)
    )


@dataclass(frozen=True)
class Fitted:
    """
    Learners with all that was decided about them: number of trees, blend, calibration.

    ``learners[fold]`` were fitted without the households of that fold; they speak about those.
    """

    learners: tuple[Learners, ...]
    tree_count: int
    blend: Blend
    calibration: Calibration

    @property
    def columns(self) -> tuple[str, ...]:
        """The features in the order of the contributions."""
        return self.learners[0].encoding.columns

    def log_odds(self, features: pd.DataFrame, households: npt.NDArray[Any]) -> Floats:
        """Blended log-odds before calibration, one per row."""
        made = np.empty(len(features))
        for learners, here in self._speaking(households):
            made[here] = self.blend.log_odds(learners.log_odds(features[here], self.tree_count))
        return made

    def probability(self, features: pd.DataFrame, households: npt.NDArray[Any]) -> Floats:
        """The calibrated probability of leaving within the horizon, one per row."""
        return self.calibration.probability(self.log_odds(features, households))

    def contributions(self, features: pd.DataFrame, households: npt.NDArray[Any]) -> Floats:
        """What each feature (in the order of ``columns``) adds to the blended log-odds of each row."""
        made = np.empty((len(features), len(self.columns)))
        for learners, here in self._speaking(households):
            made[here] = learners.contributions(features[here], self.tree_count, self.blend)
        return made

    def _speaking(self, households: npt.NDArray[Any]) -> Iterator[tuple[Learners, Flags]]:
        folds = household_fold(households, len(self.learners))
        for fold in np.unique(folds):
            yield self.learners[fold], folds == fold

    def body(self) -> dict[str, Any]:
        """All but the trees, as JSON."""
        return {
            "learners": [{"encoding": each.encoding.body(), "splines": each.splines.body()} for each in self.learners],
            "tree_count": self.tree_count,
            "blend": self.blend.body(),
            "calibration": self.calibration.body(),
        }

    def trees_texts(self) -> list[str]:
        """The trees of each fold in LightGBM's text format."""
        return [str(each.trees.model_to_string()) for each in self.learners]

    @staticmethod
    def read(trees: list[str], body: Mapping[str, Any]) -> "Fitted":
        """The model that ``trees_texts`` and ``body`` describe; it says the same numbers."""
        learners = tuple(
            Learners(Encoding.read(each["encoding"]), read_trees(text), Splines.read(each["splines"]))
            for text, each in zip(trees, body["learners"], strict=True)
        )
        return Fitted(learners, body["tree_count"], Blend(**body["blend"]), Calibration.read(body["calibration"]))
