r"""
Regular expressions as the embedded engine reads them (RE2) → the same for Java, which Spark searches with.

They differ without a word: Java's ``$`` also stands before a line break at the end, its ``.`` stops at more line
breaks, its ``\s`` knows the vertical tab and its ``\b`` the letters of all scripts. Within a class ``[`` and ``&&`` are
operators for it, and a brace that counts nothing is a mistake.
"""

import re

SPACE = r"\t\n\f\r "
WORD = "[0-9A-Za-z_]"

ANYWHERE = {r"\v": r"\x0B"}
OUTSIDE_CLASSES = {
    **ANYWHERE,
    "$": r"\z",
    "{": r"\{",
    r"\s": f"[{SPACE}]",
    r"\S": f"[^{SPACE}]",
    r"\b": f"(?:(?<={WORD})(?!{WORD})|(?<!{WORD})(?={WORD}))",
    r"\B": f"(?:(?<={WORD})(?={WORD})|(?<!{WORD})(?!{WORD}))",
}
IN_CLASSES = {**ANYWHERE, r"\s": SPACE, "[": r"\[", "]": r"\]", "&": r"\&"}

ONLY_LINE_FEED = "(?d)"
"""Java's flag by which only ``\\n`` ends a line."""

_PIECE = re.compile(r"\\[pPx]\{[^}]*\}|\\.|\[:\^?[a-z]+:\]|\{\d+(?:,\d*)?\}|.", re.DOTALL)
_NAMED = re.compile(r"\[:(\^?)([a-z]+):\]")


def java_pattern(pattern: str) -> str:
    """The pattern that finds in Java what ``pattern`` finds in RE2."""
    found: list[str] = []
    begun, start = -1, ""
    for piece in _PIECE.findall(pattern):
        if begun < 0:
            begun = len(found) if piece == "[" else -1
            start = ONLY_LINE_FEED if piece == "." else start
            found.append(OUTSIDE_CLASSES.get(piece, piece))
        elif piece == "]" and "".join(found[begun:]) not in ("[", "[^"):
            begun = -1
            found.append(piece)
        else:
            found.append(_named(piece) or IN_CLASSES.get(piece, piece))
    return start + "".join(found)


def java_replacement(replacement: str) -> str:
    """What stands in for a match: groups by ``$1``, and a dollar as itself."""
    return re.sub(r"\\(\d)", r"$\1", replacement.replace("$", "\\$"))


def _named(piece: str) -> str | None:
    """``[:alpha:]`` as Java calls it; None for anything else."""
    found = _NAMED.fullmatch(piece)
    if found is None:
        return None
    kind = {"word": "w", "xdigit": "XDigit"}.get(found[2], found[2].capitalize())
    if kind == "w":
        return r"\W" if found[1] else r"\w"
    return rf"\{'P' if found[1] else 'p'}{{{kind}}}"
