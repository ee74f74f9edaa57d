"""The warehouse on a real Spark cluster: the same promises as the embedded one."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.foundation.test_warehouse import PERSON, people
from tests.spark_cluster import OPTIONS
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.warehouse.connection import Warehouse, open_warehouse
from tieline.foundation.warehouse.shredding import shred_deleted
from tieline.foundation.warehouse.staging import staging
from tieline.foundation.warehouse.tables import Column, Table

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

INSTANT = Table(
    "demo", "instant", "instant", ("at",), (Column("at", "timestamp", "When."), Column("by", "string", "Who."))
)


@pytest.fixture(scope="module")
def cluster(spark_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("spark")
    warehouse = open_warehouse(f"{spark_url}{folder}?{OPTIONS}")
    yield warehouse
    warehouse.close()


@pytest.fixture
def store(cluster: Warehouse) -> Warehouse:
    for table in (PERSON, INSTANT):
        cluster.publish(table, ibis.memtable(table.ibis_schema.to_pyarrow().empty_table()))
    return cluster


def names(warehouse: Warehouse) -> list[str]:
    return [row["name"] for row in warehouse.rows(PERSON, order_by=["name"])]


def test_publishing_replaces_all_rows_and_casts_to_the_declared_types(store: Warehouse) -> None:
    assert store.publish(PERSON, people("Wang", "Li", "Zhang")) == 3
    assert store.publish(PERSON, people("Wang")) == 1
    assert store.row(PERSON, name="Wang")["born"].isoformat() == "1990-01-01"


def test_a_failure_in_a_transaction_leaves_what_was_there(store: Warehouse) -> None:
    store.publish(PERSON, people("Wang"))

    def fail() -> None:
        with store.transaction():
            store.publish(PERSON, people("Li"))
            assert names(store) == ["Li"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names(store) == ["Wang"]


def test_readers_keep_the_old_rows_until_the_new_ones_are_complete(store: Warehouse) -> None:
    store.publish(PERSON, people("Wang"))
    seen: list[list[str]] = []
    with store.transaction():
        store.publish(PERSON, people("Li"))
        reader = threading.Thread(target=lambda: seen.append(names(store)))
        reader.start()
        reader.join()
    assert seen == [["Wang"]]
    assert names(store) == ["Li"]


def test_append_retract_and_remove(store: Warehouse) -> None:
    store.publish(PERSON, people("Wang", "Li"))
    assert store.append(PERSON, people("Zhao")) == 1
    assert store.retract(PERSON, name=["Li", "Sun"]) == 1
    assert store.remove(PERSON, ibis.memtable({"name": ["Zhao", "Qian"]})) == 1
    assert names(store) == ["Wang"]


def test_values_are_bound_and_names_are_checked(store: Warehouse) -> None:
    store.publish(PERSON, people("Wang"))
    assert store.rows(PERSON, name="x' OR '1'='1") == []
    with pytest.raises(Invalid, match="no column"):
        store.rows(PERSON, columns=['name" OR "1'])
    with pytest.raises(NotFound):
        store.row(PERSON, name="Nobody")


def test_columns_of_files_come_back_as_they_went_in(store: Warehouse) -> None:
    at = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
    rows = pa.table(
        {
            "small": pa.array([255, None], pa.uint8()),
            "large": pa.array([2**64 - 1, 0], pa.uint64()),
            "at": pa.array([at, None], pa.timestamp("us", "UTC")),
            "words": pa.array([["a", None], []], pa.list_(pa.string())),
        }
    )
    with staging(store) as area:
        kept = area.keep(area.keep_arrow(rows)).order_by("large").to_pyarrow().to_pylist()
    assert kept == [
        {"small": None, "large": 0, "at": None, "words": []},
        {"small": 255, "large": 2**64 - 1, "at": at, "words": ["a", None]},
    ]


def test_instants_come_back_naive_as_they_went_in(store: Warehouse) -> None:
    at = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001 - as the warehouse stores instants
    with staging(store) as area:
        store.publish(INSTANT, area.keep_values({"at": ("timestamp", [at]), "by": ("string", ["Wang"])}))
    assert store.rows(INSTANT) == [{"at": at, "by": "Wang"}]


def test_rows_that_left_a_table_leave_its_files_too(store: Warehouse) -> None:
    store.publish(PERSON, people("Wang", "Li"))
    (kept,) = (each for each in store.tables_with(["name", "nowhere"]) if each.full_name == PERSON.full_name)
    assert dict(kept.ibis_schema.items()) == dict(PERSON.ibis_schema.items())
    assert store.retract(kept, name=["Li"]) == 1

    def names_in_files() -> set[str]:
        files = (store.path / "parts" / PERSON.full_name).glob("*/*.parquet")
        return {name for file in files for name in pq.read_table(file)["name"].to_pylist()}

    assert names_in_files() >= {"Wang", "Li"}, "the files that the table was made of before"
    assert shred_deleted(store).tables > 0
    assert names_in_files() == {"Wang"}
    assert names(store) == ["Wang"]
