"""
From log-odds to honest probabilities: Platt's line (1999), or isotonic steps joined at their centres.

Centred isotonic regression (Oron and Flournoy 2017) is isotonic regression drawn as lines between the
centres of its steps, so that different log-odds stay different. Which of the two is decided by log-loss
on households apart; steps are only tried where there is enough to learn them from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

from tieline.know.scores.blending import logistic_weights
from tieline.know.scores.examples import Flags, Floats, Places
from tieline.know.scores.metrics import log_loss

FEWEST_POSITIVES_FOR_STEPS = 150
Method = Literal["platt", "isotonic"]


@dataclass(frozen=True)
class Calibration:
    """``platt``: constant and slope of the log-odds. ``isotonic``: points (log-odds, probability), joined by lines."""

    method: Method
    constant: float = 0.0
    slope: float = 1.0
    log_odds: tuple[float, ...] = ()
    probabilities: tuple[float, ...] = ()

    def probability(self, log_odds: Floats) -> Floats:
        """The probability of each row, never quite 0 or 1."""
        if self.method == "platt":
            said = expit(self.constant + self.slope * log_odds)
        else:
            said = np.interp(log_odds, self.log_odds, self.probabilities)
        return np.clip(np.asarray(said, dtype=np.float64), 1e-6, 1 - 1e-6)

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "method": self.method,
            "constant": self.constant,
            "slope": self.slope,
            "log_odds": list(self.log_odds),
            "probabilities": list(self.probabilities),
        }

    @staticmethod
    def read(body: Mapping[str, Any]) -> "Calibration":
        """From JSON."""
        points = {name: tuple(body[name]) for name in ("log_odds", "probabilities")}
        return Calibration(**{**body, **points})


def fit_platt(log_odds: Floats, labels: Flags) -> Calibration:
    """The line of least log-loss through the log-odds."""
    constant, slope = logistic_weights(log_odds[:, None], labels)
    return Calibration("platt", float(constant), float(slope))


def fit_isotonic(log_odds: Floats, labels: Flags) -> Calibration:
    """Isotonic steps, joined at their centres; the lowest and highest step are drawn half a count inwards."""
    order = np.argsort(log_odds, kind="stable")
    steps = IsotonicRegression().fit_transform(log_odds[order], labels[order].astype(np.float64))
    starts = np.flatnonzero(np.concatenate([[True], np.diff(steps) > 1e-12]))
    sizes = np.diff(np.append(starts, len(steps)))
    centres = np.add.reduceat(log_odds[order], starts) / sizes
    shrunk = np.maximum.accumulate(np.clip(steps[starts], 0.5 / (sizes + 1), 1 - 0.5 / (sizes + 1)))
    return Calibration(
        "isotonic",
        log_odds=tuple(float(value) for value in centres),
        probabilities=tuple(float(value) for value in shrunk),
    )


_FITS = {"platt": fit_platt, "isotonic": fit_isotonic}


def fit_calibration(log_odds: Floats, labels: Flags, folds: Places) -> Calibration:
    """The better of both by log-loss over rows whose fold had no part in the fit; Platt where leavers are few."""
    if labels.sum() < FEWEST_POSITIVES_FOR_STEPS:
        return fit_platt(log_odds, labels)
    losses: dict[Method, float] = {}
    methods: tuple[Method, ...] = ("platt", "isotonic")
    for method in methods:
        said = np.empty(len(labels))
        for fold in np.unique(folds):
            apart = folds == fold
            said[apart] = _FITS[method](log_odds[~apart], labels[~apart]).probability(log_odds[apart])
        losses[method] = log_loss(labels, said)
    best: Method = "isotonic" if losses["isotonic"] < losses["platt"] - 1e-4 else "platt"
    return _FITS[best](log_odds, labels)
