"""The checklist of OWASP ASVS: every number once, each with a state and a test that exists or a reason."""

import ast
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/asvs.md"
ROW = re.compile(r"^\| V(\d+)\.(\d+)\.(\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
STATES = ("held", "partly", "open", "not applicable")
CHAPTERS = 17
LEVELS = {"1": 70, "2": 183}
"""How many requirements of each level version 5.0.0 has."""


def rows() -> list[tuple[tuple[int, int, int], str, str, str, str]]:
    """Number, what is asked for, level, state, test or reason."""
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [((int(a), int(b), int(c)), asks, level, state, by) for a, b, c, asks, level, state, by in found]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def missing_in(text: str) -> list[str]:
    """The tests that a text names and that are not there."""
    return [
        f"{path}::{name}"
        for path, name in TEST.findall(text)
        if not (ROOT / path).exists() or (name and name not in functions_of(path))
    ]


def test_every_row_is_read() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\|\s*V", line)]
    assert len(lines) == len(rows())


def test_every_number_is_there_once_and_in_order() -> None:
    numbers = [number for number, *_ in rows()]
    assert all(one < next_one for one, next_one in pairwise(numbers))
    assert {chapter for chapter, _, _ in numbers} == set(range(1, CHAPTERS + 1))


def test_every_row_stands_in_its_section() -> None:
    section = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            section = line.split()[1]
        if found := ROW.match(line):
            assert section == f"V{found[1]}.{found[2]}", line


def test_both_levels_are_complete() -> None:
    assert Counter(level for _, _, level, _, _ in rows()) == LEVELS


def test_every_row_has_a_state_and_a_test_or_a_reason() -> None:
    assert {state for _, _, _, state, _ in rows()} <= set(STATES)
    assert not [number for number, asks, _, _, by in rows() if not asks.strip() or not re.search(r"\w{3}", by)]


def test_what_is_partly_held_or_open_says_what_lacks() -> None:
    silent = [
        number for number, _, _, state, by in rows() if state != "held" and not re.search(r"\w", TEST.sub("", by))
    ]
    assert not silent


@pytest.mark.parametrize("page", ["docs/asvs.md", "SECURITY.md"])
def test_every_test_that_is_named_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert TEST.search(text)
    assert not missing_in(text)


def test_a_test_that_is_not_there_would_be_found() -> None:
    assert missing_in(
        "`tests/house/test_asvs.py::test_of_nothing`, `tests/house/test_nowhere.py`, `tests/__init__.py`"
    ) == [
        "tests/house/test_asvs.py::test_of_nothing",
        "tests/house/test_nowhere.py::",
    ]


def test_the_summary_is_what_the_tables_say() -> None:
    states, levels = Counter(state for *_, state, _ in rows()), Counter(level for _, _, level, _, _ in rows())
    said = (
        f"{len(rows())} requirements, {levels['1']} of level 1 and {levels['2']} of level 2: {states['held']} held, "
        f"{states['partly']} partly, {states['open']} open, {states['not applicable']} not applicable."
    )
    assert said in PAGE.read_text(encoding="utf-8")
