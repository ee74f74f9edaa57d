"""Who may change by hand what of whom: what a role names, of what it shows in full, of customers whom it reaches."""

import pytest

from tests.foundation.access.test_projection import BILLS, PEOPLE, store
from tieline.foundation.access.categories import COMPOSED
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.reach import EVERYBODY, Extent
from tieline.foundation.access.roles import KIND, Level, RoleDefinition
from tieline.foundation.access.sight import EVERYTHING, Grant, Sight
from tieline.foundation.access.writing import (
    demand_to_write,
    demand_to_write_field,
    demand_to_write_of_all,
    may_write,
)
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.packs.commands import publish_definition
from tieline.foundation.warehouse.connection import Warehouse

__all__ = ["store"]

READS: tuple[tuple[str, Level], ...] = (("otherwise", "readable"), ("phone", "masked"))
WHOLE: tuple[tuple[str, Level], ...] = (("otherwise", "readable"),)
OF_LI = Extent(managers=("li",))


def seen(store: Warehouse, *grants: Grant) -> Projection:
    return Projection(store, Sight("service", ("service",), grants))


def test_only_what_a_role_names_is_changed_and_nothing_that_it_does_not_show_in_full(store: Warehouse) -> None:
    of_names = seen(store, Grant(EVERYBODY, READS, writes=("name", "phone")))
    assert may_write(of_names, "C1", "name")
    assert not may_write(of_names, "C1", "money"), "nothing said is not changed"
    assert not may_write(of_names, "C1", "phone"), "it is masked"
    demand_to_write_field(of_names, "C1", PEOPLE, "name")
    with pytest.raises(Refused, match=r"change 't\.bills\.amount'"):
        demand_to_write_field(of_names, "C1", BILLS, "amount")


def test_one_column_is_changed_without_the_others_of_its_category(store: Warehouse) -> None:
    of_mail = seen(store, Grant(EVERYBODY, READS, writes=("t.people.email",)))
    demand_to_write_field(of_mail, "C1", PEOPLE, "email")
    assert not may_write(of_mail, "C1", "email")
    with pytest.raises(Refused):
        demand_to_write_field(of_mail, "C1", PEOPLE, "name")


def test_a_customer_is_changed_by_whoever_reaches_them_with_that_right(store: Warehouse) -> None:
    of_own = seen(store, Grant(OF_LI, READS, writes=("name",)), Grant(EVERYBODY, READS))
    demand_to_write(of_own, ["C1"], "name", "change a field of a customer")
    for who in (["C2"], ["C1", "C2"], ["nobody"]):
        with pytest.raises(Refused):
            demand_to_write(of_own, who, "name", "change a field of a customer")
    with pytest.raises(Refused):
        demand_to_write_of_all(of_own, "name", "change a field of a customer")
    assert not may_write(seen(store, Grant(OF_LI, READS, writes=("name",))), "C2", "name")


def test_rows_of_sources_are_changed_by_those_only_who_may_change_all_that_they_hold(store: Warehouse) -> None:
    some = seen(store, Grant(EVERYBODY, WHOLE, writes=("source", "name")))
    with pytest.raises(Refused):
        demand_to_write_of_all(some, "source", "correct rows of a source")
    everything = RoleDefinition.model_validate(WRITER).sees[0].writes
    demand_to_write_of_all(seen(store, Grant(EVERYBODY, WHOLE, writes=everything)), "source", "correct rows")


def test_of_two_sights_together_only_what_both_may_change_is_changed() -> None:
    mine = Sight("service", (), (Grant(EVERYBODY, WHOLE, writes=("name", "email")),))
    theirs = Sight("service", (), (Grant(EVERYBODY, WHOLE, writes=("email", "money")),))
    both = mine.within(theirs)
    assert [each for each in ("name", "email", "money") if both.may_write(each)] == ["email"]
    assert not EVERYTHING.may_write("name"), "the product itself changes nothing by hand"


WRITER = {
    "key": "writer",
    "name": {"zh": "甲", "en": "A"},
    "says": {"zh": "甲", "en": "A"},
    "sees": [
        {
            "purpose": "service",
            "fields": {"otherwise": "readable"},
            "writes": ["source", *COMPOSED["source"]],
        }
    ],
}


@pytest.mark.django_db
def test_a_role_that_changes_what_it_does_not_see_or_what_there_is_not_is_refused_at_publishing() -> None:
    for fields, writes, says in (
        ({"otherwise": "readable", "phone": "masked"}, ["phone"], "without seeing it"),
        ({"otherwise": "readable"}, ["fone"], "no category of data 'fone'"),
    ):
        role = WRITER | {"sees": [{"purpose": "service", "fields": fields, "writes": writes}]}
        with pytest.raises(Invalid, match=says):
            publish_definition(KIND, role, [KIND], by="test", reason="a test")
