"""Learning a model from examples, by months of history or from one snapshot: examples in, model and figures out."""

from dataclasses import dataclass

import numpy as np

from tieline.know.scores.blending import CANDIDATES
from tieline.know.scores.examples import Examples, Flags, Floats, Places, deal_folds, household_fold, together
from tieline.know.scores.fitted import Fitted, fit_learners
from tieline.know.scores.unseen import CHOSEN, FOLDS, Decision, Heard, Unseen, decide, hear_unseen, judge

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
    happened: tuple[Flags, ...]


def learn_by_time(months: Months, categorical: tuple[str, ...]) -> Learned:
    """Learners from the training months, decided on the tuning and calibration months, judged on the test month."""
    later = together([months.tune, months.calibrate, months.test])
    roles = np.repeat([1, 2, 3], [len(months.tune), len(months.calibrate), len(months.test)])
    train_folds, later_folds = _own_folds(months.train), _own_folds(later)
    heard = hear_unseen(months.train, train_folds, later, later_folds, categorical)
    tune, calibrate, test = (heard.unseen.where(roles == role) for role in (1, 2, 3))
    decision = decide(tune, calibrate)
    return Learned(_fitted(heard, decision), decision, (judge(tune, calibrate, test),), (test.labels,))


def learn_from_snapshot(snapshot: Examples, categorical: tuple[str, ...], repeats: int = REPEATS) -> Learned:
    """
    Learners from the whole snapshot, judged by repeated cross-validation with everything decided inside.

    Outer folds judge; within the rest, inner folds decide number of trees, blend and calibration. Both keep
    households together and spread leavers evenly.
    """
    judged = tuple(_cross_validate(snapshot, categorical, seed) for seed in range(1, repeats + 1))
    folds = _own_folds(snapshot)
    heard = hear_unseen(snapshot, folds, snapshot, folds, categorical)
    decision = decide(heard.unseen, heard.unseen)
    return Learned(_fitted(heard, decision), decision, judged, (snapshot.labels,) * repeats)


def _cross_validate(snapshot: Examples, categorical: tuple[str, ...], seed: int) -> dict[str, Floats]:
    folds = deal_folds(snapshot.households, snapshot.labels, FOLDS, seed)
    said = {name: np.empty(len(snapshot)) for name in (*CANDIDATES, CHOSEN)}
    for fold in range(FOLDS):
        here = folds == fold
        known = snapshot.where(~here)
        inner_folds = deal_folds(known.households, known.labels, FOLDS, 100 * seed + fold)
        inner = hear_unseen(known, inner_folds, known, inner_folds, categorical).unseen
        staged, splines = fit_learners(known, categorical).staged(snapshot.where(here).features)
        outer = Unseen(staged, splines, snapshot.labels[here], folds[here])
        for name in CANDIDATES:
            said[name][here] = decide(inner, inner, only=name).probability(outer)
        said[CHOSEN][here] = decide(inner, inner).probability(outer)
    return said


def _own_folds(examples: Examples) -> Places:
    return household_fold(examples.households, FOLDS)


def _fitted(heard: Heard, decision: Decision) -> Fitted:
    return Fitted(heard.learners, decision.tree_count, decision.blend, decision.calibration)
