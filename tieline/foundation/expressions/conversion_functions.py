"""Functions that turn values into text and text into values: ``string``, ``number``, ``range``, and identity."""

import re
from datetime import date, datetime, time
from typing import Any

from tieline.foundation.expressions.comparison import compare
from tieline.foundation.expressions.signature import Function, Parameter, gives
from tieline.foundation.expressions.spelling import spelled
from tieline.foundation.expressions.types import BOOLEAN, NUMBER, RANGE, TEXT
from tieline.foundation.expressions.values import Span, Value, duration_from, temporal_from, type_of

_PLAIN_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_RANGE = re.compile(r"\s*([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])\s*", re.DOTALL)
_MOMENT = re.compile(r'(?:@|(?:date and time|date|time|duration)\()"([^"]+)"\)?')


def _number(text: str | None, grouping: str | None = None, decimal: str | None = None) -> float | None:
    """The number of a text; ``grouping`` marks thousands, ``decimal`` the fraction, and both must differ."""
    if text is None or grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        return None
    if grouping and grouping == (decimal or "."):
        return None
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(decimal, ".") if decimal else plain
    return float(plain) if _PLAIN_NUMBER.fullmatch(plain) else None


def _range(now: datetime, text: str) -> Span | None:
    """The range that a text spells, such as ``[1..5)``; both ends of one type, in order."""
    found = _RANGE.fullmatch(text)
    low, high = (_end(found[2], now), _end(found[3], now)) if found else (None, None)
    if found is None or (low is None and high is None):
        return None
    if low is not None and high is not None and (type_of(low) != type_of(high) or compare(">", low, high)):
        return None
    if (low is None and found[2] != "null") or (high is None and found[3] != "null"):
        return None
    return Span(low, high, low_closed=found[1] == "[", high_closed=found[4] == "]")


def _end(text: str, now: datetime) -> Value:
    moment = _MOMENT.fullmatch(text)
    if moment:
        return duration_from(moment[1]) if "duration" in text else temporal_from(moment[1], now.tzinfo)
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1]
    return float(text) if _PLAIN_NUMBER.fullmatch(text) else None


def _is(left: Value = None, right: Value = None) -> bool:
    """Whether both are the same value of the same type; times and instants also with the same offset."""
    if type_of(left).name != type_of(right).name:
        return False
    if isinstance(left, date | time):
        return bool(left == right and left.isoformat() == right.isoformat())
    return bool(left == right)


_SIDE = Parameter("value1", optional=True), Parameter("value2", optional=True)


def _string(now: datetime, value: Any) -> str | None:
    return spelled(value, now.tzinfo)


CONVERSION_FUNCTIONS = (
    Function("string", (Parameter("from"),), gives(TEXT), _string, "{0} 的文字", "{0} as text", local=True),
    Function(
        "number",
        (
            Parameter("from", (TEXT,)),
            Parameter("grouping separator", (TEXT,), optional=True),
            Parameter("decimal separator", (TEXT,), optional=True),
        ),
        gives(NUMBER), _number, "{0} 的数值", "{0} as a number", strict=False,
    ),
    Function("range", (Parameter("from", (TEXT,)),), gives(RANGE), _range, "范围 {0}", "the range {0}", local=True),
    Function("is", _SIDE, gives(BOOLEAN), _is, "{0} 与 {1} 完全相同", "{0} is exactly {1}", strict=False),
)  # fmt: skip
