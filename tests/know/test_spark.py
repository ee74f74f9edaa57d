"""Load, identity and profile on a real Spark cluster give the tables that the embedded warehouse gives, row by row."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.current import close_warehouse, warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity import tables as identity
from tieline.know.identity.commands import refresh_identity
from tieline.know.ingest import queries
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import RECORDS, REJECTED_ROW
from tieline.know.profile import tables as profile
from tieline.know.profile.commands import refresh_profile
from tieline.pipeline import KINDS
from tieline.simulator.simulate import simulate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

DAY = date(2026, 10, 31)
FEEDS = (
    "billing.customers",
    "billing.accounts",
    "billing.lines",
    "billing.bills",
    "network.daily",
    "callcentre",
    "shop.cards",
    "app.accounts",
)
PACK = Path(__file__).parents[2] / "packs" / "telecom"
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("operator") / "delivery"
    simulate(60, 7, folder, DAY, lambda share, doing: None, days=40, feeds=FEEDS)
    return folder


def declared(module: Any) -> list[Table]:
    return [found for found in vars(module).values() if isinstance(found, Table)]


TABLES = {each.full_name: each for each in [*RECORDS.values(), REJECTED_ROW, *declared(identity), *declared(profile)]}


def tables_of(url: str, data: Path, delivery: Path, settings: Any) -> Mapping[str, Rows]:
    """Every table of the three stages after the delivery was loaded and both stages ran, in an order of its own."""
    settings.TIELINE_DATA, settings.TIELINE_WAREHOUSE = data, url
    close_warehouse()
    Load.objects.all().delete()
    apply_pack(PACK, KINDS, by="")
    sources = [source for source in queries.list_sources() if source.key.startswith(FEEDS)]
    report = load_folder(sources, delivery)
    assert not report.problems
    for refresh in (refresh_identity, refresh_profile):
        refresh(DAY, lambda share, doing: None)
    found = {name: sorted(map(comparable, read(table)), key=repr) for name, table in TABLES.items()}
    close_warehouse()
    return found


def read(table: Table) -> Rows:
    return [tuple(row.values()) for row in warehouse().table(table).to_pyarrow().to_pylist()]


def comparable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with figures to the sixth digit: sums and logarithms differ behind it."""
    return tuple(round(value, 6) if isinstance(value, float) else value for value in row)


@pytest.mark.django_db
def test_spark_gives_the_tables_of_the_embedded_warehouse(
    spark_url: str, delivery: Path, tmp_path: Path, settings: Any
) -> None:
    embedded = tables_of(f"duckdb:///{tmp_path}/embedded/warehouse.duckdb", tmp_path / "embedded", delivery, settings)
    options = "spark.executor.memory=1g&spark.sql.shuffle.partitions=2&spark.ui.showConsoleProgress=false"
    spark = tables_of(f"{spark_url}{tmp_path}/spark/warehouse?{options}", tmp_path / "spark", delivery, settings)
    for name in ("ingest.individual", "identity.link", "identity.pair", "profile.customer", "profile.usage_day"):
        assert embedded[name], name
    assert {name: rows for name, rows in spark.items() if rows != embedded[name]} == {}
