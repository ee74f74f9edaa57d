"""A person's word on who is one and who is not: it holds at once and in every later run, and can be taken back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.know.identity.cast import nothing, parties, person, publish_persons, rows, together
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.know.identity.commands import (
    confirm_pair,
    join_persons,
    refresh_identity,
    refuse_pair,
    split_party,
    touch_persons,
    withdraw_decisions,
)
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Pair, Person, pair_of
from tieline.know.identity.tables import CONTACT_POINT, HOLDING, HOUSEHOLD, LINK, PAIR, PARTY

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANN: dict[str, Any] = {"full_name": "Ann Li", "phone": "13800000001"}
BEN: dict[str, Any] = {"full_name": "Ben Wu", "phone": "13800000002"}
APP, SHOP, WEB = Person("app", "1"), Person("shop", "2"), Person("web", "3")
BY: dict[str, Any] = {"by": "amy", "now": NOW}


def run(warehouse: Warehouse, *persons: Row, day: date = DAY) -> None:
    publish_persons(warehouse, *persons)
    refresh_identity(day, nothing)


def follow(*pairs: Pair) -> None:
    touch_persons({each for pair in pairs for each in pair}, as_of=DAY)


def everything(warehouse: Warehouse) -> list[list[Row]]:
    return [rows(warehouse, table) for table in (LINK, PARTY, PAIR, CONTACT_POINT, HOUSEHOLD, HOLDING)]


def holds_in_later_runs(warehouse: Warehouse) -> list[list[str]]:
    """The parties now, which are those of a run over everybody, in all tables."""
    at_once = everything(warehouse)
    refresh_identity(DAY, nothing)
    assert everything(warehouse) == at_once
    return together(warehouse)


def test_two_who_were_never_compared_become_one_by_a_persons_word(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **BEN), person("web", "3", **BEN))
    follow(*join_persons([SHOP, APP], why="Ben is Ann's pen name", **BY))
    assert holds_in_later_runs(warehouse) == [["app/1", "shop/2", "web/3"]]
    links = {row["system"]: row for row in rows(warehouse, LINK)}
    assert (links["app"]["rule"], links["app"]["decided_by"]) == ("decision", "amy")
    assert links["app"]["evidence"] == "Ben is Ann's pen name"
    (pair,) = Decision.objects.all()
    assert (pair.pair_id, pair.decided_by, pair.decided_at) == (pair_of(APP, SHOP).pair_id, "amy", NOW)


def test_a_pair_that_was_said_apart_is_two_although_the_rule_ties_it(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **ANN))
    follow(*refuse_pair(pair_of(APP, SHOP).pair_id, why="twins", **BY))
    assert holds_in_later_runs(warehouse) == [["app/1"], ["shop/2"]]
    assert [row["verdict"] for row in rows(warehouse, PAIR)] == ["apart"]


def test_a_pair_that_was_confirmed_stays_one_when_nothing_ties_it_any_more(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **ANN))
    confirm_pair(pair_of(APP, SHOP).pair_id, **BY)
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **BEN))
    assert together(warehouse) == [["app/1", "shop/2"]]


def test_apart_wins_over_a_chain_of_ties_and_the_stronger_tie_decides_who_stays(warehouse: Warehouse) -> None:
    persons = [person("app", "1", **ANN), person("shop", "2", **ANN), person("web", "3", **ANN)]
    run(warehouse, *persons)
    follow(*refuse_pair(pair_of(APP, WEB).pair_id, why="", **BY))
    assert holds_in_later_runs(warehouse) == [["app/1", "shop/2"], ["web/3"]]
    follow(*confirm_pair(pair_of(SHOP, WEB).pair_id, why="", **BY))
    assert holds_in_later_runs(warehouse) == [["app/1"], ["shop/2", "web/3"]]


def test_a_split_parts_the_chosen_from_each_of_the_others_and_outlives_new_records(warehouse: Warehouse) -> None:
    persons = [person("app", "1", **ANN), person("shop", "2", **ANN), person("web", "3", **ANN)]
    run(warehouse, *persons)
    pairs = split_party(parties(warehouse)["app/1"], [WEB], why="the son", **BY)
    assert pairs == [pair_of(APP, WEB), pair_of(SHOP, WEB)]
    follow(*pairs)
    assert holds_in_later_runs(warehouse) == [["app/1", "shop/2"], ["web/3"]]
    run(warehouse, *persons, person("zoo", "4", **ANN))
    joined = together(warehouse)
    assert not any({"app/1", "web/3"} <= set(party) or {"shop/2", "web/3"} <= set(party) for party in joined)


def test_a_split_gives_the_ids_and_contact_points_as_if_the_merge_had_never_been(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", full_name="Ann Li"), person("shop", "2", **ANN))
    never = everything(warehouse)[3], parties(warehouse)
    follow(*join_persons([APP, SHOP], why="same name", **BY))
    assert len(set(parties(warehouse).values())) == 1
    follow(*split_party(parties(warehouse)["app/1"], [SHOP], why="no", **BY))
    assert (everything(warehouse)[3], parties(warehouse)) == never
    assert {row["party_id"]: row["now"] for row in rows(warehouse, PARTY)} == {each: each for each in never[1].values()}


def test_what_was_said_can_be_taken_back_and_the_policy_decides_again(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **ANN))
    before = everything(warehouse)
    pairs = refuse_pair(pair_of(APP, SHOP).pair_id, **BY)
    follow(*pairs)
    assert everything(warehouse)[0] != before[0]
    undone = withdraw_decisions([pair.pair_id for pair in pairs], **BY)
    follow(*undone)
    assert everything(warehouse)[0] == before[0]
    assert everything(warehouse)[2:] == before[2:]
    assert withdraw_decisions([pair.pair_id for pair in pairs], **BY) == []


def test_the_second_time_nothing_happens_and_each_word_is_in_the_change_log(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **ANN))
    pair_id = pair_of(APP, SHOP).pair_id
    assert refuse_pair(pair_id, why="twins", **BY) == [pair_of(APP, SHOP)]
    assert refuse_pair(pair_id, why="twins", **BY) == []
    confirm_pair(pair_id, why="no, one", **BY)
    withdraw_decisions([pair_id], **BY)
    logged = list(Change.objects.filter(object_kind="pair").order_by("sequence"))
    assert [change.command for change in logged] == ["refuse_pair", "confirm_pair", "withdraw_decisions"]
    assert [change.user for change in logged] == ["amy"] * 3
    assert "twins" in logged[1].before
    assert logged[1].reason == "no, one"


def test_words_that_cannot_all_be_true_are_refused_by_name(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **ANN), person("web", "3", **ANN))
    one, two, three = (pair_of(*pair).pair_id for pair in ((APP, SHOP), (SHOP, WEB), (APP, WEB)))
    confirm_pair(one, **BY)
    confirm_pair(two, **BY)
    with pytest.raises(Refused, match=r"app 1 and web 3 would be one and apart at once.*Withdraw one of these"):
        refuse_pair(three, **BY)
    withdraw_decisions([two], **BY)
    refuse_pair(three, **BY)
    with pytest.raises(Refused, match=r"app 1 and web 3 would be one and apart at once"):
        confirm_pair(two, **BY)
    assert {each.pair_id: each.verdict for each in Decision.objects.all()} == {one: "same", three: "apart"}


def test_a_split_of_persons_said_to_be_one_replaces_that_word(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **BEN))
    follow(*join_persons([APP, SHOP], why="one", **BY))
    follow(*split_party(parties(warehouse)["app/1"], [SHOP], why="two after all", **BY))
    assert holds_in_later_runs(warehouse) == [["app/1"], ["shop/2"]]


def test_only_persons_of_the_party_can_be_split_off_and_somebody_must_stay(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **ANN), person("web", "3", **BEN))
    party = parties(warehouse)["app/1"]
    with pytest.raises(Invalid, match="Only persons of the party"):
        split_party(party, [WEB], why="x", **BY)
    with pytest.raises(Invalid, match="Somebody must stay"):
        split_party(party, [APP, SHOP], why="x", **BY)
    with pytest.raises(Invalid, match="Say why"):
        split_party(party, [APP], why=" ", **BY)
    with pytest.raises(NotFound, match="There is no party"):
        split_party("C0", [APP], why="x", **BY)
    with pytest.raises(NotFound, match="No source knows"):
        join_persons([APP, Person("app", "404")], why="x", **BY)
    with pytest.raises(NotFound, match="not compared"):
        confirm_pair("0" * 32, **BY)


def test_a_word_on_somebody_whom_no_source_knows_any_more_waits_until_he_comes_back(warehouse: Warehouse) -> None:
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **BEN))
    join_persons([APP, SHOP], why="one", **BY)
    run(warehouse, person("app", "1", **ANN))
    assert together(warehouse) == [["app/1"]]
    run(warehouse, person("app", "1", **ANN), person("shop", "2", **BEN))
    assert together(warehouse) == [["app/1", "shop/2"]]


def test_a_persons_word_joins_whole_groups_whose_birth_dates_contradict(warehouse: Warehouse) -> None:
    young, old = date(1990, 1, 2), date(1955, 7, 8)
    run(
        warehouse,
        person("app", "1", **ANN, birth_date=young),
        person("shop", "2", **ANN),
        person("web", "3", **BEN, birth_date=old),
        person("zoo", "4", **BEN),
    )
    assert together(warehouse) == [["app/1", "shop/2"], ["web/3", "zoo/4"]]
    follow(*join_persons([SHOP, Person("zoo", "4")], why="seen at the counter", **BY))
    assert holds_in_later_runs(warehouse) == [["app/1", "shop/2", "web/3", "zoo/4"]]
