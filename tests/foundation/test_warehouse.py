"""The warehouse: what is published is whole, typed and described; what fails leaves nothing behind."""

import subprocess
import sys
import threading
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pytest

from tieline.foundation.errors import Invalid, NotFound, Unavailable
from tieline.foundation.warehouse.connection import Warehouse, open_warehouse
from tieline.foundation.warehouse.embedded import EmbeddedWarehouse
from tieline.foundation.warehouse.tables import Column, Table

PERSON = Table(
    "demo",
    "person",
    "person",
    ("name",),
    (
        Column("name", "string", "The person's name."),
        Column("age", "int64", "Completed years."),
        Column("born", "date", "Day of birth."),
    ),
)


def people(*names: str) -> ir.Table:
    rows = {"name": list(names), "age": list(range(len(names))), "born": ["1990-01-01"] * len(names)}
    return ibis.memtable(rows, schema={"name": "string", "age": "int32", "born": "string"})


def test_a_table_that_was_never_published_is_empty_and_has_its_columns(warehouse: Warehouse) -> None:
    assert warehouse.rows(PERSON) == []
    assert warehouse.table(PERSON).columns == ("name", "age", "born")
    assert warehouse.table(PERSON).count().execute() == 0


def test_publishing_replaces_all_rows_and_casts_to_the_declared_types(warehouse: Warehouse) -> None:
    assert warehouse.publish(PERSON, people("Li Na", "Anna")) == 2
    assert warehouse.publish(PERSON, people("Wang Fang")) == 1
    assert [row["name"] for row in warehouse.rows(PERSON)] == ["Wang Fang"]
    assert str(warehouse.table(PERSON).schema()["born"]) == "date"


def test_columns_carry_their_sentence_in_the_database(warehouse: Warehouse) -> None:
    warehouse.publish(PERSON, people("Anna"))
    with warehouse.transaction() as cursor:
        said = cursor.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'person' AND column_name = 'age'"
        ).fetchone()
    assert said == ("Completed years.",)


def test_an_expression_without_a_declared_column_is_refused_by_name(warehouse: Warehouse) -> None:
    with pytest.raises(Invalid, match="lacks born"):
        warehouse.publish(PERSON, people("Anna").drop("born"))


def test_a_failure_in_a_transaction_leaves_what_was_there(warehouse: Warehouse) -> None:
    warehouse.publish(PERSON, people("Anna"))

    def half_way() -> None:
        with warehouse.transaction():
            warehouse.publish(PERSON, people("Bo", "Chen"))
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        half_way()
    assert [row["name"] for row in warehouse.rows(PERSON)] == ["Anna"]


def test_readers_keep_the_old_rows_until_the_new_ones_are_complete(warehouse: Warehouse) -> None:
    warehouse.publish(PERSON, people("Anna"))
    seen: list[str] = []
    with warehouse.transaction():
        warehouse.publish(PERSON, people("Bo"))
        reader = threading.Thread(target=lambda: seen.extend(row["name"] for row in warehouse.rows(PERSON)))
        reader.start()
        reader.join()
    assert seen == ["Anna"]
    assert warehouse.row(PERSON, name="Bo")["age"] == 0


def test_append_and_retract_undo_each_other(warehouse: Warehouse) -> None:
    warehouse.publish(PERSON, people("Anna"))
    assert warehouse.append(PERSON, people("Bo", "Chen")) == 2
    assert warehouse.retract(PERSON, name="Bo") == 1
    assert warehouse.retract(PERSON, name="Bo") == 0
    assert [row["name"] for row in warehouse.rows(PERSON, order_by=["name"])] == ["Anna", "Chen"]


def test_values_are_bound_and_names_are_checked_so_that_text_never_becomes_sql(warehouse: Warehouse) -> None:
    warehouse.publish(PERSON, people("Anna"))
    assert warehouse.rows(PERSON, name="Anna' OR '1'='1") == []
    with pytest.raises(Invalid, match="no column"):
        warehouse.rows(PERSON, order_by=['name"; DROP TABLE demo.person; --'])
    assert warehouse.row(PERSON, name="Anna")


def test_one_row_that_is_not_there_is_not_found(warehouse: Warehouse) -> None:
    with pytest.raises(NotFound, match="No person with name = Zoe"):
        warehouse.row(PERSON, name="Zoe")


def test_prefix_search_gives_the_rows_in_order_and_stops_at_the_limit(warehouse: Warehouse) -> None:
    warehouse.publish(PERSON, people("王芳", "王伟", "李娜", "王"))
    assert [row["name"] for row in warehouse.starting_with(PERSON, "name", "王")] == ["王", "王伟", "王芳"]
    assert len(warehouse.starting_with(PERSON, "name", "王", limit=2)) == 2


def test_a_file_that_another_process_holds_is_unavailable_and_says_what_to_do(warehouse: EmbeddedWarehouse) -> None:
    code = (
        "from pathlib import Path; from tieline.foundation.warehouse.embedded import EmbeddedWarehouse\n"
        f"EmbeddedWarehouse(Path({str(warehouse.path)!r}))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "is open in another process" in other.stderr
    assert other.returncode != 0


def test_an_unknown_engine_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="'oracle'"):
        open_warehouse("oracle://somewhere")


def test_a_full_file_that_is_no_warehouse_is_told(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_text("this is a letter, not a database\n" * 1000)
    with pytest.raises(Unavailable, match="cannot be opened"):
        EmbeddedWarehouse(path)


def test_a_connection_outlives_its_thread_and_serves_the_next(warehouse: Warehouse) -> None:
    own, held = warehouse.ibis, list[object]()

    def work() -> None:
        held.append(warehouse.ibis)

    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert held[0] is held[1] is held[2]
    assert held[0] is not own
    assert warehouse.ibis is own
