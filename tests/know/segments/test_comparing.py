"""Calculation: overlaps, and which values are surely more common inside."""

from datetime import date
from typing import Any

import ibis
import pytest

from tieline.know.segments.comparing import Overlap, Standing, overlaps, standings
from tieline.know.segments.sizes import Size, sizes

MAY_1 = date(2026, 5, 1)


def membership(**members: str) -> Any:
    rows = [{"segment": key, "customer_id": each, "since": MAY_1} for key, them in members.items() for each in them]
    return ibis.memtable(rows, schema={"segment": "string", "customer_id": "string", "since": "date"})


def test_overlaps_are_counted_both_ways() -> None:
    found = overlaps(membership(a="wxyz", b="yzv", c="u"), "a")
    assert found == {"b": Overlap(2, 4, 3), "c": Overlap(0, 4, 1)}
    assert (found["b"].jaccard, found["b"].of_one, found["b"].of_other) == (2 / 5, 2 / 4, 2 / 3)


def test_a_segment_that_nobody_is_in_shares_nobody() -> None:
    found = overlaps(membership(b="yz"), "a")["b"]
    assert (found.both, found.jaccard, found.of_one, found.of_other) == (0, 0.0, 0.0, 0.0)


def test_sizes_tell_who_came_and_who_went() -> None:
    found = sizes(membership(a="xyz"), membership(a="wx", b="w"), ["a", "b", "c"])
    assert found == {"a": Size(3, 2, 1), "b": Size(0, 0, 1), "c": Size(0, 0, 0)}


def test_the_test_of_two_proportions_gives_the_value_worked_out_by_hand() -> None:
    standing = Standing(inside=30, members=100, all=130, customers=1100)
    # inside 0.30, others 100 / 1000 = 0.10, pooled 130 / 1100: z = 0.2 / sqrt(0.11818 * 0.88182 * (1/100 + 1/1000))
    assert standing.z == pytest.approx(5.9072, abs=1e-3)
    assert standing.lift == pytest.approx(0.30 / (130 / 1100))


def test_only_what_is_surely_different_is_told_the_surest_first() -> None:
    everywhere = {("a", "true"): 130, ("b", "x"): 550, ("c", "true"): 110, ("d", "true"): 400}
    inside = {("a", "true"): 30, ("b", "x"): 52, ("c", "true"): 100}
    found = standings(inside, everywhere, 100, 1100)
    assert list(found) == [("c", "true"), ("d", "true"), ("a", "true")]
    assert found["d", "true"].z < 0 < found["a", "true"].z


def test_of_few_members_and_of_a_segment_of_everybody_nothing_is_told() -> None:
    assert standings({("a", "true"): 19}, {("a", "true"): 19}, 19, 1000) == {}
    assert standings({("a", "true"): 400}, {("a", "true"): 400}, 1000, 1000) == {}
