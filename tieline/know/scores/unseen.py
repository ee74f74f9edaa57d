"""
What learners say about households they have not seen (cross-fitting), and what is decided from it.

Households are dealt into folds. For every fold, learners are fitted on the training examples of the other
folds and speak about the examples of this one; so do the number of trees, the blend and the calibration.
No household is ever on both sides of a fit and what it is judged by.
"""

from dataclasses import dataclass

import numpy as np

from tieline.know.scores.blending import CANDIDATES, Blend, CandidateName, choice_losses, choose, fit_blend
from tieline.know.scores.boosting import TREE_COUNTS
from tieline.know.scores.calibration import Calibration, fit_calibration
from tieline.know.scores.examples import Examples, Flags, Floats, Places
from tieline.know.scores.fitted import Learners, fit_learners
from tieline.know.scores.metrics import log_loss

FOLDS = 5
CHOSEN = "chosen"


@dataclass(frozen=True)
class Unseen:
    """Per row: log-odds by the trees for each number of trees, log-odds by the splines, the label, the fold."""

    staged: Floats
    splines: Floats
    labels: Flags
    folds: Places

    def where(self, rows: Flags) -> "Unseen":
        """The rows for which the flag is set."""
        return Unseen(self.staged[rows], self.splines[rows], self.labels[rows], self.folds[rows])

    def learners(self, tree_count: int) -> Floats:
        """The columns trees and splines, for this number of trees."""
        return np.column_stack([self.staged[:, TREE_COUNTS.index(tree_count)], self.splines])


@dataclass(frozen=True)
class Heard:
    """The learners that were fitted without each fold, and what they said about that fold."""

    learners: tuple[Learners, ...]
    unseen: Unseen


def hear_unseen(
    train: Examples, train_folds: Places, others: Examples, other_folds: Places, categorical: tuple[str, ...]
) -> Heard:
    """What learners fitted on the training examples of all other folds say about each row of ``others``."""
    staged, splines = np.empty((len(others), len(TREE_COUNTS))), np.empty(len(others))
    made = []
    for fold in range(FOLDS):
        apart = other_folds == fold
        learners = fit_learners(train.where(train_folds != fold), categorical)
        made.append(learners)
        if apart.any():
            staged[apart], splines[apart] = learners.staged(others.where(apart).features)
    return Heard(tuple(made), Unseen(staged, splines, others.labels, other_folds))


@dataclass(frozen=True)
class Decision:
    """How many trees, which blend, which calibration; ``losses`` of all candidates, which decided the blend."""

    tree_count: int
    blend: Blend
    calibration: Calibration
    losses: dict[CandidateName, float]

    def probability(self, unseen: Unseen) -> Floats:
        """The calibrated probability of each row."""
        return self.calibration.probability(self.blend.log_odds(unseen.learners(self.tree_count)))


def decide(tune: Unseen, calibrate: Unseen, only: CandidateName | None = None) -> Decision:
    """The decision by the tuning rows, calibrated on the calibration rows; ``only`` leaves no choice of blend."""
    tree_count = best_tree_count(tune)
    learners = tune.learners(tree_count)
    losses = {} if only else choice_losses(learners, tune.labels, tune.folds)
    blend = fit_blend(only or choose(losses), learners, tune.labels)
    log_odds = blend.log_odds(calibrate.learners(tree_count))
    return Decision(tree_count, blend, fit_calibration(log_odds, calibrate.labels, calibrate.folds), losses)


def best_tree_count(tune: Unseen) -> int:
    """The number of trees with the least log-loss on the tuning rows; the smaller of equals."""
    losses = [log_loss(tune.labels, 1 / (1 + np.exp(-column))) for column in tune.staged.T]
    return TREE_COUNTS[int(np.argmin(losses))]


def judge(tune: Unseen, calibrate: Unseen, test: Unseen) -> dict[str, Floats]:
    """
    Probabilities for the test rows by each candidate, and under ``chosen`` by whichever the tuning rows chose.

    The rows of one fold are judged by decisions that were taken without that fold.
    """
    said = {name: np.empty(len(test.labels)) for name in (*CANDIDATES, CHOSEN)}
    for fold in np.unique(test.folds):
        here = test.folds == fold
        known = tune.where(tune.folds != fold), calibrate.where(calibrate.folds != fold)
        for name in CANDIDATES:
            said[name][here] = decide(*known, only=name).probability(test.where(here))
        said[CHOSEN][here] = decide(*known).probability(test.where(here))
    return said
