"""What each level leaves of a column, whose rows each reach has, and how several roles add up."""

from typing import Any

import ibis
import pytest

from tieline.foundation.access.commands import create_team, create_user
from tieline.foundation.access.masks import pseudonym
from tieline.foundation.access.models import Team, User
from tieline.foundation.access.organisation import areas_of
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.reach import Extent, Subjects, declare_subjects, extent_of, find_subjects
from tieline.foundation.access.roles import Level, Purpose, Reach, Sees
from tieline.foundation.access.sight import EVERYTHING, Grant, Sight, sight_for
from tieline.foundation.errors import Refused
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.tables import Column, Kinds, Table

PEOPLE = Table(
    "t",
    "people",
    "customer",
    ("id",),
    (
        Column("id", "string", "."),
        Column("manager", "string", ".", category="none"),
        Column("city", "string", ".", category="place"),
        Column("sold_by", "string", ".", category="none"),
        Column("name", "string", ".", category="name"),
        Column("phone", "string", ".", category="phone"),
        Column("email", "string", ".", category="email"),
        Column("number", "string", ".", category="number"),
        Column("born", "date", ".", category="birth"),
    ),
    category="contract",
    subject="id",
)
BILLS = Table("t", "bills", "bill", ("id",), (Column("id", "string", "."), Column("amount", "float64", ".")), (),
              category="money", subject="id")  # fmt: skip
WORDS = Table(
    "t",
    "words",
    "word",
    ("term",),
    (Column("term", "string", ".", category="kind"), Column("id", "string", "."), Column("kind", "string", ".")),
    category="none",
    subject="id",
    kinds=Kinds("kind", (("name", "name"), ("phone", "phone")), whole=True),
)
FACTS = Table("t", "facts", "fact", ("fact",), (Column("fact", "string", ".", category="none"),))

WANG = {"id": "C1", "manager": "li", "city": "深圳", "sold_by": "lantian", "name": "王小明", "phone": "+8613800005678",
        "email": "wang@example.cn", "number": "900001", "born": "1985-03-02"}  # fmt: skip
ANNA = {"id": "C2", "manager": "chen", "city": "广州", "sold_by": None, "name": "Anna", "phone": "110",
        "email": "nonsense", "number": "900002", "born": None}  # fmt: skip


@pytest.fixture
def store(warehouse: Warehouse) -> Any:
    """Two customers, their bills and the words by which they are found."""
    before = find_subjects()
    declare_subjects(Subjects(PEOPLE, "id", manager="manager", areas=("city",), partner="sold_by"))
    people = ibis.memtable([WANG, ANNA], schema=dict.fromkeys(PEOPLE.column_names, "string"))
    warehouse.publish(PEOPLE, people)
    warehouse.publish(BILLS, ibis.memtable([{"id": "C1", "amount": 12.5}, {"id": "C2", "amount": 99.0}]))
    words = [("wang", "C1", "name"), ("13800005678", "C1", "phone"), ("anna", "C2", "name")]
    warehouse.publish(WORDS, ibis.memtable([dict(zip(WORDS.column_names, word, strict=True)) for word in words]))
    warehouse.publish(FACTS, ibis.memtable([{"fact": "the day"}]))
    yield warehouse
    if before:
        declare_subjects(before)


def sight(fields: dict[str, Level], extent: Extent = Extent(everybody=True)) -> Sight:  # noqa: B008 - it is frozen
    return Sight("service", ("service",), (Grant(extent, tuple(fields.items())),))


def seen(store: Warehouse, by: Sight, table: Table = PEOPLE) -> list[Row]:
    """The rows as read one by one, which must be those of the whole table."""
    shown = Projection(store, by)
    rows = shown.rows(table, order_by=(table.key[0],))
    whole = store.ibis.to_pyarrow(shown.table(table).order_by(table.key[0])).to_pylist()
    assert rows == whole
    return rows


def test_everything_is_the_table_itself(store: Warehouse) -> None:
    assert seen(store, EVERYTHING) == store.rows(PEOPLE, order_by=("id",))


def test_a_mask_leaves_enough_to_recognise_and_too_little_to_know(store: Warehouse) -> None:
    wang, anna = seen(store, sight({"otherwise": "masked"}))
    assert (wang["name"], wang["phone"], wang["email"]) == ("王**", "+86138****5678", "w***@example.cn")
    assert (anna["name"], anna["phone"], anna["email"]) == ("A**", "****", "***")
    assert wang["number"] == pseudonym("900001") != anna["number"]
    assert wang["born"] is None, "a day has no mask"
    assert wang["id"] == "C1"


def test_hidden_is_null_but_for_numbers_by_which_rows_are_told_apart(store: Warehouse) -> None:
    wang, _ = seen(store, sight({"otherwise": "readable", "name": "hidden", "number": "hidden"}))
    assert wang["name"] is None
    assert wang["number"] == pseudonym("900001")
    assert wang["phone"] == "+8613800005678"


def test_what_no_role_speaks_of_is_hidden(store: Warehouse) -> None:
    wang, _ = seen(store, sight({"name": "readable"}))
    assert (wang["name"], wang["phone"]) == ("王小明", None)


def test_a_column_may_differ_from_its_category(store: Warehouse) -> None:
    wang, _ = seen(store, sight({"otherwise": "readable", "t.people.phone": "hidden"}))
    assert (wang["phone"], wang["email"]) == (None, "wang@example.cn")


def test_rows_of_a_category_that_is_held_back_are_not_there(store: Warehouse) -> None:
    assert len(seen(store, sight({"otherwise": "readable"}), BILLS)) == 2
    assert seen(store, sight({"otherwise": "readable", "money": "masked"}), BILLS) == []


def test_nobody_searches_by_what_is_not_seen_in_full(store: Warehouse) -> None:
    found = seen(store, sight({"otherwise": "readable", "phone": "masked"}), WORDS)
    assert [row["term"] for row in found] == ["anna", "wang"]


@pytest.mark.parametrize("extent", [Extent(managers=("li",)), Extent(areas=("深圳",)), Extent(partners=("lantian",))])
def test_a_reach_has_its_customers_and_what_is_about_them(store: Warehouse, extent: Extent) -> None:
    by = sight({"otherwise": "readable"}, extent)
    assert [row["id"] for row in seen(store, by)] == ["C1"]
    assert [row["amount"] for row in seen(store, by, BILLS)] == [12.5]
    assert {row["id"] for row in seen(store, by, WORDS)} == {"C1"}
    assert seen(store, by, FACTS) == [{"fact": "the day"}], "what tells of nobody is for all"


def test_what_is_masked_or_hidden_is_so_within_a_reach_too(store: Warehouse) -> None:
    levels: dict[str, Level] = {"otherwise": "readable", "phone": "masked", "email": "hidden", "birth": "masked"}
    (wang,) = seen(store, sight(levels, Extent(partners=("lantian",))))
    assert (wang["name"], wang["phone"], wang["email"], wang["born"]) == ("王小明", "+86138****5678", None, None)


def test_nobody_sees_anybody_without_a_role_that_does(store: Warehouse) -> None:
    nothing = Sight(None, (), ())
    assert seen(store, nothing) == []
    assert seen(store, nothing, BILLS) == []


def test_of_several_roles_each_row_has_the_highest_level_of_those_that_reach_it(store: Warehouse) -> None:
    everybody = Grant(Extent(everybody=True), (("otherwise", "readable"), ("phone", "masked"), ("email", "hidden")))
    own = Grant(Extent(managers=("li",)), (("phone", "readable"), ("money", "readable")))
    wang, anna = seen(store, Sight("service", ("service",), (everybody, own)))
    assert (wang["phone"], wang["email"], wang["name"]) == ("+8613800005678", None, "王小明")
    assert (anna["phone"], anna["email"], anna["name"]) == ("****", None, "Anna")


@pytest.mark.parametrize("named", ["C1", ["C1", "C2"], ["C2", "nobody"]])
@pytest.mark.parametrize("table", [PEOPLE, BILLS], ids=lambda table: table.name)
def test_rows_of_named_customers_are_those_of_the_whole_table(
    store: Warehouse, table: Table, named: str | list[str]
) -> None:
    everybody = Grant(Extent(everybody=True), (("otherwise", "readable"), ("phone", "masked"), ("money", "hidden")))
    own = Grant(Extent(managers=("li",)), (("phone", "readable"), ("money", "readable"), ("contract", "readable")))
    area = Grant(Extent(areas=("广州",), also=Extent(managers=("chen",))), (("otherwise", "readable"),))
    wanted = named if isinstance(named, list) else [named]
    for grants in [(everybody, own), (own,), (area,), (own, area)]:
        by = Sight("service", ("service",), grants)
        rows = Projection(store, by).rows(table, id=named)
        assert sorted(rows, key=lambda row: str(row["id"])) == [
            row for row in seen(store, by, table) if row["id"] in wanted
        ]


def test_conditions_are_asked_of_what_is_stored(store: Warehouse) -> None:
    shown = Projection(store, sight({"otherwise": "readable", "phone": "masked"}))
    assert [row["phone"] for row in shown.rows(PEOPLE, phone="+8613800005678")] == ["+86138****5678"]


def test_sorting_by_what_is_masked_is_refused(store: Warehouse) -> None:
    by = sight({"otherwise": "readable", "phone": "masked"})
    by.demand(PEOPLE, "name", "sort")
    with pytest.raises(Refused, match="phone"):
        by.demand(PEOPLE, "phone", "sort")


def test_evidence_and_source_rows_are_seen_no_better_than_what_they_hold() -> None:
    assert sight({"otherwise": "readable"}).reads("evidence")
    assert not sight({"otherwise": "readable", "phone": "masked"}).reads("evidence")
    assert not sight({"otherwise": "readable", "money": "hidden"}).reads("source")


def sees(purpose: Purpose, customers: Reach = "all", **fields: Level) -> Sees:
    return Sees(purpose=purpose, customers=customers, fields=fields)


@pytest.fixture
def li(db: None) -> User:
    create_team("south", zh="南区", en="South")
    create_team("shenzhen", zh="深圳", en="Shenzhen")
    Team.objects.filter(key="south").update(areas=["广州"])
    Team.objects.filter(key="shenzhen").update(parent="south", areas=["深圳"])
    create_user("chen", name="Chen", roles=["agent"], password="a long calm password", team="shenzhen")
    return create_user("li", name="Li", roles=["agent"], password="a long calm password", team="shenzhen")


def test_the_partner_of_a_user_is_the_nearest_unit_of_that_kind_with_all_partners_below_it(li: User) -> None:
    assert extent_of(li, "partner") == Extent(), "nobody, of who belongs to none"
    for key, kind, parent in (
        ("lantian", "partner", "south"),
        ("lantian_east", "partner", "lantian"),
        ("counter", "team", "lantian"),
    ):
        create_team(key, zh=key, en=key)
        Team.objects.filter(key=key).update(kind=kind, parent=parent)
    for team, partners in (
        ("counter", ("lantian", "lantian_east")),
        ("lantian_east", ("lantian_east",)),
        ("south", ()),
    ):
        li.team = Team.objects.get(key=team)
        assert extent_of(li, "partner").partners == partners


def test_a_role_of_another_purpose_adds_nothing(li: User) -> None:
    held = [sees("marketing", otherwise="readable"), sees("service", phone="masked")]
    assert sight_for(li, held).purpose == "service"
    assert not sight_for(li, held).reads("name")
    assert sight_for(li, held, "marketing").reads("name")
    assert sight_for(li, held, usually="marketing").purpose == "marketing"
    with pytest.raises(Refused, match="legal"):
        sight_for(li, held, "legal")


@pytest.mark.parametrize(
    ("reach", "extent"),
    [
        ("own", Extent(managers=("li",))),
        ("team", Extent(managers=("chen", "li"))),
        ("area", Extent(areas=("深圳",))),
        ("all", Extent(everybody=True)),
    ],
)
def test_a_reach_is_worked_out_for_the_user(li: User, reach: Reach, extent: Extent) -> None:
    (grant,) = sight_for(li, [sees("service", reach)]).grants
    assert grant.extent == extent


def test_a_unit_serves_the_areas_below_it_and_without_any_those_above(li: User) -> None:
    create_team("window", zh="窗口", en="Window")
    Team.objects.filter(key="window").update(parent="shenzhen")
    assert areas_of(Team.objects.get(key="south")) == ("广州", "深圳")
    assert areas_of(Team.objects.get(key="window")) == ("深圳",)
    Team.objects.filter(key="south").update(parent="window")
    assert areas_of(Team.objects.get(key="window")) == ("广州", "深圳"), "a circle ends"
    assert areas_of(None) == ()
