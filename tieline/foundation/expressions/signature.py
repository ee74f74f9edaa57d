"""What a built-in function is: its parameters, its result, how it runs on values and on columns, how it reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tieline.foundation.expressions.types import ANY, Type

ResultRule = Callable[[tuple[Type, ...]], Type]


@dataclass(frozen=True)
class Parameter:
    """A parameter; no ``types`` means any; ``constant`` ones must be known before the data is (when compiled)."""

    name: str
    types: tuple[Type, ...] = ()
    optional: bool = False
    constant: bool = False


@dataclass(frozen=True)
class Function:
    """
    A built-in function.

    ``run`` takes Python values, ``column`` Ibis values (constant parameters as Python values); a function without
    ``column`` is outside the compiled subset. A ``strict`` function is null where an argument is null.
    A ``local`` function's ``run`` and ``column`` take the asked instant first. ``zh`` and ``en`` are the words of a
    sentence with the arguments as ``{0}``, ``{1}``. ``also_named`` holds further ways to name the arguments, in order.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: ResultRule
    run: Callable[..., Any]
    zh: str
    en: str
    column: Callable[..., Any] | None = None
    strict: bool = True
    local: bool = False
    variadic: bool = False
    example: str = ""
    also_named: tuple[tuple[str, ...], ...] = ()

    @property
    def least(self) -> int:
        """How many arguments it needs at least."""
        return sum(not parameter.optional for parameter in self.parameters)


def gives(type_: Type) -> ResultRule:
    """The rule of a function that always gives this type."""
    return lambda _: type_


def like_first(types: tuple[Type, ...]) -> Type:
    """The rule of a function that gives what its first argument is."""
    return types[0] if types else ANY


class NotCompiled(Exception):
    """A ``column`` form met arguments that it has no column for; the text says which would do."""
