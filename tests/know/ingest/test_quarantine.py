"""Rows that did not land are corrected and replayed through the very same mapping, or through a mended one."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.know.ingest.deliveries import CUSTOMER_MAP, HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tests.know.ingest.test_api import publish
from tests.know.ingest.test_undo import tables
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.packs.models import Definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest import quarantine
from tieline.know.ingest.commands import (
    correct_row,
    correct_rows,
    drop_row,
    forget_correction,
    redo_load,
    replay_load,
    undo_load,
)
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INDIVIDUAL

pytestmark = pytest.mark.django_db
NEVER = "4,赵敏,13800000004,2,never,2026-10-01 08:00:00"
NAMELESS = "5,,13800000005,1,19800102,2026-10-01 08:00:00"
SHORT = "6,short"
WHY: dict[str, Any] = {"why": "it was wrong", "by": "li"}


@pytest.fixture
def declared(db: None) -> Source:
    found = source(rejected_share_limit=1.0)
    publish(found)
    return found


@pytest.fixture
def wrong(warehouse: Warehouse, declared: Source, tmp_path: Path) -> Load:
    """Three good rows, then one with a wrong date, one without a name and one that is too short."""
    return delivered(declared, written(tmp_path / "a.csv", HEADER, ZHANG, LI, WANG, NEVER, NAMELESS, SHORT))


def statuses(warehouse: Warehouse, load: Load) -> dict[int, str]:
    return {each.row: each.status for each in quarantine.list_rows(warehouse, load)[0]}


def names(warehouse: Warehouse) -> dict[str, str]:
    return {each["record_key"]: each["full_name"] for each in rows_of(warehouse, INDIVIDUAL)}


def mend(declared: Source, **changes: Any) -> None:
    """Publish the source with changes, as the screen or a pack does."""
    body = declared.model_dump(mode="json", by_alias=True, exclude_unset=True) | changes
    Definition.objects.filter(key=declared.key).update(body=body)


def test_rows_in_quarantine_say_where_they_stood_what_is_wrong_and_what_they_hold(
    warehouse: Warehouse, wrong: Load
) -> None:
    (never, nameless, short), total = quarantine.list_rows(warehouse, wrong)
    assert total == 3
    assert (never.row, never.status, never.faults) == (4, "open", [quarantine.Fault("BIRTH", "never", "not a date")])
    assert never.content is not None
    assert never.content["NAME"] == "赵敏"
    assert nameless.faults == [quarantine.Fault("NAME", None, "required")]
    assert (short.raw, short.content, short.faults[0].reason) == (SHORT, None, "too few columns")


def test_corrected_rows_land_as_a_load_of_their_own_in_the_place_of_the_delivered_row(
    warehouse: Warehouse, wrong: Load
) -> None:
    correct_row(wrong.pk, 4, {"BIRTH": "19900203"}, by="li")
    whole = dict(zip(HEADER.split(","), ["6", "孙悦", "13800000006", "2", "19850304", ""], strict=True))
    correct_row(wrong.pk, 6, whole, by="li", why="read on paper")
    assert statuses(warehouse, wrong) == {4: "corrected", 5: "open", 6: "corrected"}
    replay = replay_load(wrong.pk, by="li")
    assert replay is not None
    assert (replay.state, replay.arrival, replay.corrects, replay.rows_landed) == ("landed", "replay", wrong.pk, 2)
    assert names(warehouse) == {"1": "张伟", "2": "李娜", "3": "王芳", "4": "赵敏", "6": "孙悦"}
    landed = [each for each in rows_of(warehouse, INDIVIDUAL) if each["load_id"] == replay.pk]
    assert [(each["row"], each["load_number"]) for each in landed] == [(4, wrong.number), (6, wrong.number)]
    assert statuses(warehouse, wrong) == {4: "replayed", 5: "open", 6: "replayed"}
    assert quarantine.count_by_status(warehouse, wrong) == {
        "open": 1,
        "corrected": 0,
        "replaying": 0,
        "replayed": 2,
        "dropped": 0,
    }


def test_a_column_that_the_mapping_does_not_read_does_not_keep_a_row_from_being_replayed(
    warehouse: Warehouse, declared: Source, tmp_path: Path
) -> None:
    lines = [f"{HEADER},NOTE", f"{ZHANG},vip", f"{NEVER},call back"]
    load = delivered(declared, written(tmp_path / "b.csv", *lines))
    correct_row(load.pk, 2, {"BIRTH": "19900203"}, by="li")
    replay = replay_load(load.pk, by="li")
    assert replay is not None
    assert (replay.state, replay.rows_landed) == ("landed", 1)
    assert names(warehouse) == {"1": "张伟", "4": "赵敏"}


def test_replaying_twice_is_the_same_as_once(warehouse: Warehouse, wrong: Load) -> None:
    correct_row(wrong.pk, 4, {"BIRTH": "19900203"}, by="li")
    replay_load(wrong.pk, by="li")
    before = tables(warehouse)
    assert replay_load(wrong.pk, by="li") is None
    assert (tables(warehouse), Load.objects.count()) == (before, 2)


def test_a_row_that_fails_again_stays_open_with_the_new_reason_and_can_be_corrected_once_more(
    warehouse: Warehouse, wrong: Load
) -> None:
    correct_row(wrong.pk, 4, {"BIRTH": "19900203", "NAME": ""}, by="li")
    first = replay_load(wrong.pk, by="li")
    assert first is not None
    assert (first.state, first.rows_rejected) == ("landed", 1)
    row = quarantine.get_row(warehouse, wrong, 4)
    assert (row.status, row.faults) == ("open", [quarantine.Fault("NAME", None, "required")])
    assert replay_load(wrong.pk, by="li") is None
    correct_row(wrong.pk, 4, {"NAME": "赵敏"}, by="li")
    second = replay_load(wrong.pk, by="li")
    assert second is not None
    assert (second.corrects, second.rows_landed) == (wrong.pk, 1)
    assert names(warehouse)["4"] == "赵敏"
    assert statuses(warehouse, wrong)[4] == "replayed"


def test_one_value_is_corrected_in_every_row_that_is_rejected_for_it(
    warehouse: Warehouse, declared: Source, tmp_path: Path
) -> None:
    other = NEVER.replace("4,", "7,").replace("never", "later")
    lines = [NEVER, NEVER.replace("4,", "5,"), other]
    load = delivered(declared, written(tmp_path / "a.csv", HEADER, *lines))
    fix: dict[str, Any] = {
        "column": "BIRTH",
        "reason": "not a date",
        "value": "never",
        "becomes": "19900203",
        "by": "li",
    }
    assert correct_rows(load.pk, **fix) == 2
    assert correct_rows(load.pk, **fix) == 0
    assert statuses(warehouse, load) == {1: "corrected", 2: "corrected", 3: "open"}
    replay_load(load.pk, by="li")
    assert sorted(names(warehouse)) == ["4", "5"]
    assert Change.objects.get(command="correct_rows").user == "li"


def test_a_mended_mapping_replays_every_open_row_as_it_was_delivered(
    warehouse: Warehouse, declared: Source, wrong: Load
) -> None:
    birth = {"column": "BIRTH", "type": "date", "format": "%Y%m%d", "invalid": "null"}
    record = {"record": "individual", "key": ["NO"], "map": CUSTOMER_MAP | {"birth_date": birth}}
    mend(declared, records=[record])
    replay = replay_load(wrong.pk, by="li", rows="all")
    assert replay is not None
    assert (replay.rows_received, replay.rows_landed) == (2, 2)
    assert statuses(warehouse, wrong) == {4: "replayed", 5: "replayed", 6: "open"}
    assert replay_load(wrong.pk, by="li", rows="all") is None


def test_a_row_that_another_row_of_the_file_replaced_is_not_replayed_by_itself(
    warehouse: Warehouse, declared: Source, tmp_path: Path
) -> None:
    load = delivered(declared, written(tmp_path / "a.csv", HEADER, ZHANG, ZHANG.replace("张伟", "张玮")))
    assert replay_load(load.pk, by="li", rows="all") is None
    assert names(warehouse) == {"1": "张玮"}


def test_a_corrected_row_does_not_replace_what_a_later_load_brought(warehouse: Warehouse, tmp_path: Path) -> None:
    undated = source(
        rejected_share_limit=1.0,
        records=[
            {
                "record": "individual",
                "key": ["NO"],
                "map": {"party_ref": "NO", "full_name": "NAME"},
                "require": ["full_name"],
            }
        ],
    )
    publish(undated)
    first = delivered(undated, written(tmp_path / "a.csv", "NO,NAME", "1,", "2,Old Li"))
    delivered(undated, written(tmp_path / "b.csv", "NO,NAME", "1,New Zhang"))
    correct_row(first.pk, 1, {"NAME": "Old Zhang"}, by="li")
    replay_load(first.pk, by="li")
    assert names(warehouse) == {"1": "New Zhang", "2": "Old Li"}


def test_a_dropped_row_is_never_replayed_until_the_drop_is_forgotten(warehouse: Warehouse, wrong: Load) -> None:
    drop_row(wrong.pk, 4, **WHY)
    drop_row(wrong.pk, 4, **WHY)
    assert Change.objects.filter(command="drop_row").count() == 1
    assert statuses(warehouse, wrong)[4] == "dropped"
    forget_correction(wrong.pk, 4, by="li")
    forget_correction(wrong.pk, 4, by="li")
    assert statuses(warehouse, wrong)[4] == "open"
    with pytest.raises(Invalid, match="reason is missing"):
        drop_row(wrong.pk, 4, why="", by="li")


def test_undoing_a_replay_puts_its_rows_back_and_undoing_the_load_takes_the_replay_along(
    warehouse: Warehouse, wrong: Load
) -> None:
    before = tables(warehouse)
    correct_row(wrong.pk, 4, {"BIRTH": "19900203"}, by="li")
    replay = replay_load(wrong.pk, by="li")
    assert replay is not None
    with_replay = tables(warehouse)
    undo_load(replay.pk, **WHY)
    assert tables(warehouse) == before
    assert statuses(warehouse, wrong)[4] == "corrected"
    again = replay_load(wrong.pk, by="li")
    assert again is not None
    assert (again.pk, tables(warehouse)) == (replay.pk, with_replay)
    undo_load(wrong.pk, **WHY)
    assert tables(warehouse) == {}
    assert set(Load.objects.values_list("state", flat=True)) == {"undone"}
    with pytest.raises(Refused, match="has not landed"):
        redo_load(replay.pk, **WHY)
    with pytest.raises(Refused, match="undone"):
        replay_load(wrong.pk, by="li")


def test_typed_columns_of_parquet_mean_the_same_when_they_are_replayed(warehouse: Warehouse, tmp_path: Path) -> None:
    typed = source(
        rejected_share_limit=1.0,
        format={"type": "parquet"},
        records=[
            {
                "record": "individual",
                "key": ["NO"],
                "map": {
                    "party_ref": "NO",
                    "full_name": "NAME",
                    "updated_at": {"column": "AT", "format": "%d/%m/%Y"},
                },
                "require": ["full_name"],
            }
        ],
    )
    publish(typed)
    at = datetime.fromisoformat("2026-10-01T08:00:00+08:00")
    rows = {
        "NO": pa.array([1, 2, 3], pa.int64()),
        "NAME": ["Zhang", None, None],
        "AT": pa.array([at] * 3, pa.timestamp("us", tz="Asia/Shanghai")),
    }
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    load = delivered(typed, tmp_path / "a.parquet")
    correct_row(load.pk, 2, {"NAME": "Li"}, by="li")
    correct_row(load.pk, 3, {"NAME": "Wang", "NO": "three"}, by="li")
    replay_load(load.pk, by="li")
    held = {each["record_key"]: each["updated_at"] for each in rows_of(warehouse, INDIVIDUAL)}
    assert held == {"1": datetime(2026, 10, 1), "2": datetime(2026, 10, 1)}  # noqa: DTZ001 - stored in UTC
    again = quarantine.get_row(warehouse, load, 3)
    assert (again.status, again.reasons) == ("open", {"does not fit the column"})


def test_what_cannot_be_corrected_is_refused_with_the_reason(warehouse: Warehouse, wrong: Load) -> None:
    with pytest.raises(NotFound, match="Row 1 is not in quarantine"):
        correct_row(wrong.pk, 1, {"NAME": "x"}, by="li")
    with pytest.raises(Invalid, match="no column 'NAMME'"):
        correct_row(wrong.pk, 4, {"NAMME": "x"}, by="li")
    correct_row(wrong.pk, 4, {"BIRTH": "19900203"}, by="li")
    replay = replay_load(wrong.pk, by="li")
    assert replay is not None
    with pytest.raises(Refused, match="Row 4 is replayed"):
        correct_row(wrong.pk, 4, {"BIRTH": "19900204"}, by="li")
    with pytest.raises(Refused, match="Undo the replay first"):
        forget_correction(wrong.pk, 4, by="li")
    with pytest.raises(Invalid, match=f"Replay the rows of {wrong.pk}"):
        replay_load(replay.pk, by="li")
    with pytest.raises(Invalid, match=f"Correct the rows of {wrong.pk}"):
        correct_row(replay.pk, 4, {"BIRTH": "19900204"}, by="li")
