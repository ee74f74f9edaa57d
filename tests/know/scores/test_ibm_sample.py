"""The published sample of an operator: honest figures, and the six columns that leak."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.know.scores.test_commands import refresh
from tests.shared_data import REPOSITORY, SHARED
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.commands import refresh_identity
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.ingest.queries import list_sources
from tieline.know.profile.commands import refresh_profile
from tieline.know.scores.definitions import KIND
from tieline.know.scores.examples import Examples
from tieline.know.scores.leaks import scan

SAMPLE = SHARED / "ibm_telco_multitable"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"The IBM sample is not at {SAMPLE}; set TIELINE_SHARED_DATA"),
]

SIX = ["Satisfaction Score", "Customer Status", "Churn Score", "CLTV", "Churn Category", "Churn Reason"]


def all_columns() -> Examples:
    """Every column of services and status as a feature, also those that may never be one."""
    tables = [
        pd.read_csv(SAMPLE / f"Telco_customer_churn_{name}.csv", keep_default_na=False, na_values=[""])
        for name in ("services", "status")
    ]
    joined = tables[0].merge(tables[1], on="Customer ID", suffixes=("", " again"))
    features = joined.drop(columns=["Customer ID", "Churn Label", "Churn Value"])
    for name in features.select_dtypes(exclude="number"):
        features[name] = features[name].astype(object).where(features[name].notna(), None)
    return Examples(features, (joined["Churn Value"] == 1).to_numpy(), joined["Customer ID"].to_numpy(dtype=object))


def test_the_scanner_names_the_six_columns_when_they_are_offered_and_no_other() -> None:
    leaks = scan(all_columns(), never=SIX)
    assert sorted(leak.feature for leak in leaks) == sorted(SIX)
    assert {leak.finding for leak in leaks} == {"declared"}


def test_five_of_the_six_give_themselves_away_without_being_declared() -> None:
    found = {leak.feature: leak for leak in scan(all_columns())}
    assert set(found) == set(SIX) - {"CLTV"}
    assert found["Churn Reason"].finding == "missing tells the label"
    assert found["Satisfaction Score"].figure > 0.93


@pytest.mark.slow
def test_the_sample_goes_through_the_pipeline_to_an_honest_score(warehouse: Warehouse) -> None:
    apply_pack(REPOSITORY / "packs" / "ibm-telco", [SOURCES, KIND], by="test")
    load_folder(list_sources(), SAMPLE)
    day = date(2026, 6, 30)
    refresh_identity(day, lambda share, word: None)
    refresh_profile(day, lambda share, word: None)
    report = refresh(day).report["models"]["churn"]
    figures = report["metrics"]
    assert (figures["rows"], figures["positives"]) == (5054, 1338)
    assert 0.90 <= figures["auc"] <= 0.93
    assert figures["pr_auc"] > 0.78
    assert figures["brier"] < 0.11
    assert figures["ece"] < 0.02
    assert figures["top_decile_lift"] > 3.2
    assert report["warnings"] == []
    assert report["scored"] == 3716
    assert np.isclose(report["samples"][0]["share"], 0.264741)
