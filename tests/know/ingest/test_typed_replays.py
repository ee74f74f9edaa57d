"""Rows of typed files mean the same when they are replayed; fields that a delivery may lack may lack in a replay."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.know.ingest.deliveries import delivered, rows_of, source, written
from tests.know.ingest.test_api import publish
from tests.know.ingest.workbooks import workbook
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import correct_row, replay_load
from tieline.know.ingest.tables import INDIVIDUAL

pytestmark = pytest.mark.django_db
RECORD = {
    "record": "individual",
    "key": ["NO"],
    "map": {"party_ref": "NO", "full_name": "NAME", "birth_date": {"column": "BIRTH", "format": "%d/%m/%Y"}},
    "require": ["full_name"],
}


def test_a_date_of_a_workbook_is_a_date_again(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(format={"type": "excel"}, rejected_share_limit=1.0, records=[RECORD])
    publish(declared)
    born = datetime(1980, 1, 2)  # noqa: DTZ001 - a cell of a workbook has no zone
    file = workbook(tmp_path / "a.xlsx", People=[["NO", "NAME", "BIRTH"], ["1", "Zhang", born], ["2", None, born]])
    load = delivered(declared, file)
    correct_row(load.pk, 2, {"NAME": "Li"}, by="li")
    replay = replay_load(load.pk, by="li")
    assert replay is not None
    assert replay.rows_rejected == 0
    held = {each["full_name"]: each["birth_date"] for each in rows_of(warehouse, INDIVIDUAL)}
    assert held == {"Zhang": date(1980, 1, 2), "Li": date(1980, 1, 2)}


def test_a_field_that_may_lack_lacks_in_a_replay_too(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(format={"type": "ndjson"}, rejected_share_limit=1.0, records=[RECORD], drift={"missing": "null"})
    publish(declared)
    load = delivered(declared, written(tmp_path / "a.ndjson", '{"NO": "1", "NAME": "Zhang"}', '{"NO": "2"}'))
    correct_row(load.pk, 2, {"NAME": "Li"}, by="li")
    replay_load(load.pk, by="li")
    assert {each["full_name"] for each in rows_of(warehouse, INDIVIDUAL)} == {"Zhang", "Li"}
