"""Builders of examples: customers whose true probability of leaving is known."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tieline.know.scores.examples import Examples, Floats


def logistic(value: Floats) -> Floats:
    made: Floats = 1 / (1 + np.exp(-value))
    return made


def simulated(rows: int, seed: int = 1, per_household: int = 1) -> tuple[Examples, Floats]:
    """Examples with two numbers, a category and noise, and the true probability of each (base rate about 0.1)."""
    chance = np.random.default_rng(seed)
    use, debt, noise = chance.normal(size=rows), chance.normal(size=rows), chance.normal(size=rows)
    plan = chance.choice(["S", "M", "L"], size=rows)
    odds = -2.7 - 1.2 * use + 0.8 * np.maximum(debt, 0) ** 1.5 + np.where(plan == "S", 0.7, 0.0)
    truth = logistic(odds)
    features = pd.DataFrame({"use": use, "debt": debt, "noise": noise, "plan": plan.astype(object)})
    features.loc[chance.random(rows) < 0.1, "debt"] = np.nan
    labels = chance.random(rows) < truth
    return Examples(features.astype({"plan": object}), labels, households_of(rows, per_household)), truth


def households_of(rows: int, per_household: int = 1) -> npt.NDArray[Any]:
    return np.array([f"H{row // per_household:06d}" for row in range(rows)], dtype=object)
