"""Checks a call of a built-in function: it exists, and its arguments fit its parameters."""

from dataclasses import replace

from tieline.foundation.expressions.errors import WrongExpression, nearest
from tieline.foundation.expressions.facts import is_facts, rows_of
from tieline.foundation.expressions.functions import FUNCTIONS
from tieline.foundation.expressions.list_functions import OF_NUMBERS, TIMED
from tieline.foundation.expressions.printer import text_of
from tieline.foundation.expressions.signature import Function, Parameter
from tieline.foundation.expressions.tree import Call, Literal, Node, walk
from tieline.foundation.expressions.types import ANY, NULL, NUMBER, Type, is_list
from tieline.foundation.expressions.values import date_from, duration_from, instant_from, time_from, type_of

_READ_FROM_TEXT = {
    "date": date_from,
    "date and time": lambda text: instant_from(text, None),
    "duration": duration_from,
    "time": time_from,
}


def check_arguments(call: Call, arguments: tuple[Node, ...]) -> Call:
    """The call with checked arguments in the order of the parameters, and its type."""
    function = FUNCTIONS.get(call.name)
    if function is None:
        raise WrongExpression(call.at, f"There is no function '{call.name}'", do=nearest(call.name, FUNCTIONS))
    if call.names:
        arguments = _ordered(call, function, arguments)
    _count(call, function, arguments)
    for position, argument in enumerate(arguments):
        _fits(function, function.parameters[min(position, len(function.parameters) - 1)], argument)
    type_ = _type_of_text(call, function, arguments) or function.result(tuple(item.type for item in arguments))
    return replace(call, arguments=arguments, names=(), type=type_)


def _ordered(call: Call, function: Function, arguments: tuple[Node, ...]) -> tuple[Node, ...]:
    given = dict(zip(call.names, arguments, strict=True))
    ways = ([parameter.name for parameter in function.parameters], *map(list, function.also_named))
    known = next((way for way in ways if set(given) <= set(way)), ways[0])
    for name in given:
        if name not in known:
            raise WrongExpression(call.at, f"'{function.name}' has no parameter '{name}'", do=nearest(name, known))
    return tuple(given[name] for name in known if name in given)


def _count(call: Call, function: Function, arguments: tuple[Node, ...]) -> None:
    most = len(function.parameters)
    if len(arguments) < function.least or (len(arguments) > most and not function.variadic):
        takes = ", ".join(f"{item.name}{'?' if item.optional else ''}" for item in function.parameters)
        what = f"'{function.name}' takes ({takes}), but {len(arguments)} arguments are given"
        raise WrongExpression(call.at, what)


def _fits(function: Function, parameter: Parameter, argument: Node) -> None:
    type_ = argument.type
    if function.name in OF_NUMBERS:
        _numbers(function, argument)
    if function.name in TIMED and is_facts(argument):
        _timed(function, argument)
    if not parameter.types or type_.name in {item.name for item in (*parameter.types, ANY, NULL)}:
        return
    wanted = " or a ".join(str(item) for item in parameter.types)
    what = f"'{function.name}' takes a {wanted} as {parameter.name}, but '{text_of(argument)}' is a {type_}"
    raise WrongExpression(argument.at, what)


def _timed(function: Function, argument: Node) -> None:
    """``last`` and ``trend`` go by the time of the facts, so they need one column of a list that has a time."""
    rows = rows_of(argument)
    item = rows.type.of if rows else None
    if not is_list(argument.type) or (argument.type.of and argument.type.of.rows):
        raise WrongExpression(argument.at, f"'{function.name}' takes one column of a list", do="Write list.column")
    if item is None or not item.when:
        raise WrongExpression(
            argument.at, f"'{function.name}' needs a list whose facts have a time, and these have none"
        )
    if any(isinstance(part, Call) and part.name == "distinct values" for part in walk(argument)):
        raise WrongExpression(
            argument.at, f"'{function.name}' of distinct values has no order", do="Name the column itself"
        )


def _numbers(function: Function, argument: Node) -> None:
    item = argument.type.of if is_list(argument.type) else argument.type
    if item in (NUMBER, ANY, NULL):
        return
    rows = item.rows if item else ""
    do = f"Name the column: {text_of(argument)}.…" if rows else ""
    raise WrongExpression(
        argument.at, f"'{function.name}' takes numbers, but '{text_of(argument)}' is a {argument.type}", do=do
    )


def _type_of_text(call: Call, function: Function, arguments: tuple[Node, ...]) -> Type | None:
    """The type of ``date("…")``, ``duration("…")``: known from the text, which must be readable."""
    read = _READ_FROM_TEXT.get(function.name)
    text = arguments[0].value if arguments and isinstance(arguments[0], Literal) else None
    if read is None or not isinstance(text, str):
        return None
    value = read(text)
    if value is None:
        raise WrongExpression(arguments[0].at, f"'{text}' is no {call.name}", do=f"Write {function.example}")
    return type_of(value)
