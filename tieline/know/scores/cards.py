"""The card of a model: what it was learned from, how each candidate did, how honest its probabilities are."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from tieline.know.scores.blending import CANDIDATES
from tieline.know.scores.definitions import ModelDefinition
from tieline.know.scores.examples import Examples
from tieline.know.scores.fitted import Fitted
from tieline.know.scores.leaks import Leak
from tieline.know.scores.metrics import calibration_bins, measure
from tieline.know.scores.shapes import (
    CalibrationBin,
    Candidate,
    FeatureCard,
    Metrics,
    ModelCard,
    Sample,
)
from tieline.know.scores.training import Learned
from tieline.know.scores.unseen import CHOSEN

WEIGHED_ROWS = 5000
"""How many examples, at most, the weights of features are averaged over."""


def make_card(
    definition: ModelDefinition,
    learned: Learned,
    newest: Examples,
    samples: list[Sample],
    leaks: list[Leak],
    as_of: date,
) -> ModelCard:
    """The card; ``newest`` are the latest examples, over which the weights of features are averaged."""
    return ModelCard(
        key=definition.key,
        name=definition.name,
        kind=definition.kind,
        horizon_days=definition.horizon_days,
        trained=True,
        trained_as_of=as_of,
        chosen=learned.fitted.blend.name,
        metrics=_measured(learned, CHOSEN),
        features=_features(definition, learned.fitted, newest),
        never=list(definition.never),
        candidates=_candidates(learned),
        calibration=learned.fitted.calibration.method,
        calibration_bins=_bins(learned),
        samples=samples,
        warnings=[leak.warning(definition.names[leak.feature]) for leak in leaks],
    )


def average(metrics: Sequence[Metrics]) -> Metrics:
    """The mean of each figure over repeats of the same rows, to six decimals."""
    first = metrics[0]
    means = {
        name: round(float(np.mean([getattr(each, name) for each in metrics])), 6)
        for name in ("auc", "pr_auc", "brier", "log_loss", "ece", "top_decile_lift")
    }
    return first.model_copy(update=means)


def _measured(learned: Learned, name: str) -> Metrics:
    repeats = zip(learned.happened, learned.judged, strict=True)
    return average([measure(happened, said[name]) for happened, said in repeats])


def _candidates(learned: Learned) -> list[Candidate]:
    losses = learned.decision.losses
    return [
        Candidate(
            name=name,
            chosen=name == learned.fitted.blend.name,
            choice_loss=round(losses[name], 6),
            metrics=_measured(learned, name),
        )
        for name in CANDIDATES
    ]


def _bins(learned: Learned) -> list[CalibrationBin]:
    happened = np.concatenate(learned.happened)
    said = np.concatenate([each[CHOSEN] for each in learned.judged])
    return [
        each.model_copy(
            update={name: round(getattr(each, name), 6) for name in ("lowest", "highest", "said", "happened")}
        )
        for each in calibration_bins(happened, said)
    ]


def _features(definition: ModelDefinition, fitted: Fitted, newest: Examples) -> list[FeatureCard]:
    some = newest.where(np.arange(len(newest)) % max(len(newest) // WEIGHED_ROWS, 1) == 0)
    sizes = np.abs(fitted.contributions(some.features, some.households)).mean(axis=0)
    shares = dict(zip(fitted.columns, sizes / (sizes.sum() or 1.0), strict=True))
    return [
        FeatureCard(
            key=each.key,
            name=each.name,
            value=each.value,
            categorical=each.categorical,
            weight=round(float(shares[each.key]), 6),
        )
        for each in definition.features
    ]
