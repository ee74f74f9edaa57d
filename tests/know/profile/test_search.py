"""Finding people by what they say on the phone: pieces of names in any order, numbers in any writing."""

import ibis
import ibis.expr.types as ir
import pytest

from tests.know.profile.cast import MUELLER, WANG
from tests.know.profile.conftest import Agent
from tieline.foundation.standards.characters import folded
from tieline.know.profile.search_terms import (
    name_terms,
    phone_terms,
    reference_terms,
    words_of_names,
    words_of_references,
)
from tieline.know.profile.search_words import ways_to_read


@pytest.mark.parametrize(
    "text",
    [
        "王小明",
        "王",
        "小明",
        "明",
        "小明王",
        "王 小明",
        "小明 王",
        "王小明 ",
        "wang",
        "WANG Xiao",
        "xiaoming wang",
        "xiao wa",
        "ｗａｎｇ",
        "13800001234",
        "138 0000 1234",
        "138-0000",
        "+86 138 0000 1234",
        "0086 13800001234",
        "8613800001234",
        "1234",
        "00001234",
        "13911112222",
        "2222",
        "ACC-0001",
        "acc0001",
        "acc 0001",
        "C-1",
        "s-9",
        "P-wang",
        "xiaoming.wang@example.cn",
        "xiaoming.wang",
        "XIAOMING.WANG@EX",
        "王 1234",
    ],
)
def test_wang_is_found_by(li: Agent, text: str) -> None:
    hits = li.read("", q=text)["items"]
    assert [hit["customer_id"] for hit in hits] == [WANG]


@pytest.mark.parametrize("text", ["john", "Müller", "muller", "MULLER JOHN", "mü jo", "C-2"])
def test_mueller_is_found_by(li: Agent, text: str) -> None:
    assert [hit["customer_id"] for hit in li.read("", q=text)["items"]] == [MUELLER]


@pytest.mark.parametrize(
    "text", ["王大明", "wang john", "99999", "234", "xiaoming@", "'; drop table", "%", "*", "()", "🦊", "000 000 000"]
)
def test_nobody_is_found_by(li: Agent, text: str) -> None:
    assert li.read("", q=text) == {"items": [], "total": 0, "total_is_exact": True}


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("小明", "name", "王小明"),
        ("xiao", "name", "Wang Xiaoming"),
        ("1234", "phone", "+86 138 0000 1234"),
        ("acc", "account", "ACC-0001"),
        ("c-1", "number", "C-1"),
        ("xiaoming.wang@", "email", "xiaoming.wang@example.cn"),
    ],
)
def test_a_hit_says_why_it_matched(li: Agent, text: str, kind: str, shown: str) -> None:
    [hit] = [hit for hit in li.read("", q=text)["items"] if hit["customer_id"] == WANG]
    assert {"kind": kind, "shown": shown} in hit["matched"]


def test_what_is_common_to_both_finds_both_by_pages(li: Agent) -> None:
    found = li.read("", q="acc", limit=1)
    assert (found["total"], found["total_is_exact"], len(found["items"])) == (2, True, 1)
    further = li.read("", q="acc", limit=1, offset=1)["items"]
    assert {found["items"][0]["customer_id"], further[0]["customer_id"]} == {WANG, MUELLER}


def test_folding_meets_what_people_type() -> None:
    assert folded("ÀÉÎõü Ｍｕ１２　Ñ") == "aeiou mu12 n"


def test_a_number_is_one_word_however_it_is_spaced() -> None:
    assert ways_to_read("+86 (138) 0000-1234", "86") == [[["8613800001234", "13800001234", "~4321000083168"]]]
    assert ways_to_read("020-8888", "86") == [[["0208888", "208888", "~8888020"]]]
    assert ways_to_read("123", "86") == [[["123"]]]


def test_the_word_that_narrows_most_leads() -> None:
    assert ways_to_read("li xiaoming", "86") == [[["xiaoming"], ["li"]]]
    assert ways_to_read("ab 王小", "86") == [[["王小"], ["ab"]]]


def test_a_dotted_word_is_read_as_the_beginning_of_an_email_or_else_as_words() -> None:
    assert ways_to_read("wang.li", "86") == [[["wang.li"]], [["wang"], ["li"]]]


@pytest.mark.parametrize("text", ["", "   ", "+", "---", "()"])
def test_nothing_is_asked_for_nothing(text: str) -> None:
    assert ways_to_read(text, "86") == []


def terms(rows: ir.Table) -> set[str]:
    return {row["term"] for row in rows.to_pyarrow().to_pylist()}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("王小明", {"王小明", "小明", "明", "小明王"}),
        ("欧阳明", {"欧阳明", "阳明", "明", "明欧阳"}),
        ("Jean-Luc Müller", {"jean", "luc", "muller"}),
        ("王, Xiao", {"王", "xiao"}),
    ],
)
def test_a_name_gives_its_words_its_endings_and_its_swapped_order(name: str, found: set[str]) -> None:
    words = words_of_names(ibis.memtable({"customer": [1], "name": [name]}))
    assert terms(name_terms(words.rename(customer_id="customer"))) == found


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("ACC-0001", {"acc0001": "ACC-0001"}),
        ("K-0077950", {"k0077950": "K-0077950", "77950": "K-0077950"}),
        ("u818", {"u818": None, "818": "u818"}),
        ("648000", {"648000": None}),
    ],
)
def test_a_number_gives_its_letters_and_digits_and_its_digits_alone(
    reference: str, found: dict[str, str | None]
) -> None:
    words = words_of_references(ibis.memtable({"customer_id": ["w"], "reference": [reference]}))
    rows = reference_terms(words, "account").to_pyarrow().to_pylist()
    assert {row["term"]: row["shown"] for row in rows} == found


def test_a_number_abroad_is_found_with_its_country_and_one_at_home_with_or_without() -> None:
    schema = {"customer_id": "string", "national": "string", "international": "string", "shown": "string"}
    home = {"customer_id": "w", "national": "13800001234", "international": None, "shown": None}
    abroad = {
        "customer_id": "m",
        "national": "2079460000",
        "international": "442079460000",
        "shown": "+44 20 7946 0000",
    }
    found = terms(phone_terms(ibis.memtable([home, abroad], schema=schema)))
    assert found == {"13800001234", "~43210000831", "2079460000", "~0000649702", "442079460000"}
