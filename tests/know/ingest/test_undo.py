"""A load that is undone leaves every table as if it had never landed, whatever else landed before and after."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tests.know.ingest.test_api import publish
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import close_warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse
from tieline.know.ingest.commands import (
    begin_undo,
    finish_undo,
    load,
    receive_file,
    redo_load,
    refresh_ingest,
    release_load,
    undo_load,
)
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import FORMER, INDIVIDUAL, RECORDS, REJECTED_ROW

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"why": "wrong month", "by": "li"}


def tables(store: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that ingest writes, in one order; empty tables left out."""
    found = {}
    for table in (*RECORDS.values(), *FORMER.values(), REJECTED_ROW):
        rows = store.table(table).to_pyarrow().to_pylist()
        if rows:
            found[table.name] = sorted((tuple(row.values()) for row in rows), key=repr)
    return found


@dataclass(frozen=True)
class Line:
    """A row of a delivery; the key decides whom it meets, ``day`` which version is later (0: no date)."""

    key: int
    day: int
    sex: str

    @property
    def text(self) -> str:
        changed = f"2026-10-{self.day:02} 08:00:00" if self.day else ""
        return f"{self.key},N{self.key},1380000{self.key:04},{self.sex},19800102,{changed}"


lines = st.builds(Line, key=st.integers(0, 3), day=st.integers(0, 3), sex=st.sampled_from(["1", "2", "9"]))
deliveries = st.lists(st.lists(lines, min_size=1, max_size=5), min_size=1, max_size=5, unique_by=tuple)


def dated() -> Source:
    """Persons with a date of change, and a characteristic; a sex of 9 rejects the row."""
    declared = source().model_dump(mode="json", by_alias=True, exclude_unset=True)
    (record,) = declared["records"]
    record["map"]["gender"]["unknown"] = "reject"
    record["characteristics"] = {"sex": "SEX"}
    return Source.model_validate(declared | {"rejected_share_limit": 1.0})


def undated() -> Source:
    """Accounts without any date: of two versions the one received later holds."""
    mapping = {"account_ref": "NO", "status": {"column": "SEX", "codes": {"1": "active", "2": "closed"}}}
    record = {"record": "billing_account", "key": ["NO"], "map": mapping}
    return source(records=[record], rejected_share_limit=1.0)


def bucketed() -> Source:
    """Use per line and day, added up: the day is part of the key, so that only its days are searched for versions."""
    day = {"column": "UPD", "format": "%Y-%m-%d %H:%M:%S"}
    record = {
        "record": "usage_day",
        "key": ["NO", "UPD"],
        "fold": True,
        "map": {"phone": "NO", "day": day, "sms": "SEX"},
    }
    return source(records=[record], rejected_share_limit=1.0)


@contextmanager
def fresh_place() -> Iterator[Path]:
    """An empty warehouse and inbox; what is written to the operational database is forgotten."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        close_warehouse()
        with override_settings(TIELINE_DATA=folder, TIELINE_WAREHOUSE=f"duckdb:///{folder}/warehouse.duckdb"):
            with transaction.atomic():
                yield folder
                transaction.set_rollback(True)
            close_warehouse()


def receive(declared: Source, folder: Path, contents: Sequence[Sequence[Line]]) -> list[Load]:
    return [
        receive_file(declared, written(folder / f"{n}.csv", HEADER, *(line.text for line in content), f"x{n},,,1,,"))
        for n, content in enumerate(contents)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("declared", [dated(), undated(), bucketed()], ids=["dated", "undated", "bucketed"])
@given(contents=deliveries, data=st.data())
@settings(max_examples=6, deadline=None)
def test_undoing_some_loads_in_any_order_leaves_what_landing_the_others_would(
    declared: Source, contents: list[list[Line]], data: st.DataObject
) -> None:
    numbers = range(len(contents))
    landing = data.draw(st.permutations(numbers), label="order of landing")
    undone = data.draw(st.permutations(sorted(data.draw(st.sets(st.sampled_from(numbers)), label="undone"))))
    redone = data.draw(st.sets(st.sampled_from(undone)) if undone else st.just(set()), label="redone")
    with fresh_place() as folder:
        publish(declared)
        loads = receive(declared, folder, contents)
        for n in landing:
            load(loads[n].pk, source=declared)
        for n in undone:
            undo_load(loads[n].pk, **WHY)
        for n in sorted(redone):
            load(redo_load(loads[n].pk, **WHY).pk)
        after = tables(current_warehouse())
        states = {each.pk: each.state for each in Load.objects.all()}
    left = [n for n in landing if n not in undone or n in redone]
    assert all(states[loads[n].pk] == ("landed" if n in left else "undone") for n in numbers)
    with fresh_place() as folder:
        loads = receive(declared, folder, contents)
        for n in left:
            load(loads[n].pk, source=declared)
        assert after == tables(current_warehouse())


def test_the_version_before_holds_again_and_the_undo_is_in_the_change_log(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(source(), written(tmp_path / "a.csv", HEADER, ZHANG, LI))
    before = tables(warehouse)
    changed = ZHANG.replace("13800000001", "13900000001").replace("2026-10-01", "2026-10-02")
    wrong = delivered(source(rejected_share_limit=0.5), written(tmp_path / "b.csv", HEADER, changed, WANG, "x"))
    undone = undo_load(wrong.pk, **WHY)
    assert tables(warehouse) == before
    assert (undone.state, undone.undone_by, undone.undone_why) == ("undone", "li", "wrong month")
    said = Change.objects.get(command="undo_load")
    assert (said.object_id, said.user, said.reason) == (wrong.pk, "li", "wrong month")
    assert undo_load(wrong.pk, **WHY).undone_at == undone.undone_at
    assert Change.objects.filter(command="undo_load").count() == 1


def test_an_undone_load_stays_undone_when_its_file_comes_again_until_it_is_redone(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    publish(source())
    file = written(tmp_path / "a.csv", HEADER, ZHANG)
    first = delivered(source(), file)
    landed = tables(warehouse)
    undo_load(first.pk, **WHY)
    assert delivered(source(), file).state == "undone"
    assert tables(warehouse) == {}
    redone = load(redo_load(first.pk, why="it was right", by="li").pk)
    assert (redone.state, redone.undone_at, redone.undone_why) == ("landed", None, "")
    assert tables(warehouse) == landed
    assert redo_load(first.pk, **WHY).state == "landed"


def test_an_undo_that_was_begun_is_finished_by_the_next_run(warehouse: Warehouse, tmp_path: Path) -> None:
    row = delivered(source(), written(tmp_path / "a.csv", HEADER, ZHANG))
    assert begin_undo(row.pk, **WHY).state == "undoing"
    assert len(rows_of(warehouse, INDIVIDUAL)) == 1
    result = refresh_ingest(date(2026, 11, 1), lambda share, doing: None)
    assert (result.report["undone"], Load.objects.get().state) == (1, "undone")
    assert tables(warehouse) == {}
    assert refresh_ingest(date(2026, 11, 1), lambda share, doing: None).report["undone"] == 0


def test_a_load_killed_between_the_two_databases_lands_once(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(source())
    delivered(source(), written(tmp_path / "a.csv", HEADER, LI))
    row = delivered(source(), written(tmp_path / "b.csv", HEADER, ZHANG, LI.replace("李娜", "李那")))
    landed = tables(warehouse)
    Load.objects.filter(pk=row.pk).update(state=Load.State.VALIDATED, rows_landed=None)
    load(row.pk)
    assert tables(warehouse) == landed


def test_the_same_file_under_a_changed_mapping_undoes_the_load_under_the_former_one(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    publish(source())
    file = written(tmp_path / "a.csv", HEADER, ZHANG)
    first = delivered(source(), file)
    changed = source(empty=["-"])
    second = delivered(changed, file)
    first.refresh_from_db()
    assert (first.state, second.state) == ("undone", "landed")
    assert second.pk in first.undone_why
    assert [each["load_id"] for each in rows_of(warehouse, INDIVIDUAL)] == [second.pk]
    assert tables(warehouse).keys() == {"individual"}


def test_what_cannot_be_undone_or_redone_is_refused_with_the_reason(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(source())
    waiting = receive_file(source(), written(tmp_path / "a.csv", HEADER, ZHANG))
    with pytest.raises(Refused, match="received: nothing of it has landed"):
        undo_load(waiting.pk, **WHY)
    with pytest.raises(NotFound):
        undo_load("none", **WHY)
    landed = load(waiting.pk)
    with pytest.raises(Invalid, match="reason is missing"):
        undo_load(landed.pk, why=" ", by="li")
    with pytest.raises(Refused, match="landed, not held"):
        release_load(landed.pk, **WHY)
    assert Load.objects.get().state == "landed"
    undo_load(landed.pk, **WHY)
    landed.file.unlink()
    with pytest.raises(NotFound, match="is gone"):
        redo_load(landed.pk, **WHY)


def test_finishing_an_undo_that_nobody_asked_for_changes_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    row = delivered(source(), written(tmp_path / "a.csv", HEADER, ZHANG))
    landed = tables(warehouse)
    assert finish_undo(row.pk).state == "landed"
    assert tables(warehouse) == landed
