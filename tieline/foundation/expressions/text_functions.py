"""Functions of strings."""

import re
from typing import Any

from tieline.foundation.expressions.signature import Function, NotCompiled, Parameter, gives
from tieline.foundation.expressions.types import BOOLEAN, NUMBER, TEXT, list_of

_STRING = Parameter("string", (TEXT,))
_MATCH = Parameter("match", (TEXT,))
_BEYOND_RE2 = re.compile(r"\(\?[=!<P]|\\[1-9]")


def substring(text: str, start: float, length: float | None = None) -> str | None:
    """Characters from ``start`` (1 is the first, −1 the last); null for position 0."""
    first = int(start)
    if first == 0:
        return None
    begin = first - 1 if first > 0 else max(len(text) + first, 0)
    return text[begin:] if length is None else text[begin : begin + max(int(length), 0)]


def _substring_column(text: Any, start: float, length: float | None = None) -> Any:
    if start < 1:
        raise NotCompiled("a start position of 1 or more")
    return text.substr(int(start) - 1, int(length) if length is not None else None)


def matches(text: str, pattern: str, flags: str | None = None) -> bool | None:
    """Whether the regular expression is found in the text; null for a pattern that cannot be read."""
    try:
        found = re.search(pattern, text, re.IGNORECASE if flags and "i" in flags else 0)
    except re.error:
        return None
    return found is not None


def _matches_column(text: Any, pattern: str, flags: str | None = None) -> Any:
    if _BEYOND_RE2.search(pattern):
        raise NotCompiled("a pattern without look-around and back-references")
    try:
        re.compile(pattern)
    except re.error as error:
        raise NotCompiled("a pattern that can be read") from error
    return text.re_search(f"(?i){pattern}" if flags and "i" in flags else pattern)


def _before(text: str, match: str) -> str:
    return text.split(match, 1)[0] if match and match in text else ""


def _after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


def _replaced(text: str, pattern: str, replacement: str) -> str | None:
    try:
        return re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", replacement), text)
    except (re.error, IndexError):
        return None


TEXT_FUNCTIONS = (
    Function(
        "contains", (_STRING, _MATCH), gives(BOOLEAN), lambda s, m: m in s,
        "{0} 包含 {1}", "{0} contains {1}", column=lambda s, m: s.contains(m),
    ),
    Function(
        "starts with", (_STRING, _MATCH), gives(BOOLEAN), lambda s, m: s.startswith(m),
        "{0} 以 {1} 开头", "{0} starts with {1}", column=lambda s, m: s.startswith(m),
    ),
    Function(
        "ends with", (_STRING, _MATCH), gives(BOOLEAN), lambda s, m: s.endswith(m),
        "{0} 以 {1} 结尾", "{0} ends with {1}", column=lambda s, m: s.endswith(m),
    ),
    Function(
        "upper case", (_STRING,), gives(TEXT), lambda s: s.upper(),
        "{0} 的大写", "{0} in capitals", column=lambda s: s.upper(),
    ),
    Function(
        "lower case", (_STRING,), gives(TEXT), lambda s: s.lower(),
        "{0} 的小写", "{0} in small letters", column=lambda s: s.lower(),
    ),
    Function(
        "string length", (_STRING,), gives(NUMBER), lambda s: float(len(s)),
        "{0} 的字数", "the length of {0}", column=lambda s: s.length(),
    ),
    Function(
        "substring",
        (
            _STRING,
            Parameter("start position", (NUMBER,), constant=True),
            Parameter("length", (NUMBER,), optional=True, constant=True),
        ),
        gives(TEXT), substring, "{0} 从第 {1} 个字起", "{0} from character {1}", column=_substring_column,
    ),
    Function("substring before", (_STRING, _MATCH), gives(TEXT), _before, "{0} 中 {1} 之前", "{0} before {1}"),
    Function("substring after", (_STRING, _MATCH), gives(TEXT), _after, "{0} 中 {1} 之后", "{0} after {1}"),
    Function(
        "split", (_STRING, Parameter("delimiter", (TEXT,))), gives(list_of(TEXT)), lambda s, d: re.split(d, s),
        "{0} 按 {1} 分开", "{0} split at {1}",
    ),
    Function(
        "replace", (Parameter("input", (TEXT,)), Parameter("pattern", (TEXT,)), Parameter("replacement", (TEXT,))),
        gives(TEXT), _replaced, "{0} 中 {1} 换成 {2}", "{0} with {1} replaced by {2}",
    ),
    Function(
        "matches",
        (
            Parameter("input", (TEXT,)),
            Parameter("pattern", (TEXT,), constant=True),
            Parameter("flags", (TEXT,), optional=True, constant=True),
        ),
        gives(BOOLEAN), matches, "{0} 符合 {1}", "{0} matches {1}", column=_matches_column,
    ),
)  # fmt: skip
