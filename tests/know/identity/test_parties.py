"""Parties keep their ids; contact points are rows of their own; the stage may run twice."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.know.identity.cast import nothing, parties, person, publish_line, publish_persons, rows
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.tables import CONTACT_POINT, HOLDING, HOUSEHOLD, LINK, PARTY

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
ANN: dict[str, Any] = {"full_name": "Ann Li", "phone": "13800000001"}


def run(warehouse: Warehouse, day: date, *persons: dict[str, Any]) -> dict[str, str]:
    publish_persons(warehouse, *persons)
    refresh_identity(day, nothing)
    return parties(warehouse)


def tables(warehouse: Warehouse) -> list[list[dict[str, Any]]]:
    return [rows(warehouse, table) for table in (LINK, PARTY, CONTACT_POINT)]


def test_twice_gives_the_same_tables(warehouse: Warehouse) -> None:
    persons = [person("billing", "1", **ANN), person("shop", "2", **ANN), person("app", "3")]
    run(warehouse, MONDAY, *persons)
    before = tables(warehouse)
    run(warehouse, MONDAY, *persons)
    assert tables(warehouse) == before
    run(warehouse, TUESDAY, *reversed(persons))
    assert tables(warehouse) == before


def test_a_party_keeps_its_id_when_a_person_joins_whose_name_comes_first(warehouse: Warehouse) -> None:
    first = run(warehouse, MONDAY, person("shop", "9", **ANN))
    second = run(warehouse, TUESDAY, person("app", "1", **ANN), person("shop", "9", **ANN))
    assert second == {"app/1": first["shop/9"], "shop/9": first["shop/9"]}
    (party,) = rows(warehouse, PARTY)
    assert (party["since"], party["persons"], party["now"]) == (MONDAY, 2, party["party_id"])


def test_when_two_parties_become_one_the_younger_points_to_the_older(warehouse: Warehouse) -> None:
    old = run(warehouse, MONDAY, person("shop", "9", **ANN))["shop/9"]
    young = run(warehouse, TUESDAY, person("app", "1", full_name="Ann Li"), person("shop", "9", **ANN))["app/1"]
    assert young != old
    merged = run(warehouse, TUESDAY, person("app", "1", **ANN), person("shop", "9", **ANN))
    assert set(merged.values()) == {old}
    assert [(row["party_id"], row["persons"], row["now"]) for row in rows(warehouse, PARTY)] == sorted(
        [(old, 2, old), (young, 0, old)]
    )


def test_a_merge_that_is_undone_gives_each_part_the_id_it_would_have_had_without_it(warehouse: Warehouse) -> None:
    alone = {"full_name": "Ann Li"}
    run(warehouse, MONDAY, person("app", "1", **ANN), person("shop", "2", **ANN), person("web", "3", **ANN))
    apart = run(warehouse, TUESDAY, person("app", "1", **alone), person("shop", "2", **ANN), person("web", "3", **ANN))
    warehouse.publish(LINK, warehouse.table(LINK).limit(0))
    warehouse.publish(PARTY, warehouse.table(PARTY).limit(0))
    never = run(warehouse, MONDAY, person("app", "1", **alone), person("shop", "2", **ANN), person("web", "3", **ANN))
    assert apart == never
    assert len(set(apart.values())) == 2


def test_an_id_whose_person_is_gone_stays_with_the_greatest_part_of_the_party(warehouse: Warehouse) -> None:
    one = run(warehouse, MONDAY, person("app", "1", **ANN), person("shop", "2", **ANN), person("web", "3", **ANN))
    assert set(run(warehouse, TUESDAY, person("shop", "2", **ANN), person("web", "3", **ANN)).values()) == {
        one["app/1"]
    }
    again = run(warehouse, TUESDAY, person("shop", "2", **ANN), person("web", "3", full_name="Ann Li"))
    assert again["shop/2"] == one["app/1"] != again["web/3"]


def test_an_id_of_long_ago_leads_to_the_party_of_now_through_every_merge(warehouse: Warehouse) -> None:
    first = run(warehouse, MONDAY, person("app", "1", full_name="Ann Li"), person("shop", "2", **ANN))
    run(warehouse, TUESDAY, person("app", "1", **ANN), person("shop", "2", **ANN))
    merged = run(warehouse, TUESDAY, person("app", "0", **ANN), person("app", "1", **ANN), person("shop", "2", **ANN))
    now = {row["party_id"]: row["now"] for row in rows(warehouse, PARTY)}
    assert {now[first["app/1"]], now[first["shop/2"]]} == set(merged.values())
    assert len(set(merged.values())) == 1


def test_contact_points_are_folded_and_name_who_knows_them(warehouse: Warehouse) -> None:
    at = datetime.fromisoformat("2026-10-01 08:00:00")
    run(
        warehouse,
        MONDAY,
        person("billing", "1", **ANN, other_phone="021 5555 0001", email="Ann@Li.cn", updated_at=at),
        person("shop", "2", full_name="Ann Li", phone="+86 138 0000 0001", address=" 长江路56号4号楼2303室 "),
    )
    found = [
        (row["medium"], row["value"], row["systems"], row["observed_at"]) for row in rows(warehouse, CONTACT_POINT)
    ]
    assert found == [
        ("address", "长江路56号4号楼2303室", "shop", None),
        ("email", "ann@li.cn", "billing", at),
        ("phone", "+8613800000001", "billing, shop", at),
        ("phone", "+862155550001", "billing", at),
    ]


def test_nobody_gives_no_party(warehouse: Warehouse) -> None:
    assert run(warehouse, MONDAY) == {}


def test_the_stage_reports_persons_parties_and_rules(warehouse: Warehouse) -> None:
    publish_persons(warehouse, person("billing", "1", **ANN), person("shop", "2", **ANN), person("app", "3"))
    result = refresh_identity(MONDAY, nothing)
    assert (result.rows_in, result.rows_out) == (3, 3)
    assert (result.report["persons"], result.report["parties"]) == (3, 2)
    assert result.report["persons by rule"] == {"alone": 1, "phone and name": 2}
    assert result.report["pairs by verdict"] == {"link": 1}
    assert result.report["rules"]["phone and name"] == {
        "pairs": 1,
        "placeholders": 0,
        "persons of placeholders": 0,
    }


def test_contact_points_say_how_they_are_verified_and_since_when_they_are_known(warehouse: Warehouse) -> None:
    first, later = datetime.fromisoformat("2026-01-01 08:00:00"), datetime.fromisoformat("2026-10-01 08:00:00")
    publish_line(warehouse, "billing", "1", "13800000001")
    run(
        warehouse,
        MONDAY,
        person("billing", "1", **ANN, updated_at=first),
        person("app", "2", **ANN, updated_at=later),
        person("shop", "3", full_name="Ann Li", phone="13800000001", other_phone="13900000002", updated_at=first),
    )
    found = {row["value"]: row for row in rows(warehouse, CONTACT_POINT)}
    line, written = found["+8613800000001"], found["+8613900000002"]
    assert (line["verified_by"], line["verified_in"], line["systems"]) == (
        "service",
        "app, billing",
        "app, billing, shop",
    )
    assert (line["first_observed_at"], line["observed_at"]) == (first, later)
    assert (written["verified_by"], written["verified_in"], written["systems"]) == (None, None, "shop")


def test_a_line_hangs_under_its_account_its_party_and_the_household_that_a_source_declares(
    warehouse: Warehouse,
) -> None:
    publish_line(warehouse, "billing", "1", "13800000001")
    home = {"household_ref": "F1"}
    who = run(warehouse, MONDAY, person("billing", "1", **ANN, **home), person("billing", "2", **home))
    members = rows(warehouse, HOUSEHOLD)
    assert {row["party_id"] for row in members} == set(who.values())
    (household,) = {row["household_id"] for row in members}
    (line,) = rows(warehouse, HOLDING)
    assert (line["account_ref"], line["product_ref"], line["phone"]) == ("A", "P", "+8613800000001")
    assert (line["party_id"], line["household_id"]) == (who["billing/1"], household)
