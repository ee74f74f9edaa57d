"""Calculated fields: FEEL over the columns of a row; nothing that a definition says reaches the engine as text."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.know.ingest.deliveries import delivered, rows_of, source, written
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Definitions
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.definitions import Source, check
from tieline.know.ingest.definitions.cells import Cell
from tieline.know.ingest.tables import CHARACTERISTIC, CUSTOMER_BILL, INDIVIDUAL, REJECTED_ROW

pytestmark = pytest.mark.django_db

FEN = {"column": "AMT_FEN", "type": "number"}


def bills(**fields: Any) -> Source:
    record = {"record": "customer_bill", "key": ["BILL"], "map": {"bill_ref": "BILL", **fields}}
    return source(key="billing.bills", records=[record], rejected_share_limit=0.9)


def persons(key: str = "a.b", **fields: Any) -> Source:
    record = {"record": "individual", "key": ["NO"], "map": {"party_ref": "NO", **fields}}
    return source(key=key, records=[record], rejected_share_limit=0.9)


def landed(warehouse: Warehouse, declared: Source, path: Path, *lines: str) -> list[dict[str, Any]]:
    check([declared], Definitions())
    load = delivered(declared, written(path / "c.csv", *lines))
    table = CUSTOMER_BILL if declared.key == "billing.bills" else INDIVIDUAL
    return [row for row in rows_of(warehouse, table) if row["load_id"] == load.pk]


def test_a_number_is_calculated_from_a_typed_column(warehouse: Warehouse, tmp_path: Path) -> None:
    amount = {"feel": "if fen = null then null else fen / 100", "inputs": {"fen": FEN}}
    rows = landed(warehouse, bills(amount=amount), tmp_path, "BILL,AMT_FEN", "1,9900", "2,", "3,x")
    assert [(row["bill_ref"], row["amount"]) for row in rows] == [("1", 99.0), ("2", None)]
    (rejected,) = rows_of(warehouse, REJECTED_ROW)
    assert (rejected["row"], rejected["field"], rejected["value"], rejected["reason"]) == (
        3, "AMT_FEN", "x", "not a number",
    )  # fmt: skip


def test_a_calculated_text_is_trimmed_and_an_empty_one_is_none(warehouse: Warehouse, tmp_path: Path) -> None:
    rows = landed(warehouse, persons(city={"feel": '" " + CITY + " "'}), tmp_path, "NO,CITY", "1,杭州", "2,")
    assert [(row["party_ref"], row["city"]) for row in rows] == [("1", "杭州"), ("2", None)]


def test_columns_named_in_the_expression_are_their_trimmed_text(warehouse: Warehouse, tmp_path: Path) -> None:
    name = {"feel": 'if TITLE = "Dr" then TITLE + " " + NAME else NAME'}
    rows = landed(warehouse, persons(full_name=name), tmp_path, "NO,TITLE,NAME", "1,Dr ,Li", "2,,Wang", "3,Dr,")
    assert [row["full_name"] for row in rows] == ["Dr Li", "Wang", None]


def test_codes_dates_and_units_of_inputs_are_read_before_the_expression_is(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    inputs = {
        "began": {"column": "开始日期", "type": "date", "format": "%Y%m%d"},
        "kind": {"column": "K", "codes": {"1": "monthly", "2": "yearly"}},
        "minutes": {"column": "SECS", "type": "number", "unit": "seconds", "to": "minutes"},
    }
    fields = {
        "due_on": {"feel": 'if kind = "monthly" then began + duration("P14D") else began', "inputs": inputs},
        "amount": {"feel": "decimal(minutes * 0.1, 2)", "inputs": inputs, "minimum": 0.5},
    }
    lines = ["BILL,开始日期,K,SECS", "a,20260131,1,600", "b,20260131,2,1200", "c,20260230,1,600", "d,20260131,9,60"]
    rows = landed(warehouse, bills(**fields), tmp_path, *lines)
    assert [(row["bill_ref"], row["due_on"], row["amount"]) for row in rows] == [
        ("a", date(2026, 2, 14), 1.0),
        ("b", date(2026, 1, 31), 2.0),
    ]
    found = {(row["row"], row["reason"]) for row in rows_of(warehouse, REJECTED_ROW)}
    assert found == {(3, "not a date"), (4, "unknown code"), (4, "out of range")}


def test_whole_numbers_instants_and_yes_or_no_are_calculated(warehouse: Warehouse, tmp_path: Path) -> None:
    record = {
        "record": "individual",
        "key": ["NO"],
        "map": {
            "party_ref": "NO",
            "updated_at": {"feel": "at", "inputs": {"at": {"column": "AT", "type": "timestamp"}}},
        },
        "characteristics": {
            "half": {"feel": "n / 2", "inputs": {"n": {"column": "N", "type": "number"}}, "type": "integer"},
            "long": {"feel": "string length(NAME) > 3", "type": "boolean"},
        },
    }
    declared = source(records=[record], rejected_share_limit=0.9, time_zone="Asia/Shanghai")
    landed(warehouse, declared, tmp_path, "NO,NAME,N,AT", "1,Wang,4,2026-01-01 08:00:00", "2,Li,3,2026-01-01 08:00:00")
    assert [row["updated_at"] for row in rows_of(warehouse, INDIVIDUAL)] == [datetime(2026, 1, 1)]  # noqa: DTZ001 - stored in UTC
    found = {row["name"]: (row["text"], row["number"]) for row in rows_of(warehouse, CHARACTERISTIC)}
    assert found == {"half": ("2", 2.0), "long": ("yes", 1.0)}
    assert [(row["row"], row["field"], row["reason"]) for row in rows_of(warehouse, REJECTED_ROW)] == [
        (2, "N", "not a whole number")
    ]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"feel": "now()"}, "would give another record each time"),
        ({"feel": 'days since(date("2026-01-01"))'}, "would give another record each time"),
        ({"feel": "NAME *"}, "ends too early"),
        ({"feel": "NAME * 2"}, "cannot join a string and a number"),
        ({"feel": "system(NAME)"}, "system"),
        ({"feel": "NAME; DROP TABLE ingest.individual"}, "line 1, column 5"),
        ({"feel": '"a" || NAME'}, "line 1"),
        ({"feel": "NAME", "column": "NAME"}, "exactly one of column, value, join and feel"),
        ({"feel": "NAME", "prefix": "x"}, "say it of an input"),
        ({"feel": "a", "inputs": {"a": {"feel": "NAME"}}}, "in one expression"),
        ({"feel": "a", "inputs": {'a"; --': "NAME"}}, "inputs"),
        ({"column": "NAME", "inputs": {"a": "NAME"}}, "inputs belong to feel"),
        ({"feel": "1", "type": "text"}, "gives a number, not a text"),
    ],
)
def test_what_cannot_be_calculated_is_refused_when_it_is_read(said: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError) as error:
        Cell.model_validate(said)
    assert what in str(error.value)


def test_a_calculation_of_another_type_than_the_field_is_refused() -> None:
    with pytest.raises(Invalid, match="'birth_date' is date, but is calculated as a string"):
        check([persons(birth_date={"feel": "NO"})], Definitions())
    record = {
        "record": "individual",
        "key": ["NO"],
        "map": {"party_ref": "NO"},
        "characteristics": {"n": {"feel": "1"}},
    }
    with pytest.raises(Invalid, match="'n' is text, but is calculated as a number"):
        check([source(records=[record])], Definitions())


def test_a_column_that_only_an_expression_names_must_be_in_the_file(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="The file has no column 'NAMES'") as error:
        landed(warehouse, persons(full_name={"feel": "NAMES"}), tmp_path, "NO,NAME", "1,Li")
    assert "Did you mean 'NAME'?" in error.value.do


HOSTILE = [
    "x'; DROP SCHEMA ingest CASCADE; --",
    'y"; DROP SCHEMA ingest CASCADE; --',
    "z) UNION SELECT 1 --",
    "{0}",
    "\\",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_sql_in_a_mapping_is_a_name_or_a_value_and_nothing_else(
    warehouse: Warehouse, tmp_path: Path, hostile: str
) -> None:
    quoted = hostile.replace('"', '""')
    text = hostile.replace("\\", "\\\\").replace('"', '\\"')
    fields = {
        "full_name": {"column": hostile, "codes": {hostile: hostile}, "unknown": "keep"},
        "given_name": {"value": hostile},
        "family_name": {"join": [hostile, "NO"], "with": hostile, "prefix": hostile, "suffix": hostile},
        "email": {"feel": f'"{text}" + NO'},
        "address": {"feel": "a", "inputs": {"a": {"column": hostile}}},
        "city": {"column": "NO", "matches": r"\d+|'; DROP SCHEMA ingest; --"},
    }
    record = {
        "record": "individual",
        "key": ["NO", hostile],
        "part": hostile,
        "only_if": {"column": hostile, "differs": ["'; DROP"]},
        "map": {"party_ref": "NO", **fields},
        "characteristics": {hostile: hostile},
    }
    checks = [
        {"check": "required", "columns": [hostile], "name": hostile},
        {"check": "unique", "columns": ["NO", hostile]},
        {"check": "format", "column": hostile, "pattern": ".*|'; DROP SCHEMA ingest; --"},
        {"check": "reference", "column": hostile, "record": "individual", "field": "full_name", "verdict": "warn"},
    ]
    declared = source(records=[record], empty=["'; DROP"], checks=checks)
    check([declared], Definitions())
    delivered(declared, written(tmp_path / "c.csv", f'NO,"{quoted}"', f'1,"{quoted}"'))
    (row,) = rows_of(warehouse, INDIVIDUAL)
    assert (row["full_name"], row["given_name"], row["address"], row["email"]) == (
        hostile,
        hostile,
        hostile,
        f"{hostile}1",
    )
    assert row["family_name"] == f"{hostile}{hostile}{hostile}1{hostile}"
    assert [(each["name"], each["text"]) for each in rows_of(warehouse, CHARACTERISTIC)] == [(hostile, hostile)]
