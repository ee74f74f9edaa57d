"""A fitted model: encoding, both learners, their blend, and the calibration. It says probabilities and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
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
from tieline.know.scores.examples import Examples, Floats
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


def fit_learners(examples: Examples, categorical: tuple[str, ...]) -> Learners:
    """Trees and splines on these examples."""
    encoding = learn_encoding(examples.features, categorical)
    matrix = encoding.matrix(examples.features)
    return Learners(
        encoding, grow_trees(matrix, examples.labels, encoding), fit_splines(matrix, examples.labels, encoding)
    )


@dataclass(frozen=True)
class Fitted:
    """Learners with all that was decided about them: number of trees, blend, calibration."""

    learners: Learners
    tree_count: int
    blend: Blend
    calibration: Calibration

    def log_odds(self, features: pd.DataFrame) -> Floats:
        """Blended log-odds before calibration, one per row."""
        matrix = self.learners.encoding.matrix(features)
        trees = trees_log_odds(self.learners.trees, matrix, self.tree_count)
        return self.blend.log_odds(np.column_stack([trees, self.learners.splines.log_odds(matrix)]))

    def probability(self, features: pd.DataFrame) -> Floats:
        """The calibrated probability of leaving within the horizon, one per row."""
        return self.calibration.probability(self.log_odds(features))

    def contributions(self, features: pd.DataFrame) -> Floats:
        """What each feature (columns as in the encoding) adds to the blended log-odds of each row."""
        matrix = self.learners.encoding.matrix(features)
        made = np.zeros(matrix.shape)
        if self.blend.trees:
            made += self.blend.trees * tree_contributions(self.learners.trees, matrix, self.tree_count)
        if self.blend.splines:
            made += self.blend.splines * self.learners.splines.contributions(matrix)
        return made

    def body(self) -> dict[str, Any]:
        """All but the trees, as JSON."""
        return {
            "encoding": self.learners.encoding.body(),
            "splines": self.learners.splines.body(),
            "tree_count": self.tree_count,
            "blend": self.blend.body(),
            "calibration": self.calibration.body(),
        }

    def trees_text(self) -> str:
        """The trees in LightGBM's text format."""
        return str(self.learners.trees.model_to_string())

    @staticmethod
    def read(trees: str, body: Mapping[str, Any]) -> "Fitted":
        """The model that ``trees_text`` and ``body`` describe; it says the same numbers."""
        learners = Learners(Encoding.read(body["encoding"]), read_trees(trees), Splines.read(body["splines"]))
        return Fitted(learners, body["tree_count"], Blend(**body["blend"]), Calibration.read(body["calibration"]))
