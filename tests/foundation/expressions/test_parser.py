"""Text to tree and back, and errors that point at the word."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.foundation.expressions.customers import NOW, SCOPE, customers
from tests.foundation.expressions.trees import trees
from tieline.foundation.expressions.canonical import canonical
from tieline.foundation.expressions.checker import check
from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.interpreter import evaluate
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.printer import text_of
from tieline.foundation.expressions.tree import Arithmetic, Call, In, Literal, Name, Negate, Node, Path, Range
from tieline.foundation.expressions.types import BOOLEAN, DATE, DURATION, INSTANT, NUMBER, TEXT


@settings(max_examples=300, deadline=None)
@given(trees(BOOLEAN, NUMBER, TEXT, DATE, INSTANT, DURATION, depth=4))
def test_printing_a_tree_and_parsing_it_gives_the_same_tree(node: Node) -> None:
    assert parse(text_of(node)) == node


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(node=trees(BOOLEAN, BOOLEAN, NUMBER, TEXT, DATE), found=customers(2))
def test_the_canonical_form_means_what_every_expression_means_that_has_it(
    node: Node, found: list[dict[str, Any]]
) -> None:
    """So no two expressions share one and differ: both would have to mean what the form means."""
    expression = check(node, SCOPE)
    form = canonical(expression.node)
    read_back = check(parse(form), SCOPE)
    assert canonical(read_back.node) == form
    for customer in found:
        assert evaluate(read_back, customer, NOW) == evaluate(expression, customer, NOW), form


@settings(max_examples=200, deadline=None)
@given(trees(BOOLEAN, NUMBER, depth=3))
def test_a_checked_tree_prints_as_the_text_it_came_from(node: Node) -> None:
    assert check(node, SCOPE).text == text_of(node)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("3 ** 4 ** 5", "(3 ** 4) ** 5"),
        ("-3 ** 2", "(-3) ** 2"),
        ("a or b and c", "a or (b and c)"),
        ("a and b = c", "a and (b = c)"),
        ("a between 1 and 2 and b", "(a between 1 and 2) and b"),
        ("a in [1..2] or b", "(a in [1..2]) or b"),
        ("some x in l satisfies x.a > 1 and b", "some x in l satisfies (x.a > 1 and b)"),
        ("if a then b else c + 1", "if a then b else (c + 1)"),
        ("a // the fee\n + /* and */ b", "a + b"),
        ("]1..5[", "(1..5)"),
        ("contains(string: a, match: b)", "contains(string: a, match: b)"),
    ],
)
def test_operators_group_as_the_standard_says(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    "text",
    [
        "for x in 1..3, y in list return x + y",
        "sort(list, function(x: number, y) x > y)",
        "(function(a) a)(1)",
        "x.f(1)(2)",
        "x instance of list<context<a b: date and time, c: Any>>",
        "x instance of function<number> -> string and y",
        'number(from: "1", decimal separator: ",")',
    ],
)
def test_what_only_the_interpreter_runs_prints_as_it_was_written(text: str) -> None:
    assert text_of(parse(text)) == text


def test_built_in_names_with_spaces_are_functions_only_before_a_parenthesis() -> None:
    assert parse('date and time("2026-11-22T00:00:00")') == Call("date and time", (Literal("2026-11-22T00:00:00"),))
    assert parse("distinct  values(a.b)") == Call("distinct values", (Path(Name("a"), "b"),))
    assert text_of(parse("date and time")) == "date and time"


def test_names_with_spaces_are_read_when_they_are_given() -> None:
    assert parse("Monthly Salary * 12", names=["Monthly Salary"]) == Arithmetic(
        "*", Name("Monthly Salary"), Literal(12.0)
    )


def test_a_range_behind_in_keeps_its_open_ends() -> None:
    expected = In(Name("x"), (Range(Literal(1.0), Negate(Literal(5.0)), low_closed=False, high_closed=True),))
    assert parse("x in (1..-5]") == expected


def test_escapes_of_a_string_are_resolved_and_printed_again() -> None:
    node = parse(r'"a\"b\\c\n\u4f60"')
    assert node == Literal('a"b\\c\n你')
    assert parse(text_of(node)) == node


@pytest.mark.parametrize(
    ("text", "says", "line", "column"),
    [
        ("fee > ", "ends too early", 1, 7),
        ("fee fee", "'fee' is unexpected: expected an operator or the end", 1, 5),
        ("count(contacts", "expected ',' or '\\)' after an argument", 1, 15),
        ("fee > 1 and\n plan = 'gold'", "double quotes", 2, 9),
        ('plan = "gold', "not closed", 1, 8),
        ("fee > 1 && plan", "Write 'and'", 1, 9),
        ("fee > 1；", "no meaning", 1, 8),
        ("fee in (1, 2", "expected ',' or '\\)'", 1, 13),
        ("if a then b", "'else' after the value", 1, 12),
        ("fee > 1e999", "too large", 1, 7),
        ('"\\q"', "no known escape", 1, 1),
        ("(" * 300 + "1", "nested", 1, 101),
        (" or ".join(["a"] * 300), "operations deep", 1, 993),
        ("a.", "a name after '.'", 1, 3),
        ("[1..2", "end of the range", 1, 6),
    ],
)
def test_an_error_points_at_the_word(text: str, says: str, line: int, column: int) -> None:
    with pytest.raises(WrongExpression, match=says) as error:
        parse(text)
    assert (error.value.place.line, error.value.place.column) == (line, column)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a and b", "b and a"),
        ("a and (b and c)", "(c and a) and b"),
        ("a or a", "a"),
        ("a > b", "b < a"),
        ("a = 1", "1 = a"),
        ("a between 1 and 2", "a <= 2 and a >= 1"),
        ('@"P7D"', 'duration("P7D")'),
        ("count(l[a > 1 and b])", "count(l[b and 1 < a])"),
    ],
)
def test_expressions_that_must_be_equal_share_a_canonical_form(one: str, other: str) -> None:
    assert canonical(parse(one)) == canonical(parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "b - a"),
        ("a < b", "a <= b"),
        ("a and b", "a or b"),
        ("1", '"1"'),
        ("a < b", "b < a"),
        ("a + b", "b + a"),
    ],
)
def test_different_expressions_keep_different_canonical_forms(one: str, other: str) -> None:
    assert canonical(parse(one)) != canonical(parse(other))
