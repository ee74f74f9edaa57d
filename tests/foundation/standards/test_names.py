"""Names of people, one by one and by the million."""

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieline.foundation.standards.names import (
    PersonName,
    name_key,
    name_key_column,
    plain_name,
    plain_name_column,
    read_name,
    refusal,
)


@pytest.mark.parametrize(
    ("written", "family", "given_name"),
    [
        ("王伟", "王", "伟"),
        ("王 伟先生", "王", "伟"),
        ("欧阳娜娜", "欧阳", "娜娜"),
        ("司马光", "司马", "光"),
        ("诸葛 亮", "诸葛", "亮"),
        ("小明 王", "王", "小明"),
        ("张女士", "张", None),
        ("买买提·艾力", None, "买买提·艾力"),
        ("阿不都 • 热合曼", None, "阿不都·热合曼"),
        ("Wang, Wei", "Wang", "Wei"),
        ("WANG Wei", "Wang", "Wei"),
        ("Wei WANG", "Wang", "Wei"),
        ("Qiangyong Xu", "Xu", "Qiangyong"),
        ("ＬＩ　Ａｎｎ", "Li", "Ann"),
        ("Mr. John Smith", "Smith", "John"),
        ("Dr. Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("Maria de la Cruz", "de la Cruz", "Maria"),
        ("jean-luc picard", "Picard", "Jean-Luc"),
    ],
)
def test_a_name_is_read_in_its_two_parts(written: str, family: str | None, given_name: str | None) -> None:
    name = read_name(written)
    assert name is not None
    assert (name.family, name.given) == (family, given_name)


def test_where_both_words_are_family_names_the_order_is_not_certain() -> None:
    assert read_name("WEI WANG") == PersonName("Wang", "Wei", "latin", order_is_certain=False)
    assert read_name("li wei") == PersonName("Li", "Wei", "latin", order_is_certain=False)


def test_a_name_is_written_in_the_order_of_its_script() -> None:
    assert [read_name(text).whole for text in ("王 伟", "WANG Wei")] == ["王伟", "Wei Wang"]  # type: ignore[union-attr] # both are names


@pytest.mark.parametrize("written", ["", "  ", "123", "--"])
def test_a_text_without_letters_is_no_name(written: str) -> None:
    assert read_name(written) is None
    assert refusal(written) == "not a name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王伟", "伟王"),
        ("LI, Ann", "ann li"),
        ("Mr. José Müller", "MULLER jose"),
        ("买买提·艾力", "买买提艾力"),
        ("王 伟 先生", "王伟"),
        ("ＷＡＮＧ　Ｗｅｉ", "wei wang"),
    ],
)
def test_ways_to_write_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(plain_name(one) or "") == name_key(plain_name(other) or "") is not None


def test_a_family_name_alone_has_no_key() -> None:
    assert [name_key(name) for name in ("王", "wang")] == [None, None]


NAMES = st.text("王伟欧阳先生女士·•， ,.'-ＡａＺÉéümrdsW\t\u3000/()1", max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(NAMES, st.text(max_size=12)), min_size=40, max_size=120))
def test_columns_give_what_reading_one_by_one_gives(written: list[str]) -> None:
    written = [text.replace("\0", "") for text in written]
    rows = ibis.memtable({"written": written}, schema={"written": "string"})
    plain = rows.select("written", plain=plain_name_column(rows.written))
    for row in plain.mutate(key=name_key_column(plain.plain)).to_pyarrow().to_pylist():
        expected = plain_name(row["written"])
        assert (row["plain"], row["key"]) == (expected, name_key(expected) if expected else None), row
