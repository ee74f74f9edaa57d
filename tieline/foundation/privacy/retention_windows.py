"""
How far back published definitions look over a list of facts: the longest duration in a filter of that list.

    count(contacts[at > now() - duration("P90D")]) > 2    →  90 days over contacts

A condition without a duration asks of all that is kept, and changes with what is let go: it sets no window. A model
that learns from history looks back over the months of its features and of its training, and the horizon before them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.tree import AtLiteral, Call, Filter, Literal, Name, Node, Rows, walk
from tieline.foundation.packs.kinds import Definitions

CONDITIONS = ("tag", "segment", "rule", "model", "task")
"""The kinds of definitions whose texts may be conditions."""

DAYS_OF = {"Y": 366, "M": 31, "W": 7, "D": 1}
_PERIOD = re.compile(r"^-?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?$")


@dataclass(frozen=True)
class Window:
    """Which definition looks back, and how many days at the most."""

    kind: str
    key: str
    days: int


def longest_window(definitions: Definitions, lists: Sequence[str]) -> Window | None:
    """The definition that looks back the furthest over one of the lists; None where none does."""
    return max(_windows(definitions, frozenset(lists)), key=lambda each: each.days, default=None)


def _windows(definitions: Definitions, lists: frozenset[str]) -> Iterator[Window]:
    for kind in CONDITIONS:
        for key, body in definitions.bodies(kind).items():
            days = [days for text in _texts(body) if _may_ask(text, lists) for days in days_over(text, lists)]
            if days and kind == "model" and body.get("kind") == "history":
                days.append(_learning_days(body))
            if days:
                yield Window(kind, key, max(days))


def _may_ask(text: str, lists: Iterable[str]) -> bool:
    return any(name in text for name in lists)


def _learning_days(body: dict[str, Any]) -> int:
    months = int(body.get("history_months", 4)) + int(body.get("train_months", 6))
    return months * DAYS_OF["M"] + int(body.get("horizon_days", 60))


def days_over(text: str, lists: Iterable[str]) -> list[int]:
    """The days of every duration in a filter of one of the lists; none where the text is no expression."""
    names = frozenset(lists)
    try:
        tree = parse(text)
    except WrongExpression:
        return []
    filters = (node for node in walk(tree) if isinstance(node, Filter) and _is_of(node.of, names))
    return [days for each in filters for node in walk(each.condition) if (days := _days(node)) is not None]


def _is_of(node: Node, names: frozenset[str]) -> bool:
    return any(isinstance(each, Name | Rows) and each.name in names for each in walk(node))


def _days(node: Node) -> int | None:
    """The days of a duration, a year taken for 366 and a month for 31; a part of a day counts as one."""
    text = None
    if isinstance(node, AtLiteral):
        text = node.text
    elif isinstance(node, Call) and node.name == "duration" and node.arguments:
        (first, *_) = node.arguments
        text = str(first.value) if isinstance(first, Literal) else None
    found = _PERIOD.match(text) if text else None
    if text is None or found is None:
        return None
    whole = sum(int(count or 0) * days for count, days in zip(found.groups(), DAYS_OF.values(), strict=True))
    return whole + ("T" in text)


def _texts(value: Any) -> Iterator[str]:
    """Every text anywhere within a body."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
