"""Two sights put together show what both show: no more rows, and no column better, than either alone."""

from itertools import product

import pytest

from tests.foundation.access.test_projection import PEOPLE, seen, sight, store
from tieline.foundation.access.reach import Extent
from tieline.foundation.access.roles import LEVELS, Level
from tieline.foundation.access.sight import EVERYTHING, Grant, Sight
from tieline.foundation.warehouse.connection import Warehouse

__all__ = ["store"]

ALL = Extent(everybody=True)
OF_LI = Extent(managers=("li",))
IN_GUANGZHOU = Extent(areas=("广州",))
IN_SHENZHEN = Extent(areas=("深圳",))


@pytest.mark.parametrize(("mine", "theirs"), list(product(LEVELS, LEVELS)))
def test_a_column_is_seen_at_the_lower_of_the_two_levels(mine: Level, theirs: Level) -> None:
    both = sight({"otherwise": "readable", "phone": mine}).within(sight({"otherwise": "masked", "phone": theirs}))
    assert both.level(PEOPLE, "phone") == min(mine, theirs, key=LEVELS.index)
    assert both.level(PEOPLE, "name") == "masked", "what only one speaks of is as that one says of all others"
    assert both.level(PEOPLE, "id") == "readable"


def test_a_level_of_one_column_and_a_level_of_its_category_meet() -> None:
    by_column = sight({"otherwise": "readable", "t.people.phone": "masked"})
    by_category = sight({"otherwise": "readable", "phone": "hidden"})
    assert by_column.within(by_category).level(PEOPLE, "phone") == "hidden"
    assert by_category.within(by_column).level(PEOPLE, "phone") == "hidden"
    assert not by_column.within(EVERYTHING).sees_all


def test_rows_are_those_that_both_reach(store: Warehouse) -> None:
    def ids(*extents: Extent) -> list[str]:
        first, *others = (sight({"otherwise": "readable"}, extent) for extent in extents)
        for other in others:
            first = first.within(other)
        return [row["id"] for row in seen(store, first)]

    assert ids(ALL, ALL) == ["C1", "C2"]
    assert ids(ALL, OF_LI) == ids(OF_LI, ALL) == ids(OF_LI, IN_SHENZHEN) == ["C1"]
    assert ids(OF_LI, IN_GUANGZHOU) == ids(IN_GUANGZHOU, OF_LI) == []
    assert ids(OF_LI, ALL, IN_SHENZHEN) == ids(IN_SHENZHEN, OF_LI, ALL) == ["C1"]
    assert ids(OF_LI, IN_SHENZHEN, IN_GUANGZHOU) == []


def test_of_several_grants_each_row_is_seen_by_the_best_pair_that_reaches_it(store: Warehouse) -> None:
    mine = Sight(
        "service",
        ("service",),
        (Grant(OF_LI, (("otherwise", "readable"),)), Grant(ALL, (("name", "masked"), ("phone", "masked")))),
    )
    wang, anna = seen(store, mine.within(sight({"otherwise": "readable", "phone": "masked"})))
    assert (wang["name"], wang["phone"]) == ("王小明", "+86138****5678")
    assert (anna["name"], anna["phone"], anna["city"]) == ("A**", "****", None)


def test_with_somebody_who_sees_nothing_nothing_is_seen(store: Warehouse) -> None:
    nobody = Sight("service", ("service",), ())
    assert seen(store, EVERYTHING.within(nobody)) == seen(store, nobody.within(EVERYTHING)) == []
