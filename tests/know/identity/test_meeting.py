"""Who is looked at when some persons change: the same pairs as among everybody, and nobody who could be none."""

from typing import Any

import pytest

from tests.know.identity.cast import person, publish_persons
from tests.know.identity.policies import policy
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.identity.blocking import candidates
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.features import features_of
from tieline.know.identity.meeting import meeting
from tieline.know.identity.records import records_of
from tieline.know.identity.tables import FEATURES

Pair = tuple[str, str, int, str | None]


def shop(ref: str, **known: Any) -> Row:
    return person("shop", ref, **known)


def met(
    warehouse: Warehouse, rule: MatchPolicy, before: list[Row], after: list[Row]
) -> tuple[list[Pair], set[str], list[Pair]]:
    """The pairs of who changed, who was looked at for them, and the pairs of everybody."""
    publish_persons(warehouse, *before)
    with staging(warehouse) as area:
        warehouse.publish(FEATURES, features_of(area, rule, "CN"))
    publish_persons(warehouse, *after)
    one, two = ({row["party_ref"]: row for row in rows} for rows in (before, after))
    changed = [ref for ref in one.keys() | two.keys() if one.get(ref) != two.get(ref)]
    with staging(warehouse) as area:
        columns = {"system": ("string", ["shop"] * len(changed)), "party_ref": ("string", changed)}
        touched = area.keep_values(columns)
        found = meeting(area, touched, features_of(area, rule, "CN", records_of(area, touched)), rule)
        looked_at = set(found.persons.party_ref.to_pyarrow().to_pylist())
        everybody = features_of(area, rule, "CN")
        return named(found.persons, found.pairs), looked_at, named(everybody, candidates(area, everybody, rule)[0])


def named(persons: Any, pairs: Any) -> list[Pair]:
    who = dict(zip(persons.node.to_pyarrow().to_pylist(), persons.party_ref.to_pyarrow().to_pylist(), strict=True))
    told = pairs.to_pyarrow().to_pylist()
    return sorted(((who[row["node"]], who[row["other"]], row["rank"], row["evidence"]) for row in told), key=str)


def test_who_shares_a_value_with_somebody_new_is_looked_at_and_nobody_else(warehouse: Warehouse) -> None:
    rule = policy(blocking=[["phones"]])
    before = [shop("1", phone="13800000001"), shop("2", phone="13800000002"), shop("3", phone="13800000002")]
    pairs, looked_at, all_pairs = met(warehouse, rule, before, [*before, shop("4", phone="13800000001")])
    assert pairs == [("1", "4", 1, "+8613800000001")]
    assert looked_at == {"1", "4"}
    assert all_pairs == [("1", "4", 1, "+8613800000001"), ("2", "3", 1, "+8613800000002")]


def test_one_too_many_makes_a_placeholder_and_all_its_persons_are_looked_at_with_all_they_meet(
    warehouse: Warehouse,
) -> None:
    rule = policy(blocking=[["phones"], ["emails"]], largest_block=3)
    crowd = [shop(str(n), phone="13800000001") for n in range(2)]
    before = [*crowd, shop("2", phone="13800000001", email="a@x.cn"), shop("3", email="a@x.cn")]
    after = [*before, shop("4", phone="13800000001")]
    pairs, looked_at, all_pairs = met(warehouse, rule, before, after)
    assert pairs == all_pairs == [("2", "3", 2, "a@x.cn")]
    assert looked_at == {"0", "1", "2", "3", "4"}


def test_who_goes_frees_a_value_that_was_a_placeholder(warehouse: Warehouse) -> None:
    rule = policy(blocking=[["phones"]], largest_block=2)
    before = [shop(str(n), phone="13800000001") for n in range(3)]
    pairs, _, all_pairs = met(warehouse, rule, before, before[1:])
    assert pairs == all_pairs == [("1", "2", 1, "+8613800000001")]


@pytest.mark.parametrize("ref", ["1", "2"])
def test_a_source_that_names_another_id_brings_both(warehouse: Warehouse, ref: str) -> None:
    before = [shop("1"), shop("2", same_as_system="shop", same_as_ref="1"), shop("3")]
    after = [row | {"email": "a@x.cn"} if row["party_ref"] == ref else row for row in before]
    assert met(warehouse, policy(), before, after) == ([("1", "2", 0, None)], {"1", "2"}, [("1", "2", 0, None)])


def test_a_join_is_found_from_either_side(warehouse: Warehouse) -> None:
    rule = policy(joins=[{"name": "held", "agree": ["phones", "family_sounds"]}])
    nameless = shop("1", full_name="张先生", phone="13800000001")
    host, other = shop("2", full_name="张伟", phone="13800000001"), shop("3", full_name="李娜", phone="13800000001")
    for new in (nameless, host):
        before = [row for row in (nameless, host, other) if row is not new]
        pairs, _, all_pairs = met(warehouse, rule, before, [*before, new])
        assert pairs == all_pairs == [("1", "2", 1, "+8613800000001 · zhang")]
