"""Somebody without a whole name joins the one party that he fits; a shared number never makes one of two people."""

from datetime import date

import pytest

from tests.know.identity.cast import nothing, person, publish_line, publish_persons, rows, together
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.tables import PAIR

DAY = date(2026, 11, 1)
NUMBER = "13800000001"
FATHER = person("billing", "1", full_name="张伟", phone=NUMBER, gender="male")
DAUGHTER = person("shop", "2", full_name="张娜", phone=NUMBER, gender="female")
NAMELESS = person("app", "3", phone=NUMBER)


def linked(warehouse: Warehouse, *persons: Row) -> list[list[str]]:
    publish_persons(warehouse, *persons)
    refresh_identity(DAY, nothing)
    return together(warehouse)


def verdicts(warehouse: Warehouse) -> dict[tuple[str, str], str]:
    return {(row["party_ref"], row["other_party_ref"]): row["verdict"] for row in rows(warehouse, PAIR)}


def test_an_app_account_without_a_name_is_who_alone_has_its_verified_number(warehouse: Warehouse) -> None:
    assert linked(warehouse, FATHER, NAMELESS) == [["app/3", "billing/1"]]


def test_where_two_have_the_number_it_is_nobody_and_a_person_looks(warehouse: Warehouse) -> None:
    assert linked(warehouse, FATHER, DAUGHTER, NAMELESS) == [["app/3"], ["billing/1"], ["shop/2"]]
    found = verdicts(warehouse)
    assert (found["3", "1"], found["3", "2"]) == ("review", "review")


def test_where_one_of_two_holds_the_line_it_is_that_one(warehouse: Warehouse) -> None:
    publish_line(warehouse, "billing", "1", NUMBER)
    assert linked(warehouse, FATHER, DAUGHTER, NAMELESS) == [["app/3", "billing/1"], ["shop/2"]]
    assert verdicts(warehouse)["3", "2"] == "apart"


def test_a_number_that_nobody_has_verified_does_not_tell_who_calls(warehouse: Warehouse) -> None:
    caller = person("callcentre", "3", phone=NUMBER)
    assert linked(warehouse, FATHER, caller) == [["billing/1"], ["callcentre/3"]]


def test_a_caller_of_whom_the_family_name_was_noted_is_the_one_of_that_name_and_gender(warehouse: Warehouse) -> None:
    caller = person("callcentre", "3", full_name="张先生", phone=NUMBER)
    assert linked(warehouse, FATHER, DAUGHTER, caller) == [["billing/1", "callcentre/3"], ["shop/2"]]


@pytest.mark.parametrize("name", ["李先生", "张女士"])
def test_another_name_or_gender_stays_another(warehouse: Warehouse, name: str) -> None:
    caller = person("callcentre", "3", full_name=name, phone=NUMBER)
    assert linked(warehouse, FATHER, caller) == [["billing/1"], ["callcentre/3"]]


def test_two_people_never_become_one_through_somebody_without_a_name(warehouse: Warehouse) -> None:
    mail = person("store", "4", phone=NUMBER, email="home@qq.com")
    father, daughter = FATHER | {"email": "home@qq.com"}, DAUGHTER | {"email": "home@qq.com"}
    found = linked(warehouse, father, daughter, mail, NAMELESS)
    assert not any({"billing/1", "shop/2"} <= set(party) for party in found)


def test_birth_dates_that_contradict_cut_the_weakest_tie_of_a_chain(warehouse: Warehouse) -> None:
    mother = person("billing", "1", full_name="Anna Ivanov", phone="13800000001", birth_date=date(1979, 7, 21))
    between = person("shop", "2", full_name="Anna Ivanov", phone="13800000001", other_phone="13800000002")
    child = person("app", "3", full_name="Anna Ivanov", phone="13800000002", birth_date=date(2010, 2, 3))
    found = linked(warehouse, mother, between, child)
    assert not any({"billing/1", "app/3"} <= set(party) for party in found)
    assert len(found) == 2
    assert set(verdicts(warehouse).values()) == {"link", "unlikely"}
