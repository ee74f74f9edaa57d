"""Call records and partial figures land as one bucket per line and day."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.know.ingest.deliveries import delivered, rows_of, source, written
from tests.know.ingest.test_api import publish
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.packs.kinds import Definitions
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import replay_load
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.definitions.source import check
from tieline.know.ingest.tables import USAGE_DAY

pytestmark = pytest.mark.django_db
CDR = "CALLER,BEGUN,SECONDS,BYTES,TEXTS,CELL"


def calls(**changes: Any) -> Source:
    """Call records of a network: one row per call, text or session; a day is the text before the blank."""
    record = {
        "record": "usage_day",
        "key": ["CALLER", "BEGUN"],
        "fold": True,
        "map": {
            "phone": "CALLER",
            "day": "BEGUN",
            "voice_minutes": {"column": "SECONDS", "unit": "seconds", "to": "minutes"},
            "data_mb": {"column": "BYTES", "unit": "bytes", "to": "mb"},
            "sms": "TEXTS",
            "home_cell": "CELL",
        },
        "require": ["phone", "day"],
    }
    return source(
        **({"key": "network.calls", "system": "network", "rejected_share_limit": 0.5, "records": [record]} | changes)
    )


def test_rows_of_one_line_and_day_become_one_record_with_their_sums(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = [
        "13800000001,2026-10-01,90,,1,C1",
        "13800000002,2026-10-01,60,1048576,,C3",
        "13800000001,2026-10-01,45,2097152,2,C2",
        "13800000001,2026-10-01,,524288,,",
        "13800000001,2026-10-02,30,,,C1",
        "13800000001,never,30,,,C1",
    ]
    load = delivered(calls(), written(tmp_path / "calls.csv", CDR, *lines))
    assert (load.rows_received, load.rows_landed, load.rows_rejected) == (6, 5, 1)
    assert load.records == {"usage_day": 3}
    held = {(each["phone"], each["day"]): each for each in rows_of(warehouse, USAGE_DAY)}
    first = held["13800000001", date(2026, 10, 1)]
    assert (first["voice_minutes"], first["data_mb"], first["sms"], first["home_cell"]) == (2.25, 2.5, 3, "C2")
    assert (first["row"], first["record_key"]) == (4, "13800000001|2026-10-01")
    second = held["13800000002", date(2026, 10, 1)]
    assert (second["voice_minutes"], second["data_mb"], second["sms"]) == (1.0, 1.0, None)
    assert held["13800000001", date(2026, 10, 2)]["voice_minutes"] == 0.5


def test_a_later_delivery_of_the_day_replaces_its_bucket(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(calls(), written(tmp_path / "a.csv", CDR, "13800000001,2026-10-01,90,,,C1"))
    delivered(calls(), written(tmp_path / "b.csv", CDR, *["13800000001,2026-10-01,60,,,C1"] * 3))
    assert [each["voice_minutes"] for each in rows_of(warehouse, USAGE_DAY)] == [3.0]


def test_a_row_of_a_bucket_cannot_be_replayed_by_itself(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(calls())
    lines = ["13800000001,2026-10-01,90,,,C1", "13800000001,never,90,,,C1"]
    load = delivered(calls(), written(tmp_path / "a.csv", CDR, *lines))
    with pytest.raises(Refused, match="added up"):
        replay_load(load.pk, by="li", rows="all")


def test_records_with_characteristics_cannot_be_folded() -> None:
    body = {"record": "individual", "key": ["NO"], "fold": True, "map": {"party_ref": "NO"}}
    with pytest.raises(Invalid, match="cannot be folded"):
        check([source(records=[body | {"characteristics": {"offer": "OFFER"}}])], Definitions())
    once, twice = body, {**body, "fold": False, "part": "second"}
    with pytest.raises(Invalid, match="folded and some are not"):
        check([source(records=[once, twice])], Definitions())
