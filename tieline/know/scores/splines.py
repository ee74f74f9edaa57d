"""
Spline logistic regression (Hastie, Tibshirani and Friedman 2009, section 5.2): smooth curves, added up.

A number becomes cubic B-splines over its quantiles, a column of few values a step per value, a missing value
an indicator of its own; a category becomes one indicator per value. What comes out is a plain weighted sum,
so it is stored as numbers and every feature's share of a log-odds is exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import SplineTransformer
from threadpoolctl import threadpool_limits

from tieline.know.scores.encoding import Encoding
from tieline.know.scores.examples import Flags, Floats

KNOT_QUANTILES = (0.05, 0.35, 0.65, 0.95)
"""Where knots lie (Harrell 2001, table 2.3, four knots)."""
FEWEST_VALUES = 8
"""A number with fewer different values than this gets a straight line instead of a curve."""
STRENGTH = 0.3
"""Inverse of the ridge penalty (``C`` of scikit-learn)."""


@dataclass(frozen=True)
class Curve:
    """How one column of the matrix becomes columns of the regression; ``knots`` empty means a straight line."""

    knots: tuple[float, ...]
    centre: float
    scale: float
    values: int = 0

    def columns(self, values: Floats) -> Floats:
        """The columns for these values; the last one is 1 where the value is missing, and the others are 0 there."""
        missing = np.isnan(values)
        if self.values:
            made = (values[:, None] == np.arange(self.values)).astype(np.float64)
        elif self.knots:
            made = _basis(self.knots, np.where(missing, self.centre, values))
        else:
            made = (np.clip(values, *self._ends())[:, None] - self.centre) / self.scale
        made[missing] = 0.0
        return np.column_stack([made, missing.astype(np.float64)])

    def _ends(self) -> tuple[float, float]:
        return self.centre - 5 * self.scale, self.centre + 5 * self.scale


def _basis(knots: tuple[float, ...], values: Floats) -> Floats:
    made: Floats = _spline(knots).transform(values[:, None])
    return made


@lru_cache(maxsize=1024)
def _spline(knots: tuple[float, ...]) -> SplineTransformer:
    """The cubic B-splines over these knots, level beyond the outer ones."""
    places = np.asarray(knots)[:, None]
    return SplineTransformer(degree=3, knots=places, extrapolation="constant", include_bias=False).fit(places)


def learn_curve(values: Floats) -> Curve:
    """The curve for a column of numbers, from its quantiles; a straight line for a column of few values."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Curve((), 0.0, 1.0)
    centre, scale = float(np.median(known)), float(known.std()) or 1.0
    knots = np.unique(np.quantile(known, KNOT_QUANTILES))
    if len(np.unique(known)) < FEWEST_VALUES or len(knots) < 3:
        return Curve((), centre, scale)
    return Curve(tuple(float(knot) for knot in knots), centre, scale)


@dataclass(frozen=True)
class Splines:
    """A fitted regression: one curve per column of the matrix, and the weights of the curves' columns in order."""

    curves: tuple[Curve, ...]
    weights: tuple[Floats, ...]
    means: Floats
    constant: float

    def log_odds(self, matrix: Floats) -> Floats:
        """The log-odds of leaving, one per row."""
        total: Floats = self._terms(matrix).sum(axis=1)
        return self.constant + total

    def contributions(self, matrix: Floats) -> Floats:
        """What each column adds to the log-odds of each row, against its mean over the examples learned from."""
        return self._terms(matrix) - self.means

    def _terms(self, matrix: Floats) -> Floats:
        terms = [
            curve.columns(matrix[:, place]) @ weights
            for place, (curve, weights) in enumerate(zip(self.curves, self.weights, strict=True))
        ]
        return np.column_stack(terms)

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "curves": [
                {"knots": list(curve.knots), "centre": curve.centre, "scale": curve.scale, "values": curve.values}
                for curve in self.curves
            ],
            "weights": [weights.tolist() for weights in self.weights],
            "means": self.means.tolist(),
            "constant": self.constant,
        }

    @staticmethod
    def read(body: Mapping[str, Any]) -> "Splines":
        """From JSON; numbers come back exactly."""
        curves = tuple(Curve(**{**each, "knots": tuple(each["knots"])}) for each in body["curves"])
        weights = tuple(np.asarray(each, dtype=np.float64) for each in body["weights"])
        return Splines(curves, weights, np.asarray(body["means"], dtype=np.float64), body["constant"])


def fit_splines(matrix: Floats, labels: Flags, encoding: Encoding) -> Splines:
    """The regression on these examples, with a ridge penalty and neither weights nor resampling."""
    curves = [learn_curve(matrix[:, place]) for place in range(len(encoding.numbers))]
    curves += [Curve((), 0.0, 1.0, values=len(known) + 1) for known in encoding.categories.values()]
    parts = [curve.columns(matrix[:, place]) for place, curve in enumerate(curves)]
    with threadpool_limits(limits=1, user_api="blas"):  # sums in one order, and no threads that spin for each other
        regression = LogisticRegression(C=STRENGTH, solver="newton-cholesky", max_iter=50, tol=1e-6)
        fitted = regression.fit(np.hstack(parts), labels)
    edges = np.cumsum([part.shape[1] for part in parts])[:-1]
    weights = tuple(np.split(fitted.coef_[0], edges))
    means = np.array([float((part @ of).mean()) for part, of in zip(parts, weights, strict=True)])
    return Splines(tuple(curves), weights, means, float(fitted.intercept_[0]))
