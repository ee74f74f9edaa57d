"""The stage resumes what was left, lands what people recorded, and reads folders without stopping at an error."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.know.ingest.deliveries import HEADER, LI, ZHANG, rows_of, source, written
from tests.know.ingest.test_api import publish
from tieline.foundation.errors import NotFound
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import (
    load_folder,
    receive_file,
    record_interaction,
    refresh_ingest,
    retract_interaction,
)
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import list_recorded_interactions
from tieline.know.ingest.tables import INDIVIDUAL, INTERACTION

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)
CALL = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)


def nothing(share: float, doing: str) -> None:
    assert 0 <= share <= 1


def test_loads_that_were_received_and_not_landed_are_landed(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(source())
    receive_file(source(), written(tmp_path / "a.csv", HEADER, ZHANG))
    wrong = receive_file(source(), written(tmp_path / "b.csv", HEADER.replace("NAME", "N"), LI))
    result = refresh_ingest(DAY, nothing)
    assert (result.rows_in, result.rows_out, result.report["loads"]) == (1, 1, 1)
    assert "no column 'NAME'" in result.report["failed"][wrong.pk]
    assert sorted(Load.objects.values_list("state", flat=True)) == ["failed", "landed"]
    assert refresh_ingest(DAY, nothing).rows_in == 0
    assert len(rows_of(warehouse, INDIVIDUAL)) == 1


def test_what_people_recorded_lands_as_interactions_of_tieline(warehouse: Warehouse) -> None:
    recorded = record_interaction(
        customer_id="C1",
        at=CALL,
        channel="call",
        reason="contract ending",
        text="renews",
        response="won",
        handled_by="li",
    )
    refresh_ingest(DAY, nothing)
    before = rows_of(warehouse, INTERACTION)
    refresh_ingest(DAY, nothing)
    assert rows_of(warehouse, INTERACTION) == before
    (row,) = before
    assert (row["source"], row["system"], row["party_ref"], row["channel"]) == ("tieline.work", "tieline", "C1", "call")
    assert (row["interaction_ref"], row["record_key"]) == (str(recorded.pk), str(recorded.pk))
    assert (row["at"], row["kind"], row["response"]) == (datetime(2026, 11, 1, 2, 30), "work", "won")  # noqa: DTZ001 - stored in UTC
    assert [each.pk for each in list_recorded_interactions(["C1", "C2"])] == [recorded.pk]


def test_a_recorded_interaction_that_was_taken_back_leaves_the_records(warehouse: Warehouse) -> None:
    kept, taken = (record_interaction(customer_id="C1", at=CALL, channel="call", handled_by="li") for _ in range(2))
    refresh_ingest(DAY, nothing)
    retract_interaction(taken.pk)
    retract_interaction(taken.pk)
    refresh_ingest(DAY, nothing)
    assert [row["interaction_ref"] for row in rows_of(warehouse, INTERACTION)] == [str(kept.pk)]


def test_a_folder_lands_what_it_can_and_tells_the_rest(warehouse: Warehouse, tmp_path: Path) -> None:
    written(tmp_path / "in" / "billing" / "customers-1.csv", HEADER, ZHANG)
    written(tmp_path / "in" / "billing" / "customers-2.csv", HEADER.replace("NO", "NR"), LI)
    written(tmp_path / "in" / "readme.txt", "hello")
    missing = source(key="shop.cards", where={"files": "shop/cards*.csv"})
    report = load_folder([source(), missing], tmp_path / "in")
    assert [load.file_name for load in report.landed] == ["customers-1.csv"]
    assert [key for key, _ in report.problems] == ["billing.customers", "shop.cards"]
    absent = report.problems[1][1]
    assert absent.what == "No file of the source 'shop.cards' was delivered"
    assert absent.where.endswith("shop/cards*.csv")
    assert report.unclaimed == ["readme.txt"]


def test_a_folder_that_is_not_there_is_not_found(db: None, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="folder does not exist"):
        load_folder([source()], tmp_path / "nowhere")


def test_a_link_out_of_the_folder_is_not_followed(warehouse: Warehouse, tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.csv", HEADER, ZHANG)
    (tmp_path / "in" / "billing").mkdir(parents=True)
    (tmp_path / "in" / "billing" / "customers.csv").symlink_to(secret)
    assert load_folder([source()], tmp_path / "in").landed == []
