"""The opening line: a template's words with the customer's facts in place of ``{placeholders}``."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from tieline.foundation.packs.kinds import Text
from tieline.know.profile.tables import CUSTOMER

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

PLACEHOLDERS: frozenset[str] = frozenset({*CUSTOMER.column_names, "agent"} - {"customer_id"})
"""What a line may name: the facts of the customer that profile knows, and the agent's own name."""

_WHERE_UNKNOWN: Mapping[str, tuple[str, str]] = {
    "name": ("", "there"),
    "plan": ("当前套餐", "your plan"),
    "contract_end": ("近期", "soon"),
    "agent": ("客户经理", "your customer manager"),
}


def placeholders(line: str) -> list[str]:
    """The names in braces, in the order of the text."""
    return _PLACEHOLDER.findall(line)


def unknown_placeholders(line: Text) -> list[str]:
    """Names in braces that no fact fills, in either language; the empty name is one of them."""
    return [name for name in placeholders(line.zh) + placeholders(line.en) if name not in PLACEHOLDERS]


def filled(line: Text, facts: Mapping[str, Any], *, agent: str) -> dict[str, str]:
    """
    The line in both languages with facts of the customer in their place.

    A fact that is not known is replaced by a neutral word, never by ``None``. Facts are put in as they are:
    braces within them are not looked at again.
    """
    known = {**facts, "agent": agent}
    return {"zh": _fill(line.zh, known, "zh"), "en": _fill(line.en, known, "en")}


def _fill(line: str, known: Mapping[str, Any], language: Literal["zh", "en"]) -> str:
    return _PLACEHOLDER.sub(lambda found: _shown(found[1], known.get(found[1]), language), line)


def _shown(name: str, value: Any, language: Literal["zh", "en"]) -> str:
    if value is None or value == "":
        return _WHERE_UNKNOWN.get(name, ("—", "—"))[0 if language == "zh" else 1]
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if language == "zh" else f"{value.day} {value:%B %Y}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)
