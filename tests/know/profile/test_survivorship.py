"""Which of several statements about a person is shown, and who said otherwise."""

from typing import Any

import ibis
import pytest

from tests.know.profile.records import AS_OF, day, instant, literal
from tieline.know.ingest.tables import INDIVIDUAL
from tieline.know.profile.survivorship import by_field, statements, survivors

PERSONS = ibis.memtable(
    [
        {"system": system, "party_ref": "1", "customer_id": "w"}
        for system in ("billing", "shop", "store", "app", "callcentre", "zoo", "ant")
    ]
)
NUMBERS = ibis.memtable({"written": ["139"], "e164": ["+86139"]})


def origins(*said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The surviving fields by name, of what systems said about one person."""
    rows = [
        {"party_ref": "1", "source": f"{row['system']}.people", "record_key": str(n), **row}
        for n, row in enumerate(said)
    ]
    told = statements(literal(INDIVIDUAL, rows), PERSONS, NUMBERS, AS_OF)
    return {row["field"]: row for row in survivors(by_field(told)).to_pyarrow().to_pylist()}


def test_a_trusted_system_wins_over_a_newer_one_of_less_trust() -> None:
    city = origins(
        {"system": "shop", "city": "上海", "updated_at": instant("2026-03-01 00:00")},
        {"system": "billing", "city": "杭州", "updated_at": instant("2020-01-01 00:00")},
        {"system": "callcentre", "city": "杭州"},
    )["city"]
    assert (city["value"], city["system"], city["source"]) == ("杭州", "billing", "billing.people")
    assert city["others"] == "shop: 上海", "who agrees is not among the others"


def test_between_equally_trusted_systems_the_newer_wins_and_unknown_age_is_oldest() -> None:
    name = origins(
        {"system": "shop", "full_name": "Old", "updated_at": instant("2025-01-01 00:00")},
        {"system": "store", "full_name": "New", "updated_at": instant("2025-01-02 00:00")},
        {"system": "store", "full_name": "Undated"},
    )["name"]
    assert (name["value"], name["others"]) == ("New", "shop: Old\nstore: Undated")


def test_each_field_has_its_own_order_of_trust() -> None:
    said = [{"system": system, "email": f"{system}@x.cn", "language": "zh"} for system in ("billing", "app")]
    found = origins(*said)
    assert found["email"]["value"] == "app@x.cn"
    assert found["language"]["system"] == "app"


def test_systems_that_no_order_names_come_last_and_ties_are_broken_by_name() -> None:
    found = origins(
        {"system": "zoo", "city": "Z"}, {"system": "ant", "city": "A"}, {"system": "callcentre", "gender": "male"}
    )
    assert (found["city"]["value"], found["city"]["others"]) == ("Z", "ant: A")


def test_empty_text_is_no_statement() -> None:
    found = origins({"system": "billing", "city": "  "}, {"system": "shop", "city": " 杭州 "})
    assert found["city"]["value"] == "杭州"
    assert set(found) == {"city"}


@pytest.mark.parametrize("birth", ["1850-01-01", "2027-01-01"])
def test_an_impossible_birth_date_does_not_survive(birth: str) -> None:
    found = origins(
        {"system": "billing", "birth_date": day(birth)}, {"system": "shop", "birth_date": day("1990-01-01")}
    )
    assert (found["birth_date"]["value"], found["birth_date"]["system"]) == ("1990-01-01", "shop")


def test_a_record_dated_into_the_future_counts_as_undated() -> None:
    name = origins(
        {"system": "shop", "full_name": "Future", "updated_at": instant("2031-01-01 00:00")},
        {"system": "shop", "full_name": "Now", "updated_at": instant("2026-01-01 00:00")},
    )["name"]
    assert name["value"] == "Now"


@pytest.mark.parametrize(
    ("family", "given", "name"), [("王", "小明", "王小明"), ("Smith", "John", "John Smith"), ("Smith", None, "Smith")]
)
def test_a_name_is_composed_in_the_order_of_its_script(family: str, given: str | None, name: str) -> None:
    assert origins({"system": "app", "family_name": family, "given_name": given})["name"]["value"] == name


def test_a_phone_survives_in_e164_and_what_is_no_number_not_at_all() -> None:
    found = origins({"system": "shop", "phone": "call me"}, {"system": "app", "phone": "139"})
    assert (found["phone"]["value"], found["phone"]["system"]) == ("+86139", "app")


def test_a_household_is_told_apart_by_its_system() -> None:
    assert origins({"system": "billing", "household_ref": "H1"})["household_id"]["value"] == "billing:H1"
