"""Learning a model from examples, by months of history or from one snapshot: examples in, model and figures out."""

from dataclasses import dataclass

import numpy as np

from tieline.know.scores.blending import CANDIDATES
from tieline.know.scores.examples import Examples, Floats, Places, deal_folds, together
from tieline.know.scores.fitted import Fitted, fit_learners
from tieline.know.scores.unseen import CHOSEN, FOLDS, Decision, Unseen, decide, hear_unseen, judge

REPEATS = 3


@dataclass(frozen=True)
class Months:
    """Examples of successive months; each role comes later than the one before."""

    train: Examples
    tune: Examples
    calibrate: Examples
    test: Examples


@dataclass(frozen=True)
class Learned:
    """
    A model with what it said about examples it had not seen.

    ``judged`` holds, per repeat, the probabilities by each candidate and by the chosen one, for rows with
    the labels ``happened``.
    """

    fitted: Fitted
    decision: Decision
    judged: tuple[dict[str, Floats], ...]
    happened: tuple[np.ndarray, ...]


def learn_by_time(months: Months, categorical: tuple[str, ...]) -> Learned:
    """Learners from the training months, decided on the tuning and calibration months, judged on the test month."""
    every = together([months.train, months.tune, months.calibrate, months.test])
    folds = deal_folds(every.households, every.labels, FOLDS)
    roles = np.repeat([0, 1, 2, 3], [len(part) for part in (months.train, months.tune, months.calibrate, months.test)])
    later = together([months.tune, months.calibrate, months.test])
    heard = hear_unseen(months.train, folds[roles == 0], later, folds[roles > 0], categorical)
    tune, calibrate, test = (heard.where(roles[roles > 0] == role) for role in (1, 2, 3))
    decision = decide(tune, calibrate)
    return Learned(_fit(months.train, categorical, decision), decision, (judge(tune, calibrate, test),), (test.labels,))


def learn_from_snapshot(snapshot: Examples, categorical: tuple[str, ...], repeats: int = REPEATS) -> Learned:
    """
    Learners from the whole snapshot, judged by repeated cross-validation with everything decided inside.

    Outer folds judge; within the rest, inner folds decide number of trees, blend and calibration. Both keep
    households together and spread leavers evenly.
    """
    judged = tuple(_cross_validate(snapshot, categorical, seed) for seed in range(1, repeats + 1))
    inner = _hear_itself(snapshot, categorical, seed=0)
    decision = decide(inner, inner)
    return Learned(_fit(snapshot, categorical, decision), decision, judged, (snapshot.labels,) * repeats)


def _cross_validate(snapshot: Examples, categorical: tuple[str, ...], seed: int) -> dict[str, Floats]:
    folds = deal_folds(snapshot.households, snapshot.labels, FOLDS, seed)
    said = {name: np.empty(len(snapshot)) for name in (*CANDIDATES, CHOSEN)}
    for fold in range(FOLDS):
        here = folds == fold
        known = snapshot.where(~here)
        inner = _hear_itself(known, categorical, seed=100 * seed + fold)
        learners = fit_learners(known, categorical)
        staged, splines = learners.staged(snapshot.where(here).features)
        heard = Unseen(staged, splines, snapshot.labels[here], folds[here])
        for name in CANDIDATES:
            said[name][here] = decide(inner, inner, only=name).probability(heard)
        said[CHOSEN][here] = decide(inner, inner).probability(heard)
    return said


def _hear_itself(examples: Examples, categorical: tuple[str, ...], seed: int) -> Unseen:
    folds: Places = deal_folds(examples.households, examples.labels, FOLDS, seed)
    return hear_unseen(examples, folds, examples, folds, categorical)


def _fit(train: Examples, categorical: tuple[str, ...], decision: Decision) -> Fitted:
    learners = fit_learners(train, categorical)
    return Fitted(learners, decision.tree_count, decision.blend, decision.calibration)
