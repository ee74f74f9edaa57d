"""Genders as systems write them → ``female`` or ``male``; GB/T 2261.1 and ISO 5218 codes, words of both languages."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.characters import folded, folded_column

FEMALE = ("female", "f", "woman", "w", "2", "女", "女性", "女士", "小姐", "ms", "mrs", "miss")
MALE = ("male", "m", "man", "1", "男", "男性", "先生", "mr")
UNSAID = ("", "0", "9", "unknown", "u", "n/a", "none", "未知", "未说明", "保密", "其他")
"""Codes that say nothing: 0 is unknown and 9 not told, in both standards."""


def read_gender(written: str) -> str | None:
    """``female``, ``male`` or None."""
    plain = folded(written).strip(" .")
    return "female" if plain in FEMALE else "male" if plain in MALE else None


def refusal(written: str) -> str | None:
    """``not told`` for the codes that say so, ``not a gender`` for other texts; None where it is one."""
    if read_gender(written):
        return None
    return "not told" if folded(written).strip(" .") in UNSAID else "not a gender"


def gender_column(written: ir.StringValue) -> ir.StringValue:
    """``read_gender`` for a column."""
    plain = folded_column(written).re_replace(r"^[ .]+|[ .]+$", "")
    return ibis.cases((plain.isin(FEMALE), "female"), (plain.isin(MALE), "male"), else_=ibis.null("string"))
