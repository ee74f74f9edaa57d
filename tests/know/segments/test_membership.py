"""Calculation: who is in a segment, and since when."""

from datetime import date

import ibis

from tieline.know.segments.membership import membership

MAY_1, MAY_2 = date(2026, 5, 1), date(2026, 5, 2)
COLUMNS = {"segment": "string", "customer_id": "string", "since": "date"}


def members(
    before: list[tuple[str, str, date]], as_of: date, **holds: dict[str, bool | None]
) -> list[tuple[str, str, date]]:
    names = sorted({name for column in holds.values() for name in column})
    rows = [{"customer_id": name, **{key: column.get(name) for key, column in holds.items()}} for name in names]
    table = ibis.memtable(rows, schema={"customer_id": "string", **dict.fromkeys(holds, "boolean")})
    known = ibis.memtable([dict(zip(COLUMNS, row, strict=True)) for row in before], schema=COLUMNS)
    found = membership(table, list(holds), known, as_of).order_by("segment", "customer_id").to_pyarrow().to_pylist()
    return [(row["segment"], row["customer_id"], row["since"]) for row in found]


def test_only_true_makes_a_member() -> None:
    assert members([], MAY_1, a={"wang": True, "li": False, "chen": None}) == [("a", "wang", MAY_1)]


def test_who_stays_keeps_the_day_of_entering() -> None:
    assert members([("a", "wang", MAY_1)], MAY_2, a={"wang": True, "li": True}) == [
        ("a", "li", MAY_2),
        ("a", "wang", MAY_1),
    ]


def test_who_leaves_and_comes_back_enters_anew() -> None:
    left = members([("a", "wang", MAY_1)], MAY_2, a={"wang": False})
    assert left == []
    assert members(left, MAY_2, a={"wang": True}) == [("a", "wang", MAY_2)]


def test_the_day_of_one_segment_is_not_that_of_another() -> None:
    both: dict[str, dict[str, bool | None]] = {"a": {"wang": True}, "b": {"wang": True}}
    assert members([("a", "wang", MAY_1)], MAY_2, **both) == [("a", "wang", MAY_1), ("b", "wang", MAY_2)]


def test_an_earlier_day_than_known_is_believed() -> None:
    assert members([("a", "wang", MAY_2)], MAY_1, a={"wang": True}) == [("a", "wang", MAY_1)]
