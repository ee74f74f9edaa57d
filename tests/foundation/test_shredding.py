"""What was deleted leaves the warehouse's file, and what stays is as it was."""

import threading

import ibis

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.shredding import shred_deleted
from tieline.foundation.warehouse.tables import Column, Table

PEOPLE = Table(
    "probe",
    "people",
    "person",
    ("no",),
    (Column("no", "string", "It's the number."), Column("name", "string", "The name.")),
    indexed=("no",),
    category="none",
)
GONE, STAYS = "Ottilie-Wackernagel", "Eberhard-Schnellinger"


def fill(warehouse: Warehouse) -> None:
    names = {"no": ["a", "b", *(str(n) for n in range(5000))], "name": [GONE, STAYS, *(f"n{n}" for n in range(5000))]}
    for _ in range(3):
        warehouse.publish(PEOPLE, ibis.memtable(names))


def bytes_of(warehouse: Warehouse) -> bytes:
    folder = warehouse.path.parent
    return b"".join(file.read_bytes() for file in folder.glob(f"{warehouse.path.name}*") if file.is_file())


def test_deleted_rows_stay_in_the_file_until_it_is_shredded(warehouse: Warehouse) -> None:
    fill(warehouse)
    warehouse.retract(PEOPLE, no="a")
    shredded = shred_deleted(warehouse)
    assert shredded.tables == 1
    found = bytes_of(warehouse)
    assert (GONE.encode() in found, STAYS.encode() in found) == (False, True)


def test_without_shredding_the_bytes_are_still_there(warehouse: Warehouse) -> None:
    from tieline.foundation.warehouse.embedded import EmbeddedWarehouse  # noqa: PLC0415 - for its checkpoint only

    fill(warehouse)
    warehouse.retract(PEOPLE, no="a")
    assert isinstance(warehouse, EmbeddedWarehouse)
    warehouse.checkpoint()
    assert GONE.encode() in bytes_of(warehouse)


def test_rows_indexes_and_comments_stay(warehouse: Warehouse) -> None:
    fill(warehouse)
    before = warehouse.rows(PEOPLE, order_by=["no"])
    shred_deleted(warehouse)
    assert warehouse.rows(PEOPLE, order_by=["no"]) == before
    (index,) = warehouse.fetch("SELECT index_name FROM duckdb_indexes() WHERE table_name = 'people'", [])
    assert index["index_name"] == "people_by_no"
    comments = warehouse.fetch("SELECT comment FROM duckdb_columns() WHERE table_name = 'people'", [])
    assert [each["comment"] for each in comments] == ["It's the number.", "The name."]


def test_readers_go_on_meanwhile(warehouse: Warehouse) -> None:
    fill(warehouse)
    counts: list[int] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            counts.append(len(warehouse.rows(PEOPLE)))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        shred_deleted(warehouse)
    finally:
        stop.set()
        reader.join()
    assert set(counts) == {5002}
