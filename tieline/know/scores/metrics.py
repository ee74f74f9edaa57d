"""
How good probabilities are: ranking (AUC, PR-AUC, lift) and honesty (Brier, log-loss, calibration error).

Each function takes what was said (one probability per row) and what happened (one flag per row).
"""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from tieline.know.scores.examples import Flags, Floats, Places
from tieline.know.scores.shapes import CalibrationBin, Metrics

ECE_BINS = 10
_LEAST = 1e-12


def auc(happened: Flags, said: Floats) -> float:
    """Chance that a leaver is ranked above a stayer, ties counting half (Hanley and McNeil 1982); 0.5 without both."""
    if happened.all() or not happened.any():
        return 0.5
    return float(roc_auc_score(happened, said))


def pr_auc(happened: Flags, said: Floats) -> float:
    """Average precision: precision at each recall step, weighted by the step; the base rate for random ranking."""
    return float(average_precision_score(happened, said)) if happened.any() else 0.0


def brier(happened: Flags, said: Floats) -> float:
    """Mean squared difference between probability and outcome (Brier 1950)."""
    return float(np.mean((said - happened) ** 2))


def log_loss(happened: Flags, said: Floats) -> float:
    """Mean negative log-likelihood, natural logarithm."""
    sure = np.clip(said, _LEAST, 1 - _LEAST)
    return float(-np.mean(np.where(happened, np.log(sure), np.log1p(-sure))))


def equal_bins(said: Floats, bins: int) -> Places:
    """The bin (0 … bins-1) of each row: rows in order of probability, cut into bins of equal size."""
    places = np.empty(len(said), dtype=np.int64)
    places[np.argsort(said, kind="stable")] = np.arange(len(said)) * bins // max(len(said), 1)
    return places


def calibration_error(happened: Flags, said: Floats, bins: int = ECE_BINS) -> float:
    """Expected calibration error (Naeini 2015): mean |said - happened| over bins of equal size, weighted by rows."""
    return sum(each.rows * abs(each.said - each.happened) for each in calibration_bins(happened, said, bins)) / len(
        said
    )


def calibration_bins(happened: Flags, said: Floats, bins: int = ECE_BINS) -> list[CalibrationBin]:
    """What was said and what happened in each bin of equal size, lowest first; empty bins are left out."""
    of = equal_bins(said, bins)
    return [
        CalibrationBin(
            lowest=float(said[of == place].min()),
            highest=float(said[of == place].max()),
            rows=int((of == place).sum()),
            said=float(said[of == place].mean()),
            happened=float(happened[of == place].mean()),
        )
        for place in range(bins)
        if (of == place).any()
    ]


def top_decile_lift(happened: Flags, said: Floats) -> float:
    """Share of leavers in the highest tenth over the share in all; rows tied at its edge count in proportion."""
    wanted = len(said) / 10
    edge = np.sort(said)[::-1][max(int(np.ceil(wanted)) - 1, 0)]
    above, tied = said > edge, said == edge
    found = happened[above].sum() + (wanted - above.sum()) * happened[tied].mean()
    share = happened.mean()
    return float(found / wanted / share) if share else 0.0


def measure(happened: Flags, said: Floats) -> Metrics:
    """All figures together."""
    return Metrics(
        rows=len(said),
        positives=int(happened.sum()),
        auc=auc(happened, said),
        pr_auc=pr_auc(happened, said),
        brier=brier(happened, said),
        log_loss=log_loss(happened, said),
        ece=calibration_error(happened, said),
        ece_bins=ECE_BINS,
        top_decile_lift=top_decile_lift(happened, said),
    )
