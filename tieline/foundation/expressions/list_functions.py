"""Functions of lists. A function that takes a list also takes its items as arguments: ``max(1, 2)``."""

import statistics
from collections.abc import Callable
from typing import Any

from tieline.foundation.expressions.column_arithmetic import enclosed, negation_column
from tieline.foundation.expressions.comparison import both, compare, either, equal, negation
from tieline.foundation.expressions.signature import Function, Parameter, gives, like_first
from tieline.foundation.expressions.types import ANY, BOOLEAN, NULL, NUMBER, Type, is_list, list_of
from tieline.foundation.expressions.values import Value, finite, normal

AGGREGATES = ("count", "sum", "mean", "min", "max", "median", "exists", "last", "trend")
ROUNDED = ("sum", "mean", "median")
OF_NUMBERS = ("sum", "mean", "median", "trend")
TIMED = ("last", "trend")
_LIST = Parameter("list")


def as_list(arguments: tuple[Value, ...]) -> list[Value]:
    """The one list that was given, or the arguments as a list; null is a list of null."""
    if len(arguments) == 1 and isinstance(arguments[0], list):
        return [normal(item) for item in arguments[0]]
    return list(arguments)


def _numbers(calculation: Callable[[list[float]], float]) -> Callable[..., float | None]:
    def run(*arguments: Value) -> float | None:
        items = as_list(arguments)
        if not items or any(isinstance(item, bool) or not isinstance(item, float) for item in items):
            return None
        return finite(calculation(items))

    return run


def _best(op: str) -> Callable[..., Value]:
    def run(*arguments: Value) -> Value:
        best, *rest = as_list(arguments) or [None]
        for item in rest:
            better = compare(op, item, best)
            if better is None:
                return None
            best = item if better else best
        return best

    return run


def distinct_items(items: list[Value]) -> list[Value]:
    """The items without repetitions, in the order of their first appearance."""
    found: list[Value] = []
    for item in items:
        if not any(equal(item, other) for other in found):
            found.append(item)
    return found


def _list_contains(items: Value, element: Value) -> bool | None:
    return any(equal(normal(item), element) is True for item in items) if isinstance(items, list) else None


def _fold(step: Callable[[Value, Value], bool | None], start: bool) -> Callable[..., bool | None]:  # noqa: FBT001  # a fold
    def run(*arguments: Value) -> bool | None:
        result: bool | None = start
        for item in as_list(arguments):
            result = step(result, item)
        return result

    return run


def _item(types: tuple[Type, ...]) -> Type:
    first = like_first(types)
    return (first.of or ANY) if is_list(first) else first


def _first_known(types: tuple[Type, ...]) -> Type:
    return next((type_ for type_ in types if type_ != NULL), NULL)


def _same_list(types: tuple[Type, ...]) -> Type:
    return list_of(_item(types))


def _aggregate(
    name: str, run: Callable[..., Any], zh: str, en: str, *, result: Type = NUMBER, of_item: bool = False
) -> Function:
    rule = _item if of_item else gives(result)
    return Function(name, (_LIST,), rule, run, zh, en, strict=False, variadic=True)


LIST_FUNCTIONS = (
    _aggregate("count", lambda *items: float(len(as_list(items))), "{0}的条数", "the number of {0}"),
    _aggregate("sum", _numbers(sum), "{0}之和", "the sum of {0}"),
    _aggregate("mean", _numbers(statistics.fmean), "{0}的平均值", "the mean of {0}"),
    _aggregate("median", _numbers(statistics.median), "{0}的中位数", "the median of {0}"),
    _aggregate("min", _best("<"), "{0}的最小值", "the least of {0}", of_item=True),
    _aggregate("exists", lambda *items: len(as_list(items)) > 0, "有{0}", "there are {0}", result=BOOLEAN),
    _aggregate("last", lambda *items: (as_list(items) or [None])[-1], "最近一次{0}", "the latest {0}", of_item=True),
    _aggregate("trend", lambda *_: None, "{0}每天的变化", "the change per day in {0}"),
    _aggregate("max", _best(">"), "{0}的最大值", "the greatest of {0}", of_item=True),
    Function(
        "distinct values", (_LIST,), _same_list, lambda *items: distinct_items(as_list(items)),
        "{0}的不同值", "distinct values of {0}", strict=False
    ),
    Function(
        "list contains", (_LIST, Parameter("element")), gives(BOOLEAN), _list_contains,
        "{0}中有 {1}", "{0} include {1}", strict=False,
    ),
    Function(
        "all", (_LIST,), gives(BOOLEAN), _fold(both, start=True), "{0}都成立", "all of {0} hold",
        strict=False, variadic=True,
    ),
    Function(
        "any", (_LIST,), gives(BOOLEAN), _fold(either, start=False), "{0}有成立的", "any of {0} holds",
        strict=False, variadic=True,
    ),
    Function(
        "not", (Parameter("negand", (BOOLEAN,)),), gives(BOOLEAN), negation, "并非（{0}）", "not ({0})",
        column=negation_column,
    ),
    Function(
        "is defined", (Parameter("value"),), gives(BOOLEAN), lambda a: a is not None, "{0} 已知", "{0} is known",
        column=lambda a: enclosed(a).notnull(), strict=False,
    ),
    Function(
        "get or else", (Parameter("value"), Parameter("default")), _first_known,
        lambda a, b: b if a is None else a, "{0}（未知时为 {1}）", "{0} (or {1} when unknown)",
        column=lambda a, b: a.coalesce(b), strict=False,
    ),
)  # fmt: skip
