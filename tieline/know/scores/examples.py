"""Examples: customers at a cut-off, with their features, label and household, as columns of one length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Examples:
    """
    One row per customer and cut-off.

    ``features`` has numbers (NaN where unknown) and, for categories, text (None where unknown);
    ``labels`` says whether the customer left within the horizon; ``households`` groups people who live
    together (the customer alone where no household is known).
    """

    features: pd.DataFrame
    labels: Flags
    households: npt.NDArray[Any]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def positives(self) -> int:
        """How many left."""
        return int(self.labels.sum())

    def where(self, rows: Flags) -> "Examples":
        """The rows for which the flag is set."""
        return Examples(self.features[rows].reset_index(drop=True), self.labels[rows], self.households[rows])


def together(parts: Sequence[Examples]) -> Examples:
    """The rows of all parts, one after the other."""
    return Examples(
        pd.concat([part.features for part in parts], ignore_index=True),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.households for part in parts]),
    )


def deal_folds(households: npt.NDArray[Any], labels: Flags, folds: int, seed: int = 0) -> Places:
    """
    The fold (0 … folds-1) of each row; all rows of a household have the same.

    Households are put in order of how many leavers they hold, shuffled by ``seed`` among equals, and dealt like
    cards, so that every fold gets its share of leavers. The same rows in any order give the same folds.
    """
    names, of_row = np.unique(households.astype(str), return_inverse=True)
    leavers = np.bincount(of_row, weights=labels, minlength=len(names)).astype(np.int64)
    order = np.lexsort((hashed(names, seed), leavers))
    fold_of = np.empty(len(names), dtype=np.int64)
    fold_of[order] = np.arange(len(names)) % folds
    return fold_of[of_row]


def household_fold(households: npt.NDArray[Any], folds: int) -> Places:
    """The fold (0 … folds-1) of each row by the household's name alone: the same in every month, run and model."""
    return (hashed(households.astype(str)) % np.uint64(folds)).astype(np.int64)


def hashed(names: npt.NDArray[Any], seed: int = 0) -> npt.NDArray[np.uint64]:
    """A number for each name, spread evenly, the same in every run and on every machine."""
    made = pd.util.hash_array(names.astype(object), hash_key=f"{seed:016d}", categorize=False)
    return np.asarray(made, dtype=np.uint64)
