"""What would have to change so that a condition holds: the fewest changes of fields, counts and other values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice, product
from typing import Any

from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.columns import is_constant
from tieline.foundation.expressions.explain import Telling
from tieline.foundation.expressions.interpreter import Reading
from tieline.foundation.expressions.sentences import Speaker
from tieline.foundation.expressions.tree import Between, Call, Comparison, If, Logic, Node, operands
from tieline.foundation.expressions.values import Value
from tieline.foundation.expressions.wording import PHRASES, SIGNS, Language

MOST_WAYS = 3
_MOST_TRIED = 64
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_STEP = 0.01


@dataclass(frozen=True)
class Goal:
    """That a value becomes ``op bound``; ``example`` is the nearest such value. ``node`` says which value."""

    node: Node
    op: str
    bound: Value
    example: Value


@dataclass(frozen=True)
class Change:
    """A goal in words, with what the value is now."""

    goal: Goal
    sentence: str


Way = tuple[Change, ...]
_Goals = tuple[Goal, ...]


def ways_to_hold(typed: Typed, context: Mapping[str, Any], now: datetime, language: Language) -> tuple[Way, ...]:
    """
    Up to three ways in which the condition would hold for the row of ``context``, the one with fewest changes first.

    Empty where it holds already, or where no change of single values is known to do. Every way is tried: with its
    values put in, the condition is true.
    """
    reading = Reading(context, now)
    if reading.value(typed.node) is True:
        return ()
    telling = Telling(reading, Speaker(typed.scope, language))
    tried = (merged for goals in _options(typed.node, reading, wanted=True) for merged in _consistent(goals))
    holding: dict[_Goals, None] = {}
    for goals in islice(tried, _MOST_TRIED):
        if WhatIf(context, now, given={goal.node: goal.example for goal in goals}).value(typed.node) is True:
            holding[goals] = None
    ways = sorted(holding, key=len)[:MOST_WAYS]
    return tuple(tuple(Change(goal, _said(goal, telling)) for goal in way) for way in ways)


@dataclass(frozen=True)
class WhatIf(Reading):
    """An evaluation in which some nodes have the values that are given."""

    given: Mapping[Node, Value] = field(default_factory=dict)

    def _value(self, node: Node) -> Value:
        return self.given[node] if node in self.given else super()._value(node)


def _options(node: Node, reading: Reading, *, wanted: bool) -> list[_Goals]:
    """The sets of goals that would make the node ``wanted``, few goals first; empty where none is known."""
    if reading.value(node) is wanted:
        return [()]
    match node:
        case Logic(op=op):
            parts = [_options(part, reading, wanted=wanted) for part in operands(node, op)]
            return _all(parts) if (op == "and") is wanted else _any(parts)
        case Call(name="not", arguments=(of,)):
            return _options(of, reading, wanted=not wanted)
        case If(condition=condition, yes=yes, no=no):
            through_yes = [_options(condition, reading, wanted=True), _options(yes, reading, wanted=wanted)]
            is_yes = reading.value(condition) is True
            leaving: list[_Goals] = _options(condition, reading, wanted=False) if is_yes else [()]
            return _any([_all(through_yes), _all([leaving, _options(no, reading, wanted=wanted)])])
        case Between(of=of, low=low, high=high) if wanted:
            return _all([_of_sides(">=", of, low, reading), _of_sides("<=", of, high, reading)])
        case Comparison(op=op, left=left, right=right):
            return _of_sides(op if wanted else _OPPOSITE[op], left, right, reading)
    return [] if is_constant(node) else [(Goal(node, "=", wanted, wanted),)]


def _all(parts: Sequence[list[_Goals]]) -> list[_Goals]:
    chosen = islice(product(*parts), _MOST_TRIED)
    joined = [tuple(dict.fromkeys(goal for goals in choice for goal in goals)) for choice in chosen]
    return sorted(joined, key=len)[:_MOST_TRIED]


def _any(parts: Sequence[list[_Goals]]) -> list[_Goals]:
    return sorted((goals for options in parts for goals in options), key=len)[:_MOST_TRIED]


def _of_sides(op: str, left: Node, right: Node, reading: Reading) -> list[_Goals]:
    """One side moved to where the other is; a side that is the same for everybody cannot move."""
    sides = ((op, left, right), (_TURNED.get(op, op), right, left))
    found = (_goal(turned, moving, reading.value(still)) for turned, moving, still in sides if not is_constant(moving))
    return [(goal,) for goal in found if goal is not None]


def _goal(op: str, node: Node, bound: Value) -> Goal | None:
    counts = isinstance(node, Call) and node.name == "count"
    example = _nearest(op, bound, 1.0 if counts else _STEP)
    if example is None or (counts and example < 0):
        return None
    return Goal(node, op, bound, example)


def _nearest(op: str, bound: Value, step: float) -> Value:
    """The value nearest to the bound for which ``value op bound``; None where none is known."""
    if isinstance(bound, bool):
        return bound if op == "=" else not bound if op == "!=" else None
    if op in ("=", "<=", ">="):
        return bound
    further = -1 if op == "<" else 1
    match bound:
        case float():
            return bound + further * step
        case datetime() | timedelta():
            return bound + further * timedelta(seconds=1)
        case date():
            return bound + further * timedelta(days=1)
        case str() if op == "!=":
            return f"{bound}?"
    return None


def _consistent(goals: _Goals) -> Iterator[_Goals]:
    """The goals with one for each value: where several are for the same value, each of them alone."""
    by_node: dict[Node, list[Goal]] = {}
    for goal in goals:
        by_node.setdefault(goal.node, []).append(goal)
    return product(*by_node.values())


def _said(goal: Goal, telling: Telling) -> str:
    value, speaker = telling.reading.value(goal.node), telling.speaker
    if isinstance(goal.example, bool):
        truth = (speaker.truth(value), speaker.truth(goal.example))
        return PHRASES[speaker.language]["turn"].format(speaker.say(goal.node), *truth)
    said = (telling.say(goal.node, value), SIGNS.get(goal.op, goal.op), telling.say(goal.node, goal.bound))
    return PHRASES[speaker.language]["change"].format(speaker.say(goal.node, 4), *said)
