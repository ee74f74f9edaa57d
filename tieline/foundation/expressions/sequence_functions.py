"""Functions that make lists of lists: the interpreter's part of FEEL, outside the compiled subset."""

import statistics
from collections import Counter
from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from tieline.foundation.expressions.comparison import equal
from tieline.foundation.expressions.list_functions import as_list, distinct_items
from tieline.foundation.expressions.signature import Function, Parameter, gives, like_first
from tieline.foundation.expressions.types import ANY, FUNCTION, NUMBER, TEXT, list_of
from tieline.foundation.expressions.values import Value, finite, normal

_LIST = Parameter("list", (list_of(ANY),))
_POSITION = Parameter("position", (NUMBER,))


def _place(items: list[Value], position: float) -> int | None:
    """The index of a position: 1 is the first, −1 the last; None outside the list."""
    index = int(position) - 1 if position > 0 else len(items) + int(position)
    return index if position and 0 <= index < len(items) else None


def _sublist(items: list[Value], start: float, length: float | None = None) -> list[Value] | None:
    begin = _place(items, start)
    if begin is None or (length is not None and (length < 1 or begin + int(length) > len(items))):
        return None
    return items[begin:] if length is None else items[begin : begin + int(length)]


def _insert(items: list[Value], position: float, new: Value) -> list[Value] | None:
    index = _place(items, position)
    return None if index is None else [*items[:index], new, *items[index:]]


def _remove(items: list[Value], position: float) -> list[Value] | None:
    index = _place(items, position)
    return None if index is None else [*items[:index], *items[index + 1 :]]


def _replace(items: list[Value], where: Any, new: Value) -> list[Value] | None:
    if callable(where):
        return [new if where(normal(item), new) is True else item for item in items]
    index = _place(items, where) if isinstance(where, float) else None
    return None if index is None else [*items[:index], new, *items[index + 1 :]]


def _index_of(items: list[Value], match: Value) -> list[float]:
    return [float(number) for number, item in enumerate(items, 1) if equal(normal(item), match) is True]


def _concatenate(*lists: Value) -> list[Value]:
    return [item for given in lists for item in (given if isinstance(given, list) else [given])]


def _flatten(items: Value) -> list[Value]:
    return [inner for item in items for inner in (_flatten(item) if isinstance(item, list) else [item])]


def _product(*arguments: Value) -> float | None:
    items, product = as_list(arguments), 1.0
    if not items or any(isinstance(item, bool) or not isinstance(item, float) for item in items):
        return None
    for item in items:
        product *= item
    return finite(product)


def _deviation(*arguments: Value) -> float | None:
    items = as_list(arguments)
    if len(items) < 2 or any(isinstance(item, bool) or not isinstance(item, float) for item in items):
        return None
    return finite(statistics.stdev(items))


def _mode(*arguments: Value) -> list[float] | None:
    items = as_list(arguments)
    if any(isinstance(item, bool) or not isinstance(item, float) for item in items):
        return None
    counted = Counter(items)
    most = max(counted.values(), default=0)
    return sorted(item for item, count in counted.items() if count == most)


def _sort(items: list[Value], precedes: Callable[[Value, Value], Value]) -> list[Value]:
    def order(left: Value, right: Value) -> int:
        if precedes(left, right) is True:
            return -1
        return 1 if precedes(right, left) is True else 0

    return sorted((normal(item) for item in items), key=cmp_to_key(order))


def _join(items: list[Value], delimiter: str | None = None) -> str | None:
    known = [item for item in items if item is not None]
    return (delimiter or "").join(known) if all(isinstance(item, str) for item in known) else None


_ITEM_LIST = gives(list_of(ANY))

SEQUENCE_FUNCTIONS = (
    Function(
        "sublist", (_LIST, Parameter("start position", (NUMBER,)), Parameter("length", (NUMBER,), optional=True)),
        like_first, _sublist, "{0}从第 {1} 项起", "{0} from item {1}",
    ),
    Function(
        "append", (_LIST, Parameter("item")), _ITEM_LIST, lambda items, *more: [*items, *more],
        "{0}加上 {1}", "{0} and {1}", strict=False, variadic=True,
    ),
    Function(
        "concatenate", (_LIST,), _ITEM_LIST, _concatenate, "{0}连在一起", "{0} one after the other", variadic=True,
    ),
    Function(
        "union", (_LIST,), _ITEM_LIST, lambda *lists: distinct_items(_concatenate(*lists)),
        "{0}的并集", "the union of {0}", variadic=True,
    ),
    Function(
        "insert before", (_LIST, _POSITION, Parameter("newItem")), _ITEM_LIST, _insert,
        "{0}在第 {1} 项前插入 {2}", "{0} with {2} before item {1}", strict=False,
    ),
    Function("remove", (_LIST, _POSITION), like_first, _remove, "{0}去掉第 {1} 项", "{0} without item {1}"),
    Function(
        "list replace", (_LIST, Parameter("position", (NUMBER, FUNCTION)), Parameter("newItem")), _ITEM_LIST, _replace,
        "{0}的第 {1} 项换成 {2}", "{0} with {2} as item {1}", strict=False,
        also_named=(("list", "match", "newItem"),),
    ),
    Function("reverse", (_LIST,), like_first, lambda items: items[::-1], "{0}倒序", "{0} backwards"),
    Function(
        "index of", (_LIST, Parameter("match")), gives(list_of(NUMBER)), _index_of,
        "{1} 在{0}中的位置", "where {1} is in {0}", strict=False,
    ),
    Function("flatten", (_LIST,), _ITEM_LIST, _flatten, "{0}展开", "{0}, flattened"),
    Function("product", (Parameter("list"),), gives(NUMBER), _product, "{0}之积", "the product of {0}", variadic=True),
    Function(
        "stddev", (Parameter("list"),), gives(NUMBER), _deviation, "{0}的标准差", "the standard deviation of {0}",
        variadic=True,
    ),
    Function(
        "mode", (Parameter("list"),), gives(list_of(NUMBER)), _mode, "{0}的众数", "the most frequent of {0}",
        variadic=True,
    ),
    Function(
        "sort", (_LIST, Parameter("precedes", (FUNCTION,))), like_first, _sort, "{0}排序", "{0}, sorted",
    ),
    Function(
        "string join", (_LIST, Parameter("delimiter", (TEXT,), optional=True)), gives(TEXT), _join,
        "{0}连成文字", "{0} joined", strict=False,
    ),
)  # fmt: skip
