"""Who is who: what ties two records together, and what must not."""

from datetime import date
from typing import Any

import pytest

from tests.know.identity.cast import nothing, person, publish_line, publish_persons, rows, together
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.tables import LINK

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)
BORN = date(1980, 5, 6)
STREET = "浙江省杭州市西湖区长江路56号4号楼2303室"

ONE = [["billing/1", "shop/2"]]
TWO = [["billing/1"], ["shop/2"]]


def linked(warehouse: Warehouse, one: dict[str, Any], other: dict[str, Any]) -> list[list[str]]:
    publish_persons(warehouse, person("billing", "1", **one), person("shop", "2", **other))
    refresh_identity(DAY, nothing)
    return together(warehouse)


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ({}, {"same_as_system": "billing", "same_as_ref": "1"}, "cross-reference"),
        (
            {"full_name": "张伟", "phone": "13800000001"},
            {"full_name": "伟 张", "phone": "+86 138-0000-0001"},
            "phone and name",
        ),
        (
            {"full_name": "LI, Ann", "phone": "008613800000001"},
            {"full_name": "Ms Ann Li", "other_phone": "１３８００００００01"},
            "phone and name",
        ),
        (
            {"given_name": "José", "family_name": "García", "phone": "13800000001"},
            {"full_name": "GARCIA JOSE", "phone": "13800000001"},
            "phone and name",
        ),
        (
            {"full_name": "张伟", "email": "Zhang.Wei@QQ.com"},
            {"full_name": "张伟先生", "email": "zhang.wei@qq.com "},
            "e-mail and name",
        ),
        (
            {"full_name": "张伟", "phone": "13800000001", "email": "z@qq.com"},
            {"full_name": "Jason Zhang", "phone": "13800000001", "email": "z@qq.com"},
            "phone and e-mail",
        ),
        (
            {"full_name": "张伟", "address": STREET},
            {"full_name": "张伟", "address": "西湖区 长江路56号4号楼2303室"},
            "name and address",
        ),
        (
            {"full_name": "许强勇", "phone": "13800000001"},
            {"full_name": "Xu Qiangyong", "phone": "13800000001"},
            "phone and sound of the name",
        ),
        (
            {"full_name": "黄云磊", "phone": "13800000001"},
            {"full_name": "黄芸磊", "phone": "13800000001"},
            "phone and sound of the name",
        ),
        (
            {"full_name": "曾吕", "address": STREET},
            {"full_name": "Lyu Zeng", "address": STREET},
            "sound of the name and address",
        ),
        (
            {"phone": "13800000001", "birth_date": BORN},
            {"full_name": "张伟", "phone": "13800000001", "birth_date": BORN},
            "phone and birth date",
        ),
        (
            {"full_name": "张伟", "address": STREET, "birth_date": BORN},
            {"full_name": "Jason Zhang", "address": STREET, "birth_date": BORN},
            "birth date and address",
        ),
        ({"full_name": "张伟", "email": "z@qq.com"}, {"email": "z@qq.com"}, "e-mail"),
    ],
)
def test_two_kinds_of_agreement_tie(
    warehouse: Warehouse, one: dict[str, Any], other: dict[str, Any], rule: str
) -> None:
    assert linked(warehouse, one, other) == ONE
    assert {row["rule"] for row in rows(warehouse, LINK)} == {rule}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"full_name": "张伟", "phone": "13800000001"}, {"full_name": "李娜", "phone": "13800000001"}),
        ({"full_name": "张伟", "phone": "13800000001"}, {"phone": "13800000001"}),
        ({"phone": "13800000001"}, {"phone": "13800000001"}),
        ({"full_name": "张伟", "phone": "13800000001"}, {"full_name": "李先生", "phone": "13800000001"}),
        (
            {"full_name": "张伟", "phone": "13800000001", "gender": "male"},
            {"full_name": "张女士", "phone": "13800000001"},
        ),
        ({"full_name": "张伟"}, {"full_name": "张伟"}),
        ({"full_name": "张伟", "birth_date": BORN}, {"full_name": "张伟", "birth_date": BORN}),
        ({"full_name": "张伟", "email": "shared@qq.com"}, {"full_name": "李娜", "email": "shared@qq.com"}),
        ({"full_name": "张伟", "phone": "none"}, {"full_name": "张伟", "phone": "none"}),
        ({"full_name": "张伟", "address": "杭州市"}, {"full_name": "张伟", "address": "杭州市"}),
        ({}, {"same_as_system": "billing", "same_as_ref": "unknown"}),
        ({}, {"same_as_ref": "1"}),
    ],
)
def test_one_kind_of_agreement_does_not(warehouse: Warehouse, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert linked(warehouse, one, other) == TWO


def test_a_mother_and_a_daughter_of_one_name_stay_two(warehouse: Warehouse) -> None:
    known = {"full_name": "Anna Ivanov", "phone": "13800000001", "address": STREET}
    mother, daughter = known | {"birth_date": date(1979, 7, 21)}, known | {"birth_date": date(2010, 2, 3)}
    assert linked(warehouse, mother, daughter) == TWO


@pytest.mark.parametrize("typed", [date(1980, 5, 7), date(1980, 6, 5), date(1981, 5, 6)])
def test_a_typing_error_in_a_birth_date_does_not_part(warehouse: Warehouse, typed: date) -> None:
    known = {"full_name": "张伟", "phone": "13800000001"}
    assert linked(warehouse, known | {"birth_date": BORN}, known | {"birth_date": typed}) == ONE


def test_the_number_of_a_line_that_a_person_pays_for_is_one_of_theirs(warehouse: Warehouse) -> None:
    publish_line(warehouse, "billing", "1", "13900000009")
    known = {"full_name": "张伟", "phone": "13800000001"}
    assert linked(warehouse, known, {"full_name": "张伟", "phone": "13900000009"}) == ONE


def test_links_reach_over_several_systems(warehouse: Warehouse) -> None:
    publish_persons(
        warehouse,
        person("app", "a", full_name="Ann Li", phone="13800000001"),
        person("billing", "b", full_name="Ann Li", phone="13800000001", email="ann@li.cn"),
        person("shop", "s", full_name="Ann Li", email="ann@li.cn"),
        person("store", "t", same_as_system="shop", same_as_ref="s"),
        person("call", "c", full_name="Bo Li", phone="13800000001"),
    )
    refresh_identity(DAY, nothing)
    assert together(warehouse) == [["app/a", "billing/b", "shop/s", "store/t"], ["call/c"]]


def test_a_long_chain_is_one_party(warehouse: Warehouse) -> None:
    chain = [person("s", f"{n:03}", same_as_system="s", same_as_ref=f"{n + 1:03}") for n in range(60)]
    publish_persons(warehouse, *reversed(chain), person("s", "060"), person("s", "alone"))
    refresh_identity(DAY, nothing)
    assert [len(found) for found in together(warehouse)] == [61, 1]


def test_a_placeholder_that_everybody_has_ties_nobody(warehouse: Warehouse) -> None:
    publish_persons(warehouse, *(person("shop", f"{n}", full_name="Walk In", phone="13800000000") for n in range(40)))
    refresh_identity(DAY, nothing)
    assert len(together(warehouse)) == 40


def test_the_evidence_names_what_agreed(warehouse: Warehouse) -> None:
    linked(warehouse, {"full_name": "Ann Li", "phone": "13800000001"}, {"full_name": "Li Ann", "phone": "13800000001"})
    assert {row["evidence"] for row in rows(warehouse, LINK)} == {"+8613800000001 · ann li"}
