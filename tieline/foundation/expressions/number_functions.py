"""Functions of numbers. Columns calculate by the same formula as the values, so that both agree to the last bit."""

import math
from typing import Any

import ibis

from tieline.foundation.expressions.column_arithmetic import ceiling_column, floor_column, round_column
from tieline.foundation.expressions.signature import Function, Parameter, gives, like_first
from tieline.foundation.expressions.types import BOOLEAN, DURATION, MONTHS, NUMBER
from tieline.foundation.expressions.values import Months, Value, finite

_N = Parameter("n", (NUMBER,))
_SCALE = Parameter("scale", (NUMBER,), optional=True, constant=True)


def half_away(number: float) -> float:
    """The nearest whole number, halves away from zero, as C's ``round`` does."""
    whole = float(math.trunc(number))
    return whole + math.copysign(1.0, number) if abs(number - whole) >= 0.5 else whole


def rounded(number: float, scale: float = 0) -> float:
    """The number to ``scale`` decimals, halves away from zero, by DuckDB's formula."""
    power = 10.0 ** abs(int(scale))
    scaled = number * power if scale >= 0 else number / power
    if not math.isfinite(scaled):
        return number
    return half_away(scaled) / power if scale >= 0 else half_away(scaled) * power


def half_even(number: float, scale: float = 0) -> float | None:
    """The number to ``scale`` decimals, halves to the even digit."""
    power = 10.0 ** int(scale)
    return finite(round(number * power) / power)


def _half_even_column(number: Any, scale: float = 0) -> Any:
    power = 10.0 ** int(scale)
    scaled = number * power
    low = floor_column(scaled)
    rest = scaled - low
    up = (rest > 0.5) | ((rest == 0.5) & (floor_column(low / 2) * 2 != low))
    return ibis.ifelse(up, low + 1, low) / power


def _modulo(dividend: float, divisor: float) -> float | None:
    return finite(dividend - divisor * math.floor(dividend / divisor)) if divisor else None


def _modulo_column(dividend: Any, divisor: Any) -> Any:
    safe = divisor.nullif(0.0)
    return dividend - safe * floor_column(dividend / safe)


def _cut(cut: Any) -> Any:
    return lambda n, scale=0: float(cut(n * 10.0 ** int(scale))) / 10.0 ** int(scale)


def _only(number: Any, possible: Any) -> Any:
    return ibis.ifelse(possible, number, ibis.null("float64"))


def _size(value: Value) -> Value:
    return Months(abs(value.count)) if isinstance(value, Months) else abs(value)


NUMBER_FUNCTIONS = (
    Function(
        "abs", (Parameter("n", (NUMBER, DURATION, MONTHS)),), like_first, _size, "{0} 的绝对值", "the size of {0}",
        column=lambda n: n.abs(),
    ),
    Function(
        "floor", (_N, _SCALE), gives(NUMBER), _cut(math.floor), "{0} 向下取整", "{0} rounded down",
        column=lambda n, scale=0: floor_column(n * 10.0 ** int(scale)) / 10.0 ** int(scale),
    ),
    Function(
        "ceiling", (_N, _SCALE), gives(NUMBER), _cut(math.ceil), "{0} 向上取整", "{0} rounded up",
        column=lambda n, scale=0: ceiling_column(n * 10.0 ** int(scale)) / 10.0 ** int(scale),
    ),
    Function(
        "round half up", (_N, _SCALE), gives(NUMBER), rounded, "{0} 四舍五入", "{0} rounded",
        column=lambda n, scale=0: round_column(n, int(scale)),
    ),
    Function(
        "decimal", (_N, Parameter("scale", (NUMBER,), constant=True)), gives(NUMBER), half_even,
        "{0} 保留 {1} 位小数", "{0} to {1} decimals", column=_half_even_column,
    ),
    Function(
        "modulo", (Parameter("dividend", (NUMBER,)), Parameter("divisor", (NUMBER,))), gives(NUMBER), _modulo,
        "{0} 除以 {1} 的余数", "the rest of {0} divided by {1}", column=_modulo_column,
    ),
    Function(
        "sqrt", (Parameter("number", (NUMBER,)),), gives(NUMBER), lambda n: math.sqrt(n) if n >= 0 else None,
        "{0} 的平方根", "the square root of {0}", column=lambda n: _only(n, n >= 0).sqrt(),
    ),
    Function(
        "exp", (Parameter("number", (NUMBER,)),), gives(NUMBER), lambda n: finite(math.exp(n)),
        "e 的 {0} 次方", "e to the power of {0}",
    ),
    Function(
        "odd", (Parameter("number", (NUMBER,)),), gives(BOOLEAN), lambda n: n % 2 == 1, "{0} 是奇数", "{0} is odd",
    ),
    Function(
        "even", (Parameter("number", (NUMBER,)),), gives(BOOLEAN), lambda n: n % 2 == 0, "{0} 是偶数", "{0} is even",
    ),
    Function(
        "log", (Parameter("number", (NUMBER,)),), gives(NUMBER), lambda n: math.log(n) if n > 0 else None,
        "{0} 的自然对数", "the natural logarithm of {0}", column=lambda n: _only(n, n > 0).ln(),
    ),
)  # fmt: skip
