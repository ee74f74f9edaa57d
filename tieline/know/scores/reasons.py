"""
Why a score is what it is: what each feature adds to the log-odds of one customer.

Trees are explained by SHAP values (LightGBM's ``pred_contrib``), splines by their terms against the mean;
a stack by both with its own weights, so the reasons belong to the number that is shown. The calibration
only bends the scale: it changes no order and no sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tieline.know.scores.fitted import Fitted

REASONS_SHOWN = 3


@dataclass(frozen=True)
class Contribution:
    """One feature of one customer: its value (``number`` or ``text``; neither when unknown) and what it adds."""

    feature: str
    amount: float
    number: float | None
    text: str | None


def strongest(model: Fitted, rows: Sequence[dict[str, Any]], count: int = REASONS_SHOWN) -> list[list[Contribution]]:
    """
    The features that move each row's log-odds most, up or down, strongest first; equals in the model's order.

    ``rows`` are rows of the model's feature table.
    """
    columns = model.columns
    features = pd.DataFrame.from_records(list(rows))
    households = features["household"].to_numpy(dtype=object)
    amounts = np.round(model.contributions(features.reindex(columns=list(columns)), households), 6)
    order = np.argsort(-np.abs(amounts), axis=1, kind="stable")[:, :count]
    return [
        [_contribution(columns[place], amounts[row, place], rows[row]) for place in order[row] if amounts[row, place]]
        for row in range(len(rows))
    ]


def _contribution(feature: str, amount: float, row: dict[str, Any]) -> Contribution:
    value = row.get(feature)
    if value is None or value != value:  # noqa: PLR0124 - NaN is the value that differs from itself
        return Contribution(feature, float(amount), None, None)
    if isinstance(value, str):
        return Contribution(feature, float(amount), None, value)
    return Contribution(feature, float(amount), round(float(value), 6), None)
