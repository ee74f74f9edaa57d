"""What a customer takes along: a data package whose files say the same, without what the operator concluded."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any

from tieline.foundation.privacy.portable import described, portable_file, taken_along
from tieline.know.profile import tables
from tieline.know.profile.portable import NOT_PORTABLE, PORTABLE

KNOWN: dict[str, list[dict[str, Any]]] = {
    "profile.customer": [
        {"customer_id": "C1", "name": "=1+1", "phone": None, "birth_date": date(1990, 5, 1), "monthly_fee": 59.0}
    ],
    "profile.line": [{"product_ref": "P1", "monthly_fee": 59.5, "device_5g": True}],
    "profile.contact": [{"kind": "work", "text": "ask again"}, {"kind": "search", "text": "5g", "handled_by": "li"}],
    "tags.customer_tag": [{"customer_id": "C1", "at_risk": True}],
}


def test_the_files_say_the_same_and_hold_neither_conclusions_nor_work_of_the_operator() -> None:
    packed = portable_file("R-1", taken_along(KNOWN, PORTABLE), ["document"])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        data = json.loads(archive.read("data.json"))
        layout = json.loads(archive.read("datapackage.json"))
        (person,) = csv.DictReader(io.StringIO(archive.read("provided/person.csv").decode("utf-8-sig")))
        (handset,) = csv.DictReader(io.StringIO(archive.read("observed/handsets.csv").decode("utf-8-sig")))
        said = archive.read("README.txt").decode()
    assert list(data) == ["provided/person", "provided/lines", "observed/handsets", "observed/contacts"]
    assert (person["name"], person["birth_date"], person["phone"]) == ("'=1+1", "1990-05-01", "")
    assert data["provided/person"][0]["name"] == "=1+1"
    assert handset == {"product_ref": "P1", "device": "", "device_5g": "true"}
    assert [each["text"] for each in data["observed/contacts"]] == ["5g"]
    assert "handled_by" not in data["observed/contacts"][0]
    assert (layout["withheld"], "证件号码" in said, "numbers of identity documents" in said) == (
        ["document"],
        True,
        True,
    )


def test_the_description_names_every_column_with_its_type() -> None:
    layout = described("R-1", taken_along(KNOWN, PORTABLE), [])
    (lines,) = [each for each in layout["resources"] if each["path"] == "provided/lines.csv"]
    types = {each["name"]: each["type"] for each in lines["schema"]["fields"]}
    assert (types["started_on"], types["monthly_fee"], types["product_ref"]) == ("date", "number", "string")
    assert all(each["description"] for each in lines["schema"]["fields"])


def test_of_every_table_of_a_customer_it_is_said_whether_it_is_taken_along() -> None:
    said = {each.table.full_name for each in PORTABLE} | {table.full_name for table in NOT_PORTABLE}
    own = [value for value in vars(tables).values() if hasattr(value, "full_name") and value.subject]
    assert {table.full_name for table in own} == said
