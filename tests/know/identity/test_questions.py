"""What the policy leaves open is a question only where nothing that is known of both parties says that they are two."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.know.identity.cast import nothing, person, publish_line, publish_persons, rows
from tests.know.identity.policies import publish, telecom
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.know.identity.commands import (
    join_persons,
    refresh_identity,
    touch_persons,
    withdraw_decisions,
)
from tieline.know.identity.pairing import Person
from tieline.know.identity.tables import PAIR

DAY = date(2026, 11, 1)
BY: dict[str, Any] = {"by": "amy", "now": datetime(2026, 11, 1, 9, tzinfo=UTC)}
NUMBER, MAIL = "13800000001", "home@qq.com"
BORN = date(1980, 5, 6)
FATHER = person("billing", "1", full_name="张伟", phone=NUMBER)
DAUGHTER = person("shop", "2", full_name="张娜", phone=NUMBER)
NAMELESS = person("app", "3", phone=NUMBER)
CALLER = person("callcentre", "4", phone=NUMBER)


def pairs(warehouse: Warehouse, *persons: Row) -> dict[tuple[str, str], Row]:
    publish_persons(warehouse, *persons)
    refresh_identity(DAY, nothing)
    return found(warehouse)


def found(warehouse: Warehouse) -> dict[tuple[str, str], Row]:
    return {(row["party_ref"], row["other_party_ref"]): row for row in rows(warehouse, PAIR)}


def test_two_of_a_family_who_share_a_number_are_no_question(warehouse: Warehouse) -> None:
    pair = pairs(warehouse, FATHER, DAUGHTER)["1", "2"]
    assert (pair["proposed"], pair["verdict"]) == ("review", "unlikely")
    assert (pair["party_id"], pair["worth"]) == (None, None)


def test_without_a_ground_in_the_policy_everything_left_open_is_a_question(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    publish(tmp_path, telecom(review=[]))
    assert pairs(warehouse, FATHER, DAUGHTER)["1", "2"]["verdict"] == "review"


def test_a_caller_of_whom_nothing_but_the_number_is_known_is_a_question(warehouse: Warehouse) -> None:
    assert pairs(warehouse, FATHER, CALLER)["1", "4"]["verdict"] == "review"


def test_one_birth_date_under_two_names_is_a_question_unless_the_gender_differs(warehouse: Warehouse) -> None:
    before = person("shop", "2", full_name="李娜", phone=NUMBER, birth_date=BORN, gender="female")
    married = person("store", "5", full_name="王丽", phone=NUMBER, birth_date=BORN, gender="female")
    man = person("store", "5", full_name="王强", phone=NUMBER, birth_date=BORN, gender="male")
    assert pairs(warehouse, before, married)["2", "5"]["verdict"] == "review"
    assert pairs(warehouse, before, man)["2", "5"]["verdict"] == "unlikely"


def test_what_is_known_of_anybody_in_the_party_counts(warehouse: Warehouse) -> None:
    mail = person("store", "5", phone=NUMBER, email=MAIL)
    other = person("shop", "6", full_name="李强", email=MAIL)
    assert pairs(warehouse, FATHER, mail)["1", "5"]["verdict"] == "review"
    assert pairs(warehouse, FATHER, mail, other)["1", "5"]["verdict"] == "unlikely"


def test_a_name_that_agrees_outweighs_another_that_does_not(warehouse: Warehouse) -> None:
    other, namesake = person("shop", "6", full_name="李强"), person("shop", "7", full_name="张伟")
    publish_persons(warehouse, FATHER, CALLER, other, namesake)
    join_persons([Person("callcentre", "4"), Person("shop", "6")], why="his pen name", **BY)
    assert pairs(warehouse, FATHER, CALLER, other, namesake)["1", "4"]["verdict"] == "unlikely"
    join_persons([Person("callcentre", "4"), Person("shop", "7")], why="his own", **BY)
    refresh_identity(DAY, nothing)
    assert found(warehouse)["1", "4"]["verdict"] == "review"


def test_a_name_that_a_person_adds_takes_the_question_away_at_once_and_gives_it_back(warehouse: Warehouse) -> None:
    other = person("shop", "6", full_name="李强")
    before = pairs(warehouse, FATHER, CALLER, other)
    assert before["1", "4"]["verdict"] == "review"
    said = join_persons([Person("callcentre", "4"), Person("shop", "6")], why="he calls from home", **BY)
    touch_persons({each for pair in said for each in pair}, as_of=DAY)
    assert found(warehouse)["1", "4"]["verdict"] == "unlikely"
    at_once = rows(warehouse, PAIR)
    refresh_identity(DAY, nothing)
    assert rows(warehouse, PAIR) == at_once
    undone = withdraw_decisions([pair.pair_id for pair in said], **BY)
    touch_persons({each for pair in undone for each in pair}, as_of=DAY)
    assert found(warehouse) == before


def test_what_a_source_names_as_one_and_could_not_be_is_always_a_question(warehouse: Warehouse) -> None:
    ann = person("app", "1", full_name="Ann Li", same_as_system="shop", same_as_ref="2")
    ben = person("shop", "2", full_name="Ben Wu", same_as_system="web", same_as_ref="3")
    pairs(warehouse, ann, ben, person("web", "3", full_name="Cy Zhao"))
    assert sorted(row["verdict"] for row in found(warehouse).values()) == ["link", "review"]


@pytest.mark.parametrize(("holds", "worth"), [("billing", 3.0), (None, 1.0)])
def test_an_answer_is_worth_three_times_as_much_where_a_customer_is_concerned(
    warehouse: Warehouse, holds: str | None, worth: float
) -> None:
    if holds:
        publish_line(warehouse, holds, "1", "13800000008")
    found = pairs(warehouse, FATHER, DAUGHTER, NAMELESS)
    assert {each: found["3", each]["verdict"] for each in "12"} == {"1": "review", "2": "review"}
    father, daughter = found["3", "1"], found["3", "2"]
    assert (father["accounts"], father["other_accounts"], father["worth"]) == (0, int(bool(holds)), worth)
    assert (daughter["accounts"], daughter["other_accounts"], daughter["worth"]) == (0, 0, 1.0)


def test_what_weight_leaves_open_is_worth_the_more_the_less_sure_it_is(warehouse: Warehouse) -> None:
    found = pairs(warehouse, FATHER, CALLER, person("shop", "8", full_name="张伟", city="杭州市", phone="13800000007"))
    asked = [row for row in found.values() if row["verdict"] == "review"]
    assert asked
    for row in asked:
        assert row["rule"] == "weight"
        assert 0 < row["worth"] < 1
