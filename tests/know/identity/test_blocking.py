"""Pairs that are looked at: counted before, once for each rule, never of a placeholder; no rule may explode."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.know.identity.cast import nothing, person, publish_persons, rows
from tests.know.identity.policies import policy, publish, telecom
from tieline.foundation.errors import Refused
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.identity.blocking import Count, candidates
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.features import features_of
from tieline.know.identity.tables import LINK

Pair = tuple[int, int, int, str | None]


def found(warehouse: Warehouse, rule: MatchPolicy, persons: list[Row]) -> tuple[list[Pair], list[Count]]:
    publish_persons(warehouse, *persons)
    with staging(warehouse) as area:
        pairs, counts = candidates(area, features_of(area, rule, "CN"), rule)
        told = pairs.order_by(["rank", "node", "other"]).to_pyarrow().to_pylist()
        return [(row["node"], row["other"], row["rank"], row["evidence"]) for row in told], counts


def shop(number: int, **known: Any) -> Row:
    return person("shop", f"{number:03}", **known)


def test_persons_who_agree_in_all_values_of_a_rule_are_a_pair_once(warehouse: Warehouse) -> None:
    rule = policy(keys=[{"name": "both", "agree": ["phones", "name"]}])
    persons = [
        shop(0, full_name="张伟", phone="13800000001", other_phone="13800000002"),
        shop(1, full_name="伟张", phone="13800000002", other_phone="13800000001"),
        shop(2, full_name="李娜", phone="13800000001"),
        shop(3, full_name="张伟", phone="13800000009"),
    ]
    pairs, counts = found(warehouse, rule, persons)
    assert pairs == [(0, 1, 1, "+8613800000001 · 伟张")]
    assert counts == [Count("both", 2, 0, 0, [])]


def test_a_source_that_names_the_others_id_makes_a_pair_of_rank_0(warehouse: Warehouse) -> None:
    persons = [shop(0), shop(1, same_as_system="shop", same_as_ref="000"), shop(2, same_as_ref="000")]
    assert found(warehouse, policy(), persons)[0] == [(0, 1, 0, None)]


def test_a_value_of_too_many_is_a_placeholder(warehouse: Warehouse) -> None:
    rule = policy(blocking=[["phones"]], largest_block=3)
    persons = [shop(number, phone="13800000000") for number in range(4)]
    persons += [shop(4, phone="13800000005"), shop(5, phone="13800000005")]
    pairs, counts = found(warehouse, rule, persons)
    assert pairs == [(4, 5, 1, "+8613800000005")]
    assert counts == [Count("phones", 1, 1, 4, [("+8613800000000", 4)])]


def test_a_join_pairs_somebody_without_a_whole_name_with_everybody_else(warehouse: Warehouse) -> None:
    rule = policy(joins=[{"name": "family", "agree": ["phones", "family_sounds"]}])
    persons = [
        shop(0, full_name="张先生", phone="13800000001"),
        shop(1, full_name="张伟", phone="13800000001"),
        shop(2, full_name="Zhang Na", phone="13800000001"),
        shop(3, full_name="李娜", phone="13800000001"),
    ]
    pairs, _ = found(warehouse, rule, persons)
    assert [pair[:2] for pair in pairs] == [(0, 1), (0, 2)]


def test_a_rule_that_explodes_is_refused_with_its_count_and_its_worst_values(warehouse: Warehouse) -> None:
    rule = policy(blocking=[["city"]], largest_block=100, maximum_pairs=50)
    persons = [shop(number, city="杭州") for number in range(11)] + [shop(20, city="上海"), shop(21, city="上海")]
    with pytest.raises(Refused, match=r"'city' would compare 56 pairs, more than 50; worst: 'hangzhou' \(11 persons\)"):
        found(warehouse, rule, persons)


def test_a_rule_whose_values_are_nearly_all_placeholders_is_refused_too(warehouse: Warehouse) -> None:
    rule = policy(blocking=[["gender"]], largest_block=3, maximum_pairs=50)
    with pytest.raises(Refused, match="'gender' would compare 66 pairs"):
        found(warehouse, rule, [shop(number, gender="male") for number in range(12)])


def test_after_a_refusal_the_last_links_still_serve(warehouse: Warehouse, tmp_path: Path) -> None:
    publish_persons(warehouse, *(shop(number, city="杭州", full_name=f"张{number}") for number in range(4)))
    refresh_identity(date(2026, 11, 1), nothing)
    before = rows(warehouse, LINK)
    publish(tmp_path / "pack", telecom(blocking=[["city"]], maximum_pairs=5))
    with pytest.raises(Refused):
        refresh_identity(date(2026, 11, 2), nothing)
    assert rows(warehouse, LINK) == before
