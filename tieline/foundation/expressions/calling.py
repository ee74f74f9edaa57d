"""Calls in the interpreter: arguments put in order and held against the parameters, null where they do not fit."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tieline.foundation.expressions.signature import Function, Parameter
from tieline.foundation.expressions.tree import TypeName
from tieline.foundation.expressions.types import Type
from tieline.foundation.expressions.values import Span, Value, normal, type_of


class NotFitting(Exception):
    """Arguments that the function does not take; the call is null."""


def call_function(function: Function, arguments: Sequence[Value], names: Sequence[str], now: datetime) -> Value:
    """The value of a built-in function; null where FEEL says so: wrong count, name, type, or no result."""
    try:
        given = _in_order(function, arguments, names) if names else list(arguments)
        parameters = _parameters(function, given)[: len(given)]
        fitting = [_fitting(parameter, value) for parameter, value in zip(parameters, given, strict=True)]
        required = zip(parameters, fitting, strict=True)
        if function.strict and any(value is None and not parameter.optional for parameter, value in required):
            return None
        return function.run(*([now] if function.local else []), *fitting)
    except (NotFitting, TypeError, ValueError, OverflowError, AttributeError, ArithmeticError):
        return None


def callable_of(function: Function, now: datetime) -> Callable[..., Value]:
    """The built-in function as a value that can be handed on."""
    return lambda *arguments: call_function(function, [normal(item) for item in arguments], (), now)


def is_instance(value: Value, wanted: TypeName) -> bool:
    """Whether the value is of the type as written; null is of no type but Null, and everything else is Any."""
    if value is None:
        return wanted.name == "Null"
    if wanted.name == "Any":
        return True
    if type_of(value).name != wanted.name:
        return False
    inside = wanted.of[0] if wanted.of else TypeName()
    if isinstance(value, list):
        return all(item is None or is_instance(normal(item), inside) for item in value)
    if isinstance(value, Span):
        return all(end is None or is_instance(normal(end), inside) for end in (value.low, value.high))
    if wanted.entries:
        return all(name in value and _entry_is(normal(value[name]), type_) for name, type_ in wanted.entries)
    return True


def _entry_is(value: Value, wanted: TypeName) -> bool:
    return value is None or is_instance(value, wanted)


def _in_order(function: Function, arguments: Sequence[Value], names: Sequence[str]) -> list[Value]:
    given = dict(zip(names, arguments, strict=True))
    own = tuple(parameter.name for parameter in function.parameters)
    for known in (own, *function.also_named):
        if set(given) <= set(known) and all(name in given for name in known[: function.least]):
            return [given.get(name) for name in known[: max(known.index(name) for name in given) + 1]]
    raise NotFitting


def _parameters(function: Function, given: Sequence[Value]) -> list[Parameter]:
    known = list(function.parameters)
    if len(given) < function.least or (len(given) > len(known) and not function.variadic):
        raise NotFitting
    return known + known[-1:] * (len(given) - len(known))


def _fitting(parameter: Parameter, value: Value) -> Value:
    """The argument, taken out of or put into a list of one where the parameter wants that."""
    if value is None or not parameter.types:
        return value
    if _fits(parameter.types, value):
        return value
    if isinstance(value, list) and len(value) == 1 and _fits(parameter.types, normal(value[0])):
        return normal(value[0])
    if any(type_.name == "list" for type_ in parameter.types):
        return [value]
    raise NotFitting


def _fits(types: Sequence[Type], value: Value) -> bool:
    return type_of(value).name in {type_.name for type_ in types}


def applied(function: Value, arguments: list[Value]) -> Value:
    """The function value applied; null where it is none, or calls itself without end."""
    try:
        return function(*arguments) if callable(function) else None
    except RecursionError:
        return None
