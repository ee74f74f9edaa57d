"""
A field that is calculated: an expression of the closed language (FEEL) over the columns of its row.

A name in the expression is an input that is declared beside it, else a column of the file as trimmed text.
"""

from collections.abc import Mapping
from functools import lru_cache

from tieline.foundation.expressions.calendar_functions import CLOCKS
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.compiler import check_compilable
from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import FieldType, Scope
from tieline.foundation.expressions.tree import Call, Name, walk
from tieline.foundation.expressions.types import BOOLEAN, DATE, INSTANT, NUMBER, TEXT, Type

TYPES: dict[str, Type] = {
    "text": TEXT,
    "number": NUMBER,
    "integer": NUMBER,
    "boolean": BOOLEAN,
    "date": DATE,
    "timestamp": INSTANT,
}
"""The type in an expression by the type of a cell."""


def typed(feel: str, inputs: Mapping[str, str]) -> Typed:
    """The checked expression; ``inputs`` has the type of each. ValueError at the wrong word."""
    return _typed(feel, tuple(sorted(inputs.items())))


@lru_cache(maxsize=1024)
def _typed(feel: str, inputs: tuple[tuple[str, str], ...]) -> Typed:
    try:
        node = parse(feel)
        named = {part.name: FieldType(TEXT) for part in walk(node) if isinstance(part, Name)}
        for part in walk(node):
            if isinstance(part, Call) and part.name in CLOCKS:
                raise WrongExpression(
                    part.at, f"'{part.name}()' would give another record each time", do="Name a column instead"
                )
        scope = Scope({**named, **{name: FieldType(TYPES[kind]) for name, kind in inputs}})
        found = check_compilable(check(node, scope))
    except WrongExpression as error:
        said = f"{error.what}, in the expression {error.where}"
        raise ValueError(f"{said}. {error.do}" if error.do else said) from error
    if found.type not in TYPES.values():
        raise ValueError(f"the expression gives a {found.type}, not a text, number, boolean, date or date and time")
    return found
