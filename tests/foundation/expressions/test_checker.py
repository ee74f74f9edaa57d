"""Names are resolved, types fit, and a mistake is shown at its word with the nearest name."""

import pytest

from tests.foundation.expressions.customers import SCOPE
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.compiler import check_compilable
from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import FieldType
from tieline.foundation.expressions.types import (
    BOOLEAN,
    DATE,
    DURATION,
    INSTANT,
    MONTHS,
    NUMBER,
    TEXT,
    Type,
    list_of,
)
from tieline.foundation.language import in_chinese


def typed(text: str) -> Typed:
    return check(parse(text), SCOPE)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("fee > 1", BOOLEAN),
        ("fee + tags.level", NUMBER),
        ("plan + city", TEXT),
        ('birth_date + duration("P1M")', DATE),
        ("today() - birth_date", DURATION),
        ("now() - seen_at", DURATION),
        ("years and months duration(birth_date, today())", MONTHS),
        ("max(contacts.at)", INSTANT),
        ("contacts[rating > 3].reason", list_of(TEXT)),
        ("contacts[1].reason", TEXT),
        ("contacts.at.hour", list_of(NUMBER)),
        ("if fee > 1 then null else plan", TEXT),
        ("get or else(null, fee)", NUMBER),
        ("(today() - birth_date).days", NUMBER),
        ("birth_date.year", NUMBER),
    ],
)
def test_an_expression_has_a_type(text: str, type_: Type) -> None:
    assert typed(text).type == type_


@pytest.mark.parametrize(
    ("text", "says", "column"),
    [
        ("fe > 3", "Nothing is called 'fe' here.*Did you mean 'fee'", 1),
        ("fee > 3 and contacts.resaon = null", "no column 'resaon'.*Did you mean 'reason'", 22),
        ("count(contacts[reson = null]) > 0", "'reson' here in contacts.*Did you mean 'reason'", 16),
        ("not(tags.levle > 1)", "no 'tags.levle'.*Did you mean 'tags.level'", 5),
        ("cuont(contacts) > 1", "no function 'cuont'.*Did you mean 'count'", 1),
        ("birth_date.yaer > 1", "A date has no 'yaer'.*Did you mean 'year'", 12),
        ('fee > "3"', "A number is compared with a string", 7),
        ("fee and is_active", "'and' takes a boolean, but 'fee' is a number", 1),
        ("seen_at > today()", "with date", 11),
        ("today() - 7", "cannot join a date and a number", 11),
        ("sum(contacts)", "'sum' takes numbers", 5),
        ("contains(fee, plan)", "'contains' takes a string as string, but 'fee' is a number", 10),
        ("contains(plan)", "takes \\(string, match\\), but 1 arguments", 1),
        ('duration("7D")', "'7D' is no duration.*P7D", 10),
        ('date("2026-02-30")', "'2026-02-30' is no date", 6),
        ('@"soon"', "no date, instant or duration", 1),
        ("fee in (1, plan)", "A number is compared with a string", 12),
        ("is_active < true", "needs values with an order", 1),
        ("if fee > 1 then fee else plan", "'then' gives a number but 'else' gives a string", 26),
        ("some x in fee satisfies true", "takes a list", 11),
    ],
)
def test_a_mistake_is_shown_at_its_word(text: str, says: str, column: int) -> None:
    with pytest.raises(WrongExpression, match=says) as error:
        typed(text)
    assert error.value.place.column == column
    assert f"column {column}" in str(error.value)


def test_an_expected_type_is_asked_for() -> None:
    with pytest.raises(WrongExpression, match="gives a number, but a boolean is wanted"):
        check(parse("fee + 1"), SCOPE, BOOLEAN)


def test_what_an_expression_depends_on_is_known() -> None:
    names = typed(
        'count(contacts[reason = plan]) > 0 and sum(usage[day > today() - @"P3D"].minutes) < tags.level'
    ).names
    assert names.fields == {"plan", "tags.level"}
    assert names.lists == {"contacts", "usage"}
    assert names.columns == {("contacts", "reason"), ("usage", "day"), ("usage", "minutes")}


def test_a_column_goes_before_a_field_of_the_same_name() -> None:
    scope = SCOPE.with_fields({"rating": FieldType(TEXT)})
    assert check(parse("count(contacts[rating > 3])"), scope).names.columns == {("contacts", "rating")}
    assert check(parse('rating = "A"'), scope).names.fields == {"rating"}


def test_a_code_that_a_field_never_has_is_refused_with_the_nearest() -> None:
    band = FieldType(TEXT, values={"low": {}, "middle": {}, "high": {}}, all_values=True)
    scope = SCOPE.with_fields({"tags.value_band": band})
    check(parse('tags.value_band in ("low", "high") and tags.value_band != null and plan = "anything"'), scope)
    for text, column in (('tags.value_band = "hig"', 19), ('fee > 1 and "hig" != tags.value_band', 13)):
        with pytest.raises(
            WrongExpression, match=r"'tags.value_band' has no value 'hig'.*Did you mean 'high'"
        ) as refusal:
            check(parse(text), scope)
        assert refusal.value.place.column == column
    with pytest.raises(WrongExpression, match="no value 'mid'"):
        check(parse('tags.value_band in ("low", "mid")'), scope)


@pytest.mark.parametrize(
    ("text", "says", "do"),
    [
        ("fee >", "表达式没有写完：此处应为值、名称或“(”", ""),
        ("fees > 1", "这里没有叫“fees”的内容", "是否指“fee”？"),
        ("count(contacts.reson) > 1", "“contacts”没有列“reson”", "是否指“reason”？"),
        ("fee > plan", "数字与文本相比", "“fee”是数字"),
        ("fee and is_active", "'and'需要是/否，而“fee”是数字", ""),
        ("count(usage[minutes > mean(usage.minutes)]) > 1", "过滤条件内的汇总不能对全部客户一次算出", ""),
    ],
)
def test_a_mistake_is_told_in_chinese(text: str, says: str, do: str) -> None:
    with pytest.raises(WrongExpression) as refusal:
        check_compilable(check(parse(text), SCOPE, BOOLEAN))
    assert in_chinese(refusal.value.what) == says
    assert in_chinese(refusal.value.do) == do
