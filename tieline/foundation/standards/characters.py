"""Characters folded so that two ways of writing the same compare equal: width, accents, case."""

import unicodedata

import ibis
import ibis.expr.types as ir

HAN = r"[\x{3400}-\x{9fff}]"
"""A Chinese character, for expressions."""

SPACE = " \t\n\r\f\v"
"""White space for classes in patterns; what ``\\s`` means differs from engine to engine."""

FOLDABLE = r"[\x{FF01}-\x{FF5E}\x{3000}\x{C0}-\x{17F}\x{1E00}-\x{1EFF}]"
"""Characters that folding replaces; a column is searched for them first, because replacing is slow."""


def _pairs() -> dict[str, str]:
    """Characters and what they are folded to: full width to half width, accents off Latin letters."""
    pairs = {chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    pairs["\u3000"] = " "
    for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(code))[0].lower()
        if bare.isascii():
            pairs[chr(code)] = bare
    return pairs


PAIRS = _pairs()
_TABLE = str.maketrans(PAIRS)
_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "})
_FROM, _TO = "".join(PAIRS), "".join(PAIRS.values())


def half_width(text: str) -> str:
    """The text with full-width letters, digits, signs and spaces in their usual width: ``ＡＢ１`` → ``AB1``."""
    return text.translate(_WIDTH)


def folded(text: str) -> str:
    """Half width, without accents, lower case: ``Müller`` and ``ＭÜＬＬＥＲ`` → ``muller``."""
    return text.translate(_TABLE).lower()


def folded_column(text: ir.StringValue) -> ir.StringValue:
    """``folded`` for a column; null stays null."""
    return ibis.ifelse(text.re_search(FOLDABLE), text.translate(_FROM, _TO), text).lower()


def half_width_column(text: ir.StringValue) -> ir.StringValue:
    """``half_width`` for a column; null stays null."""
    wide = r"[\x{FF01}-\x{FF5E}\x{3000}]"
    pairs = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "}
    return ibis.ifelse(text.re_search(wide), text.translate("".join(pairs), "".join(pairs.values())), text)


def is_han(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return any("\u3400" <= character <= "\u9fff" for character in text)


def is_han_column(text: ir.StringValue) -> ir.BooleanValue:
    """``is_han`` for a column."""
    return text.re_search(HAN)
