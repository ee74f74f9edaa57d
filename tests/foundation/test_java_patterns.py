"""Patterns of the embedded engine said in Java's way."""

import pytest

from tieline.foundation.warehouse.java_patterns import java_pattern, java_replacement


@pytest.mark.parametrize(
    ("pattern", "java"),
    [
        (r"^\d{4}-\d{1,2}$", r"^\d{4}-\d{1,2}\z"),
        (r"\$ \. \\$", r"\$ \. \\\z"),
        (r"a.c", r"(?d)a.c"),
        (r"[.$]", r"[.$]"),
        (r"\s\S", r"[\t\n\f\r ][^\t\n\f\r ]"),
        (r"[^省\s]", r"[^省\t\n\f\r ]"),
        (r"[][&&a]", r"[\]\[\&\&a]"),
        (r"[^]a]b]", r"[^\]a]b]"),
        (r"\x{C0}[\x{3400}-\x{9fff}]\p{L}", r"\x{C0}[\x{3400}-\x{9fff}]\p{L}"),
        (r"{|}~{2}", r"\{|}~{2}"),
        (r"[[:alpha:]_[:^digit:]]", r"[\p{Alpha}_\P{Digit}]"),
        (r"[[:xdigit:][:word:]]", r"[\p{XDigit}\w]"),
        (r"\v", r"\x0B"),
    ],
)
def test_a_pattern_finds_the_same_in_java(pattern: str, java: str) -> None:
    assert java_pattern(pattern) == java


def test_word_boundaries_are_those_of_latin_letters_and_digits() -> None:
    assert java_pattern(r"\bms\b").startswith("(?:(?<=[0-9A-Za-z_])")


def test_groups_of_a_replacement_have_a_dollar_and_a_dollar_is_itself() -> None:
    assert java_replacement(r"\2$\1") == r"$2\$$1"
