"""The pack of the published sample lands all of its five tables and gives one party per customer."""

from datetime import date
from typing import Any

import pytest

from tests.know.ingest.deliveries import rows_of
from tests.shared_data import REPOSITORY, SHARED
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.tables import LINK
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.definitions import KIND
from tieline.know.ingest.queries import list_sources, told_after_the_fact
from tieline.know.ingest.tables import AREA, CHARACTERISTIC, PARTY_STATUS, PRODUCT

pytestmark = pytest.mark.django_db

SAMPLE = SHARED / "ibm_telco_multitable"


def test_the_pack_is_sound_and_says_what_was_told_after_the_fact(db: Any) -> None:
    apply_pack(REPOSITORY / "packs" / "ibm-telco", [KIND], by="test")
    assert [source.key for source in list_sources()] == [
        "demographics.customers",
        "location.customers",
        "population.areas",
        "services.customers",
        "status.customers",
    ]
    assert told_after_the_fact() == {
        "satisfaction_score", "customer_status", "churn_score", "cltv", "churn_category", "churn_reason",
    }  # fmt: skip


@pytest.mark.skipif(not SAMPLE.is_dir(), reason=f"The IBM sample is not at {SAMPLE}; set TIELINE_SHARED_DATA")
def test_the_five_tables_land_whole_and_give_one_party_per_customer(warehouse: Warehouse) -> None:
    apply_pack(REPOSITORY / "packs" / "ibm-telco", [KIND], by="test")
    report = load_folder(list_sources(), SAMPLE)
    assert [str(error) for _, error in report.problems] == []
    counts = {load.source: (load.rows_landed, load.rows_rejected) for load in report.landed}
    assert counts == {
        "demographics.customers": (5054, 0),
        "location.customers": (5054, 0),
        "population.areas": (1671, 0),
        "services.customers": (5054, 0),
        "status.customers": (5054, 0),
    }
    left = [row for row in rows_of(warehouse, PARTY_STATUS) if row["left"]]
    assert len(left) == 5054 - 3716
    assert max(row["population"] for row in rows_of(warehouse, AREA)) > 100_000
    products = warehouse.table(PRODUCT)
    by_type = products.group_by("product_type").agg(count=products.count(), priced=products.monthly_fee.count())
    assert {(row["product_type"], row["count"], row["priced"]) for row in by_type.to_pyarrow().to_pylist()} == {
        ("broadband", 3930, 3930),
        ("landline", products.filter(products.product_type == "landline").count().execute(), 1124),
    }
    known = warehouse.table(CHARACTERISTIC)
    tenure = known.filter(known["name"] == "tenure_months")
    assert (tenure.count().execute(), tenure.number.min().execute(), tenure.number.max().execute()) == (5054, 1, 72)
    refresh_identity(date(2026, 11, 21), lambda _share, _doing: None)
    links = warehouse.table(LINK)
    assert links.count().execute() == 4 * 5054
    assert links.party_id.nunique().execute() == 5054
