"""A delivered file becomes records, once, and nothing of it is dropped in silence."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.know.ingest.deliveries import CUSTOMER_MAP, HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import load, receive_file
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import CHARACTERISTIC, FORMER, INDIVIDUAL, PRODUCT, REJECTED_ROW

pytestmark = pytest.mark.django_db


def test_a_csv_row_lands_as_a_typed_record(warehouse: Warehouse, tmp_path: Path) -> None:
    row = delivered(source(), written(tmp_path / "customers.csv", HEADER, ZHANG, LI))
    assert (row.state, row.rows_received, row.rows_landed, row.rows_rejected) == ("landed", 2, 2, 0)
    zhang = rows_of(warehouse, INDIVIDUAL)[0]
    assert (zhang["source"], zhang["system"], zhang["load_id"], zhang["row"]) == (
        "billing.customers",
        "billing",
        row.pk,
        1,
    )
    assert (zhang["record_key"], zhang["full_name"], zhang["gender"]) == ("1", "张伟", "male")
    assert zhang["birth_date"] == date(1980, 1, 2)
    assert zhang["updated_at"] == datetime(2026, 10, 1, 0, 0)  # noqa: DTZ001 - stored in UTC without a zone
    assert zhang["email"] is None


def test_the_same_file_twice_is_the_same_load_and_changes_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "customers.csv", HEADER, ZHANG, "x,,,,,")
    declared = source(rejected_share_limit=0.9)
    first = delivered(declared, file)
    before = rows_of(warehouse, INDIVIDUAL), rows_of(warehouse, REJECTED_ROW)
    second = delivered(declared, written(tmp_path / "renamed.csv", HEADER, ZHANG, "x,,,,,"))
    assert second.pk == first.pk
    assert Load.objects.count() == 1
    assert second.landed_at == Load.objects.get().landed_at
    assert (rows_of(warehouse, INDIVIDUAL), rows_of(warehouse, REJECTED_ROW)) == before


def test_a_file_that_goes_back_to_what_it_was_lands_anew(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(
        records=[{"record": "individual", "key": ["NO"], "map": {"party_ref": "NO", "full_name": "NAME"}}]
    )
    for name in ("A", "B", "A", "A"):
        last = delivered(declared, written(tmp_path / "customers.csv", "NO,NAME", f"1,{name}"))
        assert [each["full_name"] for each in rows_of(warehouse, INDIVIDUAL)] == [name]
    assert (Load.objects.count(), last.pk[-2:]) == (3, "-2")
    other = delivered(declared, written(tmp_path / "old.csv", "NO,NAME", "1,B"))
    assert (other.file_name, Load.objects.count()) == ("customers.csv", 3)


def test_a_later_file_replaces_records_of_the_same_key(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(source(), written(tmp_path / "customers1.csv", HEADER, ZHANG, LI))
    changed = ZHANG.replace("13800000001", "13900000001").replace("2026-10-01", "2026-10-02")
    row = delivered(source(), written(tmp_path / "customers2.csv", HEADER, changed, WANG))
    held = {each["record_key"]: each["phone"] for each in rows_of(warehouse, INDIVIDUAL)}
    assert held == {"1": "13900000001", "2": "13800000002", "3": "13800000003"}
    assert row.rows_landed == 2


def test_an_older_version_that_comes_late_does_not_replace_a_newer_one(warehouse: Warehouse, tmp_path: Path) -> None:
    changed = ZHANG.replace("13800000001", "13900000001").replace("2026-10-01", "2026-10-02")
    delivered(source(), written(tmp_path / "new.csv", HEADER, changed))
    late = delivered(source(), written(tmp_path / "old.csv", HEADER, ZHANG, LI))
    held = {each["record_key"]: each["phone"] for each in rows_of(warehouse, INDIVIDUAL)}
    assert held == {"1": "13900000001", "2": "13800000002"}
    assert (late.rows_received, late.rows_landed, late.reasons) == (2, 2, {})
    assert [each["load_id"] for each in rows_of(warehouse, FORMER["individual"])] == [late.pk]


def test_a_load_received_earlier_but_landed_later_does_not_win_without_a_date(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    declared = source(
        records=[{"record": "individual", "key": ["NO"], "map": {"party_ref": "NO", "full_name": "NAME"}}]
    )
    early = receive_file(declared, written(tmp_path / "a.csv", "NO,NAME", "1,Old Name"))
    delivered(declared, written(tmp_path / "b.csv", "NO,NAME", "1,New Name"))
    load(early.pk, source=declared)
    assert [each["full_name"] for each in rows_of(warehouse, INDIVIDUAL)] == ["New Name"]


def test_a_changed_mapping_replaces_what_the_former_one_landed(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "customers.csv", HEADER, ZHANG, LI)
    delivered(source(), file)
    by_phone = source(records=[{"record": "individual", "key": ["PHONE"], "map": CUSTOMER_MAP}])
    delivered(by_phone, file)
    assert [each["record_key"] for each in rows_of(warehouse, INDIVIDUAL)] == ["13800000001", "13800000002"]


def test_wrong_values_reject_the_row_with_every_reason_and_its_content(warehouse: Warehouse, tmp_path: Path) -> None:
    bad = "4,,13800000004,9,20230231,yesterday"
    row = delivered(source(rejected_share_limit=0.5), written(tmp_path / "c.csv", HEADER, ZHANG, LI, bad, WANG))
    rejected = rows_of(warehouse, REJECTED_ROW)
    assert [(each["row"], each["field"], each["value"], each["reason"]) for each in rejected] == [
        (3, "BIRTH", "20230231", "not a date"),
        (3, "NAME", None, "required"),
        (3, "UPD", "yesterday", "not a timestamp"),
    ]
    assert json.loads(rejected[0]["content"])["PHONE"] == "13800000004"
    assert (row.rows_received, row.rows_landed, row.rows_rejected) == (4, 3, 1)
    assert [each["row"] for each in rows_of(warehouse, INDIVIDUAL)] == [1, 2, 4]


def test_of_equal_keys_in_one_file_the_last_changed_lands_and_the_others_are_rejected(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    newer = ZHANG.replace("张伟", "张玮").replace("2026-10-01", "2026-10-05")
    row = delivered(source(rejected_share_limit=0.5), written(tmp_path / "c.csv", HEADER, newer, ZHANG, LI, LI))
    assert [(each["row"], each["full_name"]) for each in rows_of(warehouse, INDIVIDUAL)] == [(1, "张玮"), (4, "李娜")]
    rejected = [(each["row"], each["value"], each["reason"]) for each in rows_of(warehouse, REJECTED_ROW)]
    assert rejected == [(2, "1", "duplicate key"), (3, "2", "duplicate key")]
    assert (row.rows_landed, row.rows_rejected) == (2, 2)


def test_one_row_gives_several_records_and_characteristics(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(
        records=[
            {
                "record": "individual",
                "key": ["NO"],
                "map": {"party_ref": "NO"},
                "characteristics": {
                    "tenure_months": {"column": "TENURE", "type": "integer"},
                    "paperless": {"column": "PAPER", "type": "boolean"},
                    "offer": "OFFER",
                },
            },
            {
                "record": "product",
                "key": ["NO"],
                "part": "phone",
                "only_if": {"column": "VOICE", "equals": "Yes"},
                "map": {"product_ref": {"column": "NO", "suffix": "/phone"}, "product_type": {"value": "landline"}},
            },
            {
                "record": "product",
                "key": ["NO"],
                "part": "internet",
                "only_if": [{"column": "NET", "differs": "No"}, {"column": "NET", "filled": True}],
                "map": {"product_ref": {"column": "NO", "suffix": "/internet"}, "product_type": {"value": "broadband"}},
            },
        ]
    )
    lines = ["NO,TENURE,PAPER,OFFER,VOICE,NET", "1,9,Yes,Offer A,Yes,Cable", "2,70,No,,No,No"]
    row = delivered(declared, written(tmp_path / "c.csv", *lines))
    assert row.records == {"individual": 2, "characteristic": 6, "product": 2}
    assert sorted((each["product_ref"], each["record_key"]) for each in rows_of(warehouse, PRODUCT)) == [
        ("1/internet", "1|internet"),
        ("1/phone", "1|phone"),
    ]
    known = {(each["party_ref"], each["name"]): each for each in rows_of(warehouse, CHARACTERISTIC)}
    assert (known["1", "tenure_months"]["number"], known["1", "tenure_months"]["text"]) == (9.0, "9")
    assert (known["2", "paperless"]["number"], known["2", "paperless"]["text"]) == (0.0, "no")
    assert (known["1", "offer"]["text"], known["1", "offer"]["number"]) == ("Offer A", None)
    assert known["2", "offer"]["text"] is None


def test_a_row_that_gives_no_record_is_rejected_and_not_dropped(warehouse: Warehouse, tmp_path: Path) -> None:
    only = {"record": "individual", "key": ["NO"], "map": CUSTOMER_MAP, "only_if": {"column": "SEX", "equals": "1"}}
    row = delivered(source(records=[only], rejected_share_limit=0.5), written(tmp_path / "c.csv", HEADER, ZHANG, LI))
    assert (row.rows_landed, row.rows_rejected, row.reasons) == (1, 1, {"no record": 1})


def test_rows_with_too_many_or_too_few_fields_are_rejected_in_their_place(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = [HEADER, "9,short", ZHANG, "8,too,long,1,19800102,2026-10-01 08:00:00,more,still more", "7", LI, WANG]
    row = delivered(source(rejected_share_limit=0.6), written(tmp_path / "c.csv", *lines))
    assert [(each["row"], each["full_name"]) for each in rows_of(warehouse, INDIVIDUAL)] == [
        (2, "张伟"),
        (5, "李娜"),
        (6, "王芳"),
    ]
    rejected = [(each["row"], each["reason"], each["content"]) for each in rows_of(warehouse, REJECTED_ROW)]
    assert rejected == [
        (1, "too few columns", "9,short"),
        (3, "too many columns", lines[3]),
        (4, "too few columns", "7"),
    ]
    assert (row.rows_received, row.rows_landed, row.rows_rejected) == (6, 3, 3)


def test_texts_declared_empty_mean_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(source(empty=["N/A", "-"]), written(tmp_path / "c.csv", HEADER, "1,张伟,-,N/A,N/A,"))
    (zhang,) = rows_of(warehouse, INDIVIDUAL)
    assert (zhang["phone"], zhang["gender"], zhang["birth_date"], zhang["updated_at"]) == (None, None, None, None)


def test_the_load_says_until_when_its_data_reaches(warehouse: Warehouse, tmp_path: Path) -> None:
    newer = LI.replace("2026-10-01 08", "2026-10-03 08")
    row = delivered(source(), written(tmp_path / "c.csv", HEADER, ZHANG, newer))
    assert row.data_until is not None
    assert row.data_until.isoformat() == "2026-10-03T00:00:00+00:00"


def test_a_header_without_rows_lands_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    row = delivered(source(), written(tmp_path / "c.csv", HEADER))
    assert (row.state, row.rows_received, row.rows_landed) == ("landed", 0, 0)


def test_a_failed_load_is_tried_again_when_the_file_comes_again(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "c.csv", HEADER, "1,,,,,")
    with pytest.raises(Invalid):
        delivered(source(), file)
    row = delivered(source(rejected_share_limit=1), file)
    assert (row.state, row.error_what, Load.objects.count()) == ("landed", "", 1)


def test_a_missing_file_and_an_unknown_load_are_not_found(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        receive_file(source(), tmp_path / "nowhere.csv")
    with pytest.raises(NotFound, match="no load"):
        load("billing.customers-0-0")


def test_a_received_file_that_vanished_fails_the_load_and_says_so(warehouse: Warehouse, tmp_path: Path) -> None:
    row = receive_file(source(), written(tmp_path / "c.csv", HEADER, ZHANG))
    row.file.unlink()
    with pytest.raises(NotFound, match="is gone"):
        load(row.pk, source=source())
    assert Load.objects.get().state == "failed"
