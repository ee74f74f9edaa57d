"""
Which learner speaks: trees, splines, or a stack of both (Wolpert 1992), decided by inner log-loss.

Each candidate is a logistic regression of the label on the log-odds of its learners, so that all of them
start equally well scaled. It is judged on households that it was not fitted on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import expit

from tieline.know.scores.examples import Flags, Floats, Places
from tieline.know.scores.metrics import log_loss

CandidateName = Literal["trees", "splines", "stack"]
CANDIDATES: tuple[CandidateName, ...] = ("splines", "trees", "stack")
"""From simple to less simple: the first of equals is chosen."""

_USES: Mapping[CandidateName, tuple[bool, bool]] = {
    "trees": (True, False),
    "splines": (False, True),
    "stack": (True, True),
}


@dataclass(frozen=True)
class Blend:
    """``constant + trees × trees' log-odds + splines × splines' log-odds``."""

    name: CandidateName
    constant: float
    trees: float
    splines: float

    def log_odds(self, learners: Floats) -> Floats:
        """The blended log-odds of each row; ``learners`` has the columns trees, splines."""
        weighted: Floats = learners @ np.array([self.trees, self.splines])
        return self.constant + weighted

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {"name": self.name, "constant": self.constant, "trees": self.trees, "splines": self.splines}


def logistic_weights(columns: Floats, labels: Flags) -> Floats:
    """
    Constant and one weight per column that minimise log-loss (Newton's method, with a ridge of 1e-6 a row).

    No weight is below zero: a learner that would have to be turned around is left out.
    """
    design = np.column_stack([np.ones(len(labels)), columns])
    used = np.ones(design.shape[1], dtype=np.bool_)
    while True:
        weights = np.zeros(design.shape[1])
        weights[used] = _newton(design[:, used], labels)
        turned = np.flatnonzero(weights[1:] < 0) + 1
        if not len(turned):
            return weights
        used[turned[np.argmin(weights[turned])]] = False


def _newton(design: Floats, labels: Flags) -> Floats:
    """The weights of least log-loss; steps are halved while they do not improve it."""
    ridge = 1e-6 * len(labels)
    weights = np.zeros(design.shape[1])
    loss = _loss(design, labels, weights, ridge)
    for _ in range(50):
        said = expit(design @ weights)
        slope = design.T @ (said - labels) + ridge * weights
        curve = (design * (said * (1 - said))[:, None]).T @ design + ridge * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        while (better := _loss(design, labels, weights - step, ridge)) > loss and np.abs(step).max() > 1e-10:
            step = step / 2
        weights, loss = weights - step, min(better, loss)
        if np.abs(step).max() <= 1e-10:
            break
    return weights


def _loss(design: Floats, labels: Flags, weights: Floats, ridge: float) -> float:
    margin = np.where(labels, -1.0, 1.0) * (design @ weights)
    return float(np.logaddexp(0.0, margin).sum() + ridge / 2 * weights @ weights)


def fit_blend(name: CandidateName, learners: Floats, labels: Flags) -> Blend:
    """The candidate with its weights, on log-odds that the learners gave to households they had not seen."""
    uses = np.array(_USES[name])
    fitted = logistic_weights(learners[:, uses], labels)
    weights = np.zeros(2)
    weights[uses] = fitted[1:]
    return Blend(name, float(fitted[0]), float(weights[0]), float(weights[1]))


def choice_losses(learners: Floats, labels: Flags, folds: Places) -> dict[CandidateName, float]:
    """The log-loss of each candidate over all rows, each row judged by weights fitted on the other folds."""
    losses: dict[CandidateName, float] = {}
    for name in CANDIDATES:
        said = np.empty(len(labels))
        for fold in np.unique(folds):
            apart = folds == fold
            said[apart] = fit_blend(name, learners[~apart], labels[~apart]).log_odds(learners[apart])
        losses[name] = log_loss(labels, expit(said))
    return losses


def choose(losses: Mapping[CandidateName, float], margin: float = 1e-4) -> CandidateName:
    """The simplest candidate whose loss is within ``margin`` of the least."""
    least = min(losses.values())
    return next(name for name in CANDIDATES if losses[name] <= least + margin)
