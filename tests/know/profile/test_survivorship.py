"""Which of several statements about a person is shown, and who said otherwise."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import ibis
import pytest
from pydantic import ValidationError

from tests.know.profile.records import AS_OF, day, instant, literal
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.packs.kinds import Kind, Text
from tieline.know.ingest.definitions import CONNECTIONS
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.ingest.tables import INDIVIDUAL
from tieline.know.profile import definitions
from tieline.know.profile.definitions import BUILT_IN, Survivorship, Trust, current_survivorship
from tieline.know.profile.origins import numbered_sources, told_origins
from tieline.know.profile.survivorship import dissent, statements, survivors, weighed
from tieline.know.profile.tables import OF_FACTS

NUMBERS = {"139": "+86139", "138": "+86138"}

POLICY = Survivorship(
    key="test",
    name=Text(zh="测试", en="Test"),
    default=Trust(classes=[["billing"], ["shop", "store"], ["app"], ["callcentre"]]),
    fields={
        "email": Trust(classes=[["app"], ["billing"]]),
        "language": Trust(classes=[["app"], ["callcentre"], ["billing"]]),
        "district": Trust(classes=[["shop.cards"], ["billing"], ["shop"]]),
        "phone": Trust(classes=[["billing"], ["app"]], verified_first=True),
        "address": Trust(classes=[["billing"], ["shop"], ["app"]], fades_every="P30D"),
    },
)


def origins(
    *said: dict[str, Any], verified: Sequence[tuple[str, str]] = (), policy: Survivorship = POLICY
) -> dict[str, dict[str, Any]]:
    """The surviving fields by name, of what systems said about one person; ``verified`` are ``(medium, value)``."""
    rows = [
        {"party_ref": "1", "source": f"{row['system']}.people", "record_key": str(n), **row}
        for n, row in enumerate(said)
    ]
    records = literal(INDIVIDUAL, rows)
    numbers = [(records.phone == written, number) for written, number in NUMBERS.items()]
    sources = numbered_sources([records])
    told = records.mutate(customer=ibis.literal(0), e164=ibis.cases(*numbers, else_=ibis.null("string")))
    points = [{"customer": 0, "medium": medium, "value": value} for medium, value in verified]
    known = ibis.memtable(points, schema={"customer": "int64", "medium": "string", "value": "string"})
    stated = statements(told.inner_join(sources, ["system", "source"]), AS_OF)
    won = survivors(weighed(stated, known, sources, policy, AS_OF))
    others = dissent(stated, won, sources)
    figures = {f"{name}_strength": ibis.null("int64") for name in OF_FACTS}
    whole = won.left_join(others, "customer").mutate(last_contact_at=ibis.null("timestamp"), **figures)
    [customer] = whole.to_pyarrow().to_pylist()
    numbered = {row["origin"]: row for row in sources.to_pyarrow().to_pylist()}
    return {row["field"]: row for row in told_origins(customer, customer, numbered)}


def test_a_trusted_system_wins_over_a_newer_one_of_less_trust() -> None:
    city = origins(
        {"system": "shop", "city": "上海", "updated_at": instant("2026-03-01 00:00")},
        {"system": "billing", "city": "杭州", "updated_at": instant("2020-01-01 00:00")},
        {"system": "callcentre", "city": "杭州"},
    )["city"]
    assert (city["value"], city["system"], city["source"]) == ("杭州", "billing", "billing.people")
    assert city["others"] == "shop: 上海", "who agrees is not among the others"


def test_between_equally_trusted_systems_the_newer_wins_and_unknown_age_is_oldest() -> None:
    name = origins(
        {"system": "shop", "full_name": "Old", "updated_at": instant("2025-01-01 00:00")},
        {"system": "store", "full_name": "New", "updated_at": instant("2025-01-02 00:00")},
        {"system": "store", "full_name": "Undated"},
    )["name"]
    assert (name["value"], name["others"]) == ("New", "shop: Old\nstore: Undated")


def test_each_field_has_its_own_order_of_trust() -> None:
    said = [{"system": system, "email": f"{system}@x.cn", "language": "zh"} for system in ("billing", "app")]
    found = origins(*said)
    assert found["email"]["value"] == "app@x.cn"
    assert found["language"]["system"] == "app"


def test_a_source_may_be_trusted_otherwise_than_its_system() -> None:
    found = origins(
        {"system": "billing", "district": "西湖区"},
        {"system": "shop", "source": "shop.cards", "district": "余杭区"},
        {"system": "shop", "source": "shop.walk_ins", "district": "萧山区"},
    )["district"]
    assert (found["value"], found["source"]) == ("余杭区", "shop.cards")
    assert found["others"] == "billing: 西湖区\nshop: 萧山区"


def test_a_verified_value_beats_trust_and_age_where_that_is_declared() -> None:
    said = (
        {"system": "billing", "phone": "139", "email": "b@x.cn", "updated_at": instant("2026-03-01 00:00")},
        {"system": "app", "phone": "138", "email": "a@x.cn", "updated_at": instant("2020-01-01 00:00")},
    )
    found = origins(*said, verified=[("phone", "+86138"), ("email", "b@x.cn")])
    assert (found["phone"]["value"], found["phone"]["verified"]) == ("+86138", True)
    assert (found["email"]["value"], found["email"]["verified"]) == ("a@x.cn", False), "e-mail goes by trust alone"
    assert origins(*said)["phone"]["value"] == "+86139", "without verification trust decides"


def test_of_two_verified_values_the_more_trusted_wins() -> None:
    said = ({"system": "app", "phone": "138"}, {"system": "billing", "phone": "139"})
    found = origins(*said, verified=[("phone", "+86138"), ("phone", "+86139")])["phone"]
    assert (found["value"], found["verified"]) == ("+86139", True)


@pytest.mark.parametrize(
    ("billing", "shop", "winner"),
    [
        ("2026-03-02", "2026-03-30", "billing"),
        ("2026-02-01", "2026-03-30", "shop"),
        ("2025-01-01", "2025-02-01", "shop"),
    ],
)
def test_trust_fades_with_age_where_that_is_declared(billing: str, shop: str, winner: str) -> None:
    found = origins(
        {"system": "billing", "address": "B 1", "updated_at": instant(f"{billing} 00:00")},
        {"system": "shop", "address": "S 1", "updated_at": instant(f"{shop} 00:00")},
    )["address"]
    assert found["system"] == winner


def test_what_has_no_date_has_faded_to_the_end() -> None:
    said: list[dict[str, Any]] = [
        {"system": "billing", "address": "B 1"},
        {"system": "app", "address": "A 1", "updated_at": instant("2026-01-01 00:00")},
    ]
    assert origins(*said)["address"]["system"] == "app"


def test_equal_statements_are_decided_by_source_and_then_by_record_whatever_their_order() -> None:
    said = [
        {"system": "shop", "source": f"shop.{feed}", "record_key": key, "city": f"{feed} {key}"}
        for feed, key in (("b", "1"), ("a", "9"), ("b", "2"), ("a", "1"))
    ]
    assert {origins(*order)["city"]["value"] for order in permutations(said)} == {"b 2"}


def test_a_value_says_when_it_was_last_changed_to_the_second() -> None:
    at = instant("2026-01-02 03:04:05")
    assert origins({"system": "shop", "city": "X", "updated_at": at})["city"]["observed_at"] == at


def test_systems_that_no_order_names_come_last_and_ties_are_broken_by_name() -> None:
    found = origins(
        {"system": "zoo", "city": "Z"}, {"system": "ant", "city": "A"}, {"system": "callcentre", "gender": "male"}
    )
    assert (found["city"]["value"], found["city"]["others"]) == ("Z", "ant: A")


def test_who_says_nothing_makes_no_statement() -> None:
    found = origins({"system": "billing", "city": None}, {"system": "shop", "city": "杭州"})
    assert found["city"]["value"] == "杭州"
    assert set(found) == {"city"}


@pytest.mark.parametrize("birth", ["1850-01-01", "2027-01-01"])
def test_an_impossible_birth_date_does_not_survive(birth: str) -> None:
    found = origins(
        {"system": "billing", "birth_date": day(birth)}, {"system": "shop", "birth_date": day("1990-01-01")}
    )
    assert (found["birth_date"]["value"], found["birth_date"]["system"]) == ("1990-01-01", "shop")


def test_a_record_dated_into_the_future_counts_as_undated() -> None:
    name = origins(
        {"system": "shop", "full_name": "Future", "updated_at": instant("2031-01-01 00:00")},
        {"system": "shop", "full_name": "Now", "updated_at": instant("2026-01-01 00:00")},
    )["name"]
    assert name["value"] == "Now"


@pytest.mark.parametrize(
    ("family", "given", "name"), [("王", "小明", "王小明"), ("Smith", "John", "John Smith"), ("Smith", None, "Smith")]
)
def test_a_name_is_composed_in_the_order_of_its_script(family: str, given: str | None, name: str) -> None:
    assert origins({"system": "app", "family_name": family, "given_name": given})["name"]["value"] == name


def test_a_phone_survives_in_e164_and_what_is_no_number_not_at_all() -> None:
    found = origins({"system": "shop", "phone": "call me"}, {"system": "app", "phone": "139"})
    assert (found["phone"]["value"], found["phone"]["system"]) == ("+86139", "app")


def test_a_household_is_told_apart_by_its_system() -> None:
    assert origins({"system": "billing", "household_ref": "H1"})["household_id"]["value"] == "billing:H1"


PACK = """
key: {key}
name: {{zh: 顺序, en: Order}}
default: {{classes: {classes}}}
"""
SOURCE = """
key: {system}.people
name: {{zh: 人, en: People}}
system: {system}
where: {{files: "{system}/*.csv"}}
format: {{type: csv}}
records: [{{record: individual, key: [NO], map: {{party_ref: NO}}}}]
"""
KINDS: list[Kind[Any]] = [CONNECTIONS, SOURCES, definitions.KIND]


def pack(folder: Path, *orders: tuple[str, str]) -> Path:
    """A pack with two sources and orders of trust (key, classes)."""
    (folder / "sources").mkdir(parents=True)
    (folder / "profile").mkdir()
    (folder / "pack.yaml").write_text("key: demo\nname: {zh: 演示, en: Demo}\n", encoding="utf-8")
    for system in ("billing", "shop"):
        (folder / "sources" / f"{system}.yaml").write_text(SOURCE.format(system=system), encoding="utf-8")
    for key, classes in orders:
        (folder / "profile" / f"{key}.yaml").write_text(PACK.format(key=key, classes=classes), encoding="utf-8")
    return folder


@pytest.mark.django_db
def test_a_new_version_of_the_pack_changes_who_wins(tmp_path: Path) -> None:
    said = ({"system": "billing", "city": "B"}, {"system": "shop", "city": "S"})
    assert current_survivorship() == BUILT_IN
    apply_pack(pack(tmp_path / "one", ("order", "[[billing], [shop]]")), KINDS, by="test")
    assert origins(*said, policy=current_survivorship())["city"]["value"] == "B"
    apply_pack(pack(tmp_path / "two", ("order", "[[shop], [billing]]")), KINDS, by="test")
    assert origins(*said, policy=current_survivorship())["city"]["value"] == "S"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("orders", "message"),
    [
        ([("order", "[[biling]]")], "No source belongs to a system 'biling'"),
        ([("a", "[[billing]]"), ("b", "[[billing]]")], "There are two orders of trust"),
        ([("order", "[[billing], [billing]]")], "'billing' stands in two classes"),
    ],
)
def test_an_order_of_trust_that_cannot_be_is_refused(
    tmp_path: Path, orders: list[tuple[str, str]], message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        apply_pack(pack(tmp_path / "pack", *orders), KINDS, by="test")


def test_trust_fades_by_days_at_least() -> None:
    with pytest.raises(ValidationError, match="a day or more"):
        Trust(classes=[["billing"]], fades_every="PT1H")
