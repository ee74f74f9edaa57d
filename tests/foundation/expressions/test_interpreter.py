"""FEEL's own semantics on plain Python values."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.foundation.expressions.customers import NOW
from tieline.foundation.expressions.interpreter import evaluate, held
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.values import Months

CONTEXT = {
    "fee": 12,
    "plan": None,
    "tags": {"level": 3},
    "flat.name": "x",
    "seen_at": datetime(2026, 11, 22, 17, 0),  # noqa: DTZ001  # the warehouse stores naive UTC
    "scores": [1, 2, None],
}


def value(text: str) -> Any:
    return evaluate(parse(text), CONTEXT, NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null = 3", False),
        ("null = null", True),
        ("null != 3", True),
        ("null < 3", None),
        ('1 = "1"', None),
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ("false or null", None),
        ("not(null)", None),
        ("1 / 0", None),
        ("1 + null", None),
        ("0 ** -1", None),
        ("-3 ** 2", 9),
        ("3 ** 4 ** 5", 3486784401),
        ("sum([])", None),
        ("count([])", 0),
        ("sum([1, null])", None),
        ("min([])", None),
        ("max(1, 3, 2)", 3),
        ("mean([1, 2])", 1.5),
        ("median([3, 1, 2, 4])", 2.5),
        ("distinct values([1, 2, 1])", [1, 2]),
        ("if null then 1 else 2", 2),
        ("1 in [1..5)", True),
        ("5 in [1..5)", False),
        ("null in [1..5)", None),
        ("10 in (1, < 5, >= 10)", True),
        ("5 in [[2..4], [1..5]]", True),
        ("some x in [] satisfies x > 1", False),
        ("some x in [1, 2], y in [x] satisfies x + y = 4", True),
        ("for x in 3..1, y in [x] return x * y", [9, 4, 1]),
        ("for n in 0..4 return if n = 0 then 1 else n * partial[-1]", [1, 1, 2, 6, 24]),
        ('for x in "a".."c" return x', None),
        ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
        ("(function(a: number) a + 1)(2)", 3),
        ('(function(a: number) a + 1)("2")', None),
        ("(function(f) f(f))(function(f) f(f))", None),
        ("[1, null] instance of list<number>", True),
        ("null instance of Any", False),
        ("fee instance of string", False),
        ("abs(true)", None),
        ("sqrt(number: 9)", 3),
        ("sqrt(n: 9)", None),
        ('string([1, "a", null])', '[1, "a", null]'),
        ('string(duration("P1DT2H"))', "P1DT2H"),
        ("string(seen_at)", "2026-11-22T17:00:00Z"),
        ('number("1 000,5", " ", ",")', 1000.5),
        ('time("23:30:00") + duration("PT1H") = time("00:30:00")', True),
        ('string join(["a", null, "b"], "-")', "a-b"),
        ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
        ('3 in range("[1..3]")', True),
        ('is(@"2026-11-22", @"2026-11-22T00:00:00")', False),
        ('day of year(@"2026-02-01")', 32),
        ("every x in [] satisfies x > 1", True),
        ("some x in [1, null] satisfies x > 5", None),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[1, 2, 3][-1]", 3),
        ("[{a: 1}, {a: 2}][a = 2].a", [2]),
        ("for x in [1, 2] return x * x", [1, 4]),
        ("{a: 1, b: a + 1}.b", 2),
        ("tags.level", 3),
        ("missing", None),
        ("fee", 12),
        ("modulo(-7, 3)", 2),
        ("round half up(2.5)", 3),
        ("round half up(-2.5)", -3),
        ("decimal(2.5, 0)", 2),
        ("floor(-1.5)", -2),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2)', "ar"),
        ('substring before("foobar", "bar")', "foo"),
        ('string length("\\U01F40E")', 1),
        ('contains("abc", null)', None),
        ('date("2026-02-28") + duration("P1D")', date(2026, 3, 1)),
        ('date("2026-01-31") + @"P1M"', date(2026, 2, 28)),
        ('date("2026-01-01") - duration("PT6H")', date(2025, 12, 31)),
        ('date("2026-03-01") - date("2026-02-01")', timedelta(days=28)),
        ('duration("P1Y2M") * 2', Months(28)),
        ('duration("P1D") / duration("PT6H")', 4),
        ('duration("P10D") > duration("PT6H")', True),
        ('duration("-P1DT6H").days', -1),
        ('duration("P1Y2M").months', 2),
        ("date(seen_at)", date(2026, 11, 23)),
        ("seen_at.hour", 1),
        ("today()", date(2026, 11, 22)),
        ('now() - duration("PT1S")', NOW - timedelta(seconds=1)),
        ('date and time("2026-11-22T00:00:00Z")', datetime(2026, 11, 22, tzinfo=UTC)),
        ('@"2026-11-22T08:00:00" = date and time("2026-11-22T00:00:00Z")', True),
        ('duration("P9999999999D")', None),
        ('date("2026-13-01")', None),
        ("get or else(plan, 7)", 7),
        ("is defined(plan)", False),
        ('matches("abc", "B", "i")', True),
        ('years and months duration(@"2020-02-29", @"2026-02-28").years', 5),
    ],
)
def test_values_follow_the_standard(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert (found is None) == (expected is None)
    assert isinstance(found, bool) == isinstance(expected, bool)


def test_only_true_is_held() -> None:
    assert [held(value(text)) for text in ("1 = 1", "1 = 2", "null < 3")] == [True, False, False]
