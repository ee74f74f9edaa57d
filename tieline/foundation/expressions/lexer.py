"""Text to tokens. Names of built-in functions that hold spaces are one token where ``(`` follows."""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from tieline.foundation.expressions.errors import Place, WrongExpression, place_of
from tieline.foundation.expressions.functions import FUNCTIONS

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "between",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "true",
        "false",
        "null",
        "for",
        "return",
        "function",
        "instance",
    ]
)
SPACED_PROPERTIES = ("time offset", "start included", "end included")

_LETTER = r"[^\W\d]"
_WORD = rf"{_LETTER}\w*"
_PATTERN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<symbol>\*\*|\.\.|!=|<=|>=|->|[-+*/=<>()\[\]{},.:@?])
    """,
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(_WORD)
_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|["\\ntr/])')
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "/": "/"}


@dataclass(frozen=True)
class Token:
    """A word of the text: ``kind`` is number, string, name, keyword, symbol or end; ``at`` where it begins."""

    kind: str
    text: str
    at: Place
    end: int


def tokens(text: str, names: Collection[str] = ()) -> list[Token]:
    """The tokens of ``text``, ended by one of kind ``end``; ``names`` are further names that hold spaces or signs."""
    phrases = _phrases(names)
    found: list[Token] = []
    at = 0
    while at < len(text):
        token = _token(text, at, phrases, after_dot=bool(found) and found[-1].text == ".")
        at = token.end
        if token.kind != "space":
            found.append(token)
    found.append(Token("end", "", place_of(text, len(text)), len(text)))
    return found


def number_value(token: Token) -> float:
    """The number that a token stands for."""
    number = float(token.text)
    if math.isinf(number):
        raise WrongExpression(token.at, f"'{token.text}' is too large a number")
    return number


def string_value(token: Token) -> str:
    r"""The characters that a string token stands for (``\n``, ``\"``, ``\u00e9`` and so on resolved)."""
    body = token.text[1:-1]
    stray = re.search(r"\\", _ESCAPE.sub("  ", body))
    if stray:
        raise WrongExpression(
            token.at, "A string holds a backslash that starts no known escape", do='Write \\\\ or \\"'
        )
    return _ESCAPE.sub(_unescape, body)


def _unescape(found: "re.Match[str]") -> str:
    code = found.group(1)
    if code[0] not in "uU":
        return _PLAIN_ESCAPES[code]
    number = int(code[1:], 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


def _token(text: str, at: int, phrases: "re.Pattern[str]", *, after_dot: bool) -> Token:
    name = _name(text, at, phrases, after_dot=after_dot)
    if name:
        kind = "keyword" if name in KEYWORDS and not after_dot else "name"
        return Token(kind, " ".join(name.split()), place_of(text, at), at + len(name))
    found = _PATTERN.match(text, at)
    if found is None:
        raise _unreadable(text, at)
    return Token(found.lastgroup or "", found.group(), place_of(text, at), found.end())


def _unreadable(text: str, at: int) -> WrongExpression:
    place = place_of(text, at)
    if text[at] == '"':
        return WrongExpression(place, "A string is not closed", do='End it with "')
    if text.startswith("/*", at):
        return WrongExpression(place, "A comment is not closed", do="End it with */")
    return WrongExpression(place, f"'{text[at]}' has no meaning here", do=_hint(text[at]))


def _name(text: str, at: int, phrases: "re.Pattern[str]", *, after_dot: bool) -> str:
    if after_dot:
        for phrase in SPACED_PROPERTIES:
            if text.startswith(phrase, at):
                return phrase
    found = phrases.match(text, at) or _NAME.match(text, at)
    return found.group() if found else ""


def _phrases(names: Collection[str]) -> "re.Pattern[str]":
    def spaced(name: str) -> str:
        return r"\s+".join(re.escape(word) for word in name.split())

    longest_first = sorted((name for name in FUNCTIONS if " " in name), key=len, reverse=True)
    functions = rf"(?:{'|'.join(spaced(name) for name in longest_first)})(?=\s*\()"
    given = [spaced(name) + r"(?!\w)" for name in sorted(names, key=len, reverse=True) if not _NAME.fullmatch(name)]
    return re.compile("|".join([functions, *given]))


def _hint(character: str) -> str:
    return {
        "'": 'Put text between double quotes: "…"',
        "“": 'Put text between straight double quotes: "…"',
        "”": 'Put text between straight double quotes: "…"',
        "（": "Use an ASCII parenthesis (",
        "）": "Use an ASCII parenthesis )",
        "，": "Use an ASCII comma ,",
        "&": "Write 'and'",
        "|": "Write 'or'",
        "!": "Write not(…) or !=",
        "%": "Write modulo(a, b)",
    }.get(character, "")
