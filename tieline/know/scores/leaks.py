"""
The leak scanner: features that know the label before it happened.

Every feature is judged alone. Its values (numbers in bins of equal size) are replaced by the share of leavers
among equal values in other folds; the AUC of that is what the feature alone tells. Then its missing values are
looked at, and values that only leavers have. An honest feature of a churn model tells 0.5 to 0.8.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tieline.foundation.packs.kinds import Text
from tieline.know.scores.examples import Examples, Flags, Places, deal_folds
from tieline.know.scores.metrics import auc
from tieline.know.scores.shapes import Finding, LeakWarning

AUC_THAT_TELLS = 0.9
SHARE_THAT_TELLS = 0.95
FEWEST_LEAVERS = 20
LEAST_SHARE_OF_LEAVERS = 0.05
BINS = 32
FOLDS = 5

_SAYS: Mapping[Finding, tuple[str, str]] = {
    "declared": (
        "声明为事后才知道的信息，单独的 AUC 为 {:.3f}",
        "declared as told after the fact; alone its AUC is {:.3f}",
    ),
    "tells the label": ("单独就能看出结果，AUC 为 {:.3f}", "alone tells the label: AUC {:.3f}"),
    "missing tells the label": (
        "是否缺失就能看出结果（{:.3f}）",
        "whether it is missing tells the label ({:.3f})",
    ),
    "value tells the label": (
        "某个取值中有 {:.1%} 是流失客户",
        "{:.1%} of the customers with one of its values are leavers",
    ),
}


@dataclass(frozen=True)
class Leak:
    """A feature that knows too much: an AUC, or for a single value the share of leavers who have it."""

    feature: str
    finding: Finding
    figure: float

    def warning(self, name: Text) -> LeakWarning:
        """As shown to people."""
        zh, en = (text.format(self.figure) for text in _SAYS[self.finding])
        return LeakWarning(
            feature=self.feature, name=name, finding=self.finding, figure=self.figure, says=Text(zh=zh, en=en)
        )


def scan(examples: Examples, never: Collection[str] = ()) -> list[Leak]:
    """The leaks among the features, at most one finding each, in the order of the features; empty without leavers."""
    if not examples.positives or examples.labels.all():
        return []
    folds = deal_folds(examples.households, examples.labels, FOLDS)
    return list(_leaks(examples, frozenset(never), folds))


def _leaks(examples: Examples, never: frozenset[str], folds: Places) -> Iterator[Leak]:
    for name in map(str, examples.features.columns):
        values = examples.features[name]
        groups = value_groups(values)
        alone = tells(groups, examples.labels, folds)
        missing = tells(values.isna().to_numpy().astype(np.int64), examples.labels, folds)
        known_share = purest(values.isna().to_numpy().astype(np.int64), examples.labels)
        share = purest(groups, examples.labels)
        if name in never:
            yield Leak(name, "declared", round(alone, 6))
        elif missing >= AUC_THAT_TELLS or known_share >= SHARE_THAT_TELLS:
            yield Leak(name, "missing tells the label", round(max(missing, known_share), 6))
        elif alone >= AUC_THAT_TELLS:
            yield Leak(name, "tells the label", round(alone, 6))
        elif share >= SHARE_THAT_TELLS:
            yield Leak(name, "value tells the label", round(share, 6))


def value_groups(values: "pd.Series[Any]") -> Places:
    """The group of each row: equal text together, numbers in up to 32 bins of equal size, missing ones apart (0)."""
    if pd.api.types.is_numeric_dtype(values):
        known = values.dropna().to_numpy(dtype=np.float64)
        edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])) if len(known) else np.empty(0)
        places = np.searchsorted(edges, values.to_numpy(dtype=np.float64, na_value=np.nan), side="left") + 1
        return np.where(values.isna(), 0, places).astype(np.int64)
    return (pd.factorize(values, sort=False)[0] + 1).astype(np.int64)


def tells(groups: Places, labels: Flags, folds: Places) -> float:
    """The AUC of the share of leavers in a row's group, counted in the other folds only (smoothed by 10 rows)."""
    size = int(groups.max()) + 1
    said = np.empty(len(labels))
    for fold in np.unique(folds):
        here = folds == fold
        counts = np.bincount(groups[~here], minlength=size)
        leavers = np.bincount(groups[~here], weights=labels[~here], minlength=size)
        shares = (leavers + 10 * labels[~here].mean()) / (counts + 10)
        said[here] = shares[groups[here]]
    return auc(labels, said)


def purest(groups: Places, labels: Flags) -> float:
    """The largest share of leavers in a group that holds a good part of them; 0 where most are leavers anyway."""
    counts, leavers = np.bincount(groups), np.bincount(groups, weights=labels)
    fewest = max(FEWEST_LEAVERS, LEAST_SHARE_OF_LEAVERS * labels.sum())
    large = leavers >= fewest
    if labels.mean() >= 0.5 or not large.any():
        return 0.0
    return float((leavers[large] / counts[large]).max())
