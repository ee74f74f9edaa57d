"""What models and scores look like to the outside; the card is also what is stored beside the model."""

from datetime import date
from typing import Literal

from ninja import Schema

from tieline.foundation.packs.kinds import Text

Role = Literal["train", "tune", "calibrate", "test", "snapshot"]
Finding = Literal["declared", "tells the label", "missing tells the label", "value tells the label"]
Band = Literal["low", "raised", "high", "very_high"]


class Metrics(Schema):
    """How good probabilities are on rows that the model had not seen."""

    rows: int
    positives: int
    auc: float
    pr_auc: float
    brier: float
    log_loss: float
    ece: float
    ece_bins: int
    top_decile_lift: float


class Candidate(Schema):
    """One way to combine the learners, and how it did. ``choice_loss`` is the inner log-loss that decides."""

    name: Literal["trees", "splines", "stack"]
    chosen: bool
    choice_loss: float
    metrics: Metrics


class CalibrationBin(Schema):
    """Test rows of one tenth of the probabilities: what was said and what happened."""

    lowest: float
    highest: float
    rows: int
    said: float
    happened: float


class Sample(Schema):
    """Examples of one role: a month of history, or the whole snapshot. ``share`` is the share of leavers."""

    role: Role
    cut_off: date | None
    rows: int
    positives: int
    share: float


class LeakWarning(Schema):
    """A feature that knows too much. ``figure`` is an AUC (0.5–1) or, for ``missing`` and ``category``, a share."""

    feature: str
    name: Text
    finding: Finding
    figure: float
    says: Text


class FeatureCard(Schema):
    """A feature and its weight: share of the mean absolute contribution on the examples last seen, 0–1."""

    key: str
    name: Text
    value: str
    categorical: bool
    weight: float | None = None


class ModelSummary(Schema):
    """A model in the list. Without a trained version, ``reason`` says why there is none."""

    key: str
    name: Text
    kind: Literal["history", "snapshot"]
    horizon_days: int
    trained: bool
    reason: Text | None = None
    trained_as_of: date | None = None
    scored: int = 0
    chosen: str | None = None
    metrics: Metrics | None = None


class ModelList(Schema):
    """All models."""

    items: list[ModelSummary]
    total: int


class ModelCard(ModelSummary):
    """All that is known about a model."""

    version: str | None = None
    features: list[FeatureCard] = []
    never: list[str] = []
    candidates: list[Candidate] = []
    calibration: str | None = None
    calibration_bins: list[CalibrationBin] = []
    samples: list[Sample] = []
    warnings: list[LeakWarning] = []
    notes: list[Text] = []


class Reason(Schema):
    """Why a score is what it is: one feature, its value, and what it adds to the log-odds."""

    feature: str
    name: Text
    number: float | None
    text: str | None
    unit: Text | None = None
    contribution: float
    direction: Literal["raises", "lowers"]


class CustomerScore(Schema):
    """The score of one customer by one model, with its three strongest reasons."""

    model: str
    name: Text
    horizon_days: int
    probability: float
    percentile: float
    band: Band
    as_of: date | None
    reasons: list[Reason]


class CustomerScores(Schema):
    """All scores of one customer."""

    customer_id: str
    items: list[CustomerScore]
    total: int
