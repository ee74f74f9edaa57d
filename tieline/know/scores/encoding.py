"""From a frame of features to the matrix that learners take: numbers first, then categories as codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tieline.know.scores.examples import Floats

MOST_CATEGORIES = 40


@dataclass(frozen=True)
class Encoding:
    """Columns of the matrix: ``numbers`` as they are, then each of ``categories`` with its known values in order."""

    numbers: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The features in the order of the matrix."""
        return (*self.numbers, *self.categories)

    @property
    def category_places(self) -> list[int]:
        """Positions of the categorical columns."""
        return list(range(len(self.numbers), len(self.columns)))

    def matrix(self, features: pd.DataFrame) -> Floats:
        """One row per row of ``features``; NaN where unknown; a value not seen before gets a code of its own."""
        made = np.full((len(features), len(self.columns)), np.nan)
        for place, name in enumerate(self.numbers):
            made[:, place] = pd.to_numeric(features[name]).to_numpy(dtype=np.float64, na_value=np.nan)
        for place, (name, known) in enumerate(self.categories.items(), start=len(self.numbers)):
            values = features[name]
            codes = values.map({value: code for code, value in enumerate(known)}).to_numpy(dtype=np.float64)
            made[:, place] = np.where(values.isna(), np.nan, np.where(np.isnan(codes), len(known), codes))
        made[np.isinf(made)] = np.nan
        return made

    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {"numbers": list(self.numbers), "categories": {name: list(of) for name, of in self.categories.items()}}

    @staticmethod
    def read(body: Mapping[str, Any]) -> "Encoding":
        """From JSON."""
        categories = {name: tuple(known) for name, known in body["categories"].items()}
        return Encoding(tuple(body["numbers"]), categories)


def learn_encoding(features: pd.DataFrame, categorical: Sequence[str]) -> Encoding:
    """The encoding of these columns; of a category with very many values the most frequent are told apart."""
    numbers = tuple(str(name) for name in features.columns if name not in categorical)
    return Encoding(numbers, {name: _frequent(features[name]) for name in features.columns if name in categorical})


def _frequent(values: "pd.Series[Any]") -> tuple[str, ...]:
    counts = values.dropna().astype(str).value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-int(item[1]), str(item[0])))
    return tuple(sorted(str(value) for value, _ in ordered[:MOST_CATEGORIES]))
