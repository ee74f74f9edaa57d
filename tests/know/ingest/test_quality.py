"""Data quality over HTTP: verdicts, what failed, the trend of the last loads, and who may see it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.foundation.access.conftest import Browser
from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, delivered, source, written
from tests.know.ingest.test_api import browser_of, publish
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.quality import get_quality, list_quality

pytestmark = pytest.mark.django_db

DECLARED = source(
    rejected_share_limit=0.5,
    expected_every="P1D",
    checks=[
        {"check": "format", "column": "PHONE", "pattern": r"1\d{10}", "verdict": "warn", "name": "mobile numbers"},
        {"check": "row_count", "change": 0.4},
    ],
)


@pytest.fixture
def loads(warehouse: Warehouse, tmp_path: Path) -> list[str]:
    publish(DECLARED, source(key="shop.cards", system="shop"))
    found = [
        delivered(DECLARED, written(tmp_path / "1.csv", HEADER, ZHANG, LI)),
        delivered(DECLARED, written(tmp_path / "2.csv", HEADER, ZHANG.replace("138", "x", 1), LI, WANG)),
    ]
    with pytest.raises(Invalid):
        delivered(DECLARED, written(tmp_path / "3.csv", HEADER.replace("PHONE", "FONE"), ZHANG))
    return [row.pk for row in found]


def test_every_source_has_its_verdict_what_failed_and_its_trend(
    loads: list[str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = browser_of("analyst")
    with django_assert_max_num_queries(10):
        page = browser.get("/api/quality").json()
    billing, shop = page["items"]
    assert (billing["source"], billing["verdict"], billing["late"], billing["checks"]) == (
        "billing.customers", "warn", False, 2,
    )  # fmt: skip
    (phone, count) = billing["failing"]
    assert (phone["kind"], phone["name"], phone["columns"], phone["rows"]) == ("format", "mobile numbers", ["PHONE"], 1)
    assert (count["kind"], count["columns"], count["says"]) == ("row_count", [], "3 rows, the last load had 2")
    assert [(point["state"], point["rows_received"], point["verdict"]) for point in billing["trend"]] == [
        ("landed", 2, "pass"),
        ("landed", 3, "warn"),
        ("failed", None, ""),
    ]
    assert (shop["verdict"], shop["trend"], shop["failing"], shop["rejected_share"]) == (None, [], [], None)


def test_a_source_shows_all_checks_of_its_last_loads(loads: list[str]) -> None:
    browser = browser_of("analyst")
    found = browser.get("/api/quality/billing.customers").json()
    assert [each["kind"] for each in found["latest"]] == ["format", "row_count", "mapping", "drift"]
    assert [each["load"] for each in found["history"]] == loads
    assert [each["verdict"] for each in found["history"][0]["results"]] == ["pass"] * 4
    short = browser.get("/api/quality/billing.customers?loads=2").json()
    assert [each["load"] for each in short["history"]] == loads[1:]
    assert browser.get("/api/quality/billing.customers?loads=0").status_code == 422
    assert browser.get("/api/quality/no.such").status_code == 404


def test_the_share_of_rejected_rows_is_told_load_by_load(loads: list[str], tmp_path: Path) -> None:
    delivered(DECLARED, written(tmp_path / "4.csv", HEADER, ZHANG, LI.replace("李娜", ""), WANG))
    quality = get_quality("billing.customers", datetime.now(UTC))
    assert (quality.checked is not None and quality.checked.verdict) == "quarantine"
    found = browser_of("analyst").get("/api/quality/billing.customers").json()
    assert [point["rejected_share"] for point in found["trend"]] == [0.0, 0.0, None, pytest.approx(1 / 3)]
    assert found["rejected_share"] == pytest.approx(1 / 3)


def test_a_feed_that_is_overdue_is_late_and_its_data_grow_older(loads: list[str]) -> None:
    later = datetime.now(UTC) + timedelta(days=3)
    assert [each.freshness.late for each in list_quality(later)] == [True, None]
    age = browser_of("analyst").get("/api/quality").json()["items"][0]["age_seconds"]
    assert age == pytest.approx((datetime.now(UTC) - datetime(2026, 10, 1, tzinfo=UTC)).total_seconds(), abs=60)


def test_quality_is_for_those_who_may_read_data(loads: list[str]) -> None:
    agent = browser_of("agent")
    for path in ("/api/quality", "/api/quality/billing.customers"):
        assert Browser().get(path).status_code == 401
        assert agent.get(path).status_code == 403
