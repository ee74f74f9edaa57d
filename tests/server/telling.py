"""What an answer tells: its values and words; and of which category the values in the warehouse are."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from tieline.foundation.access.categories import KIND
from tieline.foundation.days import local_day
from tieline.foundation.warehouse.tables import Table

TELLING = 5
"""Characters from which a value is telling: shorter ones stand in any answer by chance."""


def tokens(text: str) -> set[str]:
    """Every value and every word of an answer, and the digits of numbers."""
    found = set(re.findall(r"[\w.@+-]+", text))
    with suppress(ValueError):
        found |= set(scalars(json.loads(text)))
    return found | {each.lstrip("+") for each in found if each.startswith("+")}


def scalars(value: Any) -> Iterator[str]:
    """All values of a JSON document as text."""
    if isinstance(value, dict):
        for each in value.values():
            yield from scalars(each)
    elif isinstance(value, list):
        for each in value:
            yield from scalars(each)
    elif value is not None:
        yield str(value)


def of_row(table: Table, name: str, row: Mapping[str, Any]) -> str:
    """The category of a value; party references are told as numbers."""
    category = table.category_of(name)
    if category == KIND and table.kinds is not None:
        return dict(table.kinds.categories).get(str(row[table.kinds.column]), "none")
    return "number" if category == "reference" else category


def texts(value: Any) -> Iterator[str]:
    """How a value may stand in an answer, where that is telling."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif value is not None and not isinstance(value, bool | datetime):
        text = str(value)
        if len(text) >= (TELLING + 1 if isinstance(value, float) else TELLING) or (
            len(text) >= 2 and text[0] >= "一" and not text.isascii()
        ):
            yield text


def days(value: Any) -> set[str]:
    """The days of an instant (UTC) there and in the operator's zone, as an answer may tell them of it."""
    if not isinstance(value, datetime):
        return set()
    return {value.date().isoformat(), local_day(value.replace(tzinfo=UTC)).isoformat()}


def filled(path: str, values: Mapping[str, list[Any]]) -> Iterator[str]:
    """The path once for each thing that its parameters can name; a second parameter takes the first thing."""
    names = re.findall(r"{(\w+)}", path)
    if not names:
        yield path
        return
    for lead in values[names[0]]:
        yield path.format(**{name: values[name][0] for name in names} | {names[0]: lead})
