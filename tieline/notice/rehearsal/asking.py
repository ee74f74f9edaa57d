"""The facts on which a rule is asked as of a day gone by, and what of them could not be known then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from tieline.foundation.days import end_of_day
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.compiler import Source, compile_columns
from tieline.foundation.packs.queries import published
from tieline.foundation.warehouse.connection import Readable
from tieline.know.profile import facts
from tieline.know.tags.conditions import published_scope
from tieline.know.tags.tag import KIND_NAME, TagDefinition
from tieline.know.tags.values import tag_columns, typed

_USE = ("voice_minutes", "data_mb", "dropped_calls", "roaming_mb")
_MONTH = timedelta(days=30)
_QUARTER = timedelta(days=90)
_NOT_THEN = {"accounts": ("balance", "payment_method"), "characteristics": ("",), "consents": ("",)}
"""Columns of lists that are known only as they are now; the empty name stands for the whole list."""


@dataclass(frozen=True)
class Unknown:
    """A name in a condition whose past values are not kept; ``through`` is the tag that asks for it, if one does."""

    name: str
    through: str = ""


class Past:
    """The facts of all customers on days gone by, with the tags that conditions name as their definitions give them."""

    def __init__(self, at: Readable, conditions: Iterable[Typed]) -> None:
        self.at = at
        names = {name for each in conditions for name in each.names.fields}
        tags = {f"tags.{tag.key}": tag for tag in published(KIND_NAME, TagDefinition)}
        self.tags = {name: tags[name] for name in sorted(names) if name in tags}
        bare = published_scope(with_tags=False)
        self._values = {tag.key: typed(tag, bare) for tag in self.tags.values()}
        self._names = names | {name for value in self._values.values() for name in value.names.fields}
        fields = published_scope(with_tags=True).fields
        self._others = {name: fields[name].type for name in self._names if name.startswith(("scores.", "segments."))}

    def source(self, day: date) -> Source:
        """What there was at the end of the day: scores and segments of then are not kept, and null."""
        found = facts.source_as_of(self.at, day, self._names)
        types = {"number": "float64", "boolean": "boolean"}
        empty = {name: ibis.null(types.get(str(type_), "string")) for name, type_ in self._others.items()}
        source = Source(found.key, found.fields.mutate(**empty) if empty else found.fields, found.lists)
        if not self.tags:
            return source
        values = tag_columns(compile_columns(self._values, source, end_of_day(day)), list(self.tags.values()))
        named = values.select(tagged_id="customer_id", **{name: values[tag.key] for name, tag in self.tags.items()})
        fields = source.fields.left_join(named, source.fields[found.key] == named.tagged_id).drop("tagged_id")
        return Source(found.key, fields, found.lists)

    def asked(self, expressions: Mapping[str, Typed], day: date) -> ir.Table:
        """One row per customer of the day with a column per expression, asked at its end."""
        return compile_columns(expressions, self.source(day), end_of_day(day))

    def unknown(self, conditions: Iterable[Typed]) -> list[Unknown]:
        """The names in conditions, and in the tags that they name, of which the past is not kept; each once."""
        only_now = facts.unknown_then(self.at) | set(self._others)
        found = [Unknown(name) for each in conditions for name in _only_now(each, only_now)]
        for key, value in self._values.items():
            found += [Unknown(name, f"tags.{key}") for name in _only_now(value, only_now)]
        return sorted(set(found), key=lambda each: (each.through, each.name))

    def known_from(self, conditions: Sequence[Typed]) -> date | None:
        """The first day on which everything that the conditions look back to was recorded; None where nothing tells."""
        looks: dict[str, timedelta] = {}
        for each in [*conditions, *self._values.values()]:
            for name, back in _look_back(each).items():
                looks[name] = max(back, looks.get(name, timedelta(0)))
        days = [first + back for name, back in looks.items() if (first := self._first_day(name)) is not None]
        return max(days, default=None)

    def _first_day(self, name: str) -> date | None:
        table = self.at.table(facts.LISTS[name])
        found = table[facts.WHEN[name]].min().to_pyarrow().as_py()
        return None if found is None else pd.Timestamp(found).date()


def _only_now(asked: Typed, only_now: set[str]) -> list[str]:
    names = [
        name for name in sorted(asked.names.fields) if name in only_now or name.startswith(("characteristic.", "feed."))
    ]
    for list_, columns in _NOT_THEN.items():
        if list_ in asked.names.lists:
            names += [f"{list_}.{column}".rstrip(".") for column in columns if _is_read(asked, list_, column)]
    return names


def _is_read(asked: Typed, list_: str, column: str) -> bool:
    return not column or (list_, column) in asked.names.columns


def _look_back(asked: Typed) -> dict[str, timedelta]:
    """For each list of events that a condition reads, itself or through a figure, how far back it looks."""
    found = {
        name: min(window or _QUARTER, _QUARTER)
        for name, window in asked.windows.items()
        if name in ("usage", "contacts")
    }
    for name in asked.names.fields:
        if name.endswith("_30d") and name.removesuffix("_30d") in _USE:
            found["usage"] = max(_MONTH, found.get("usage", _MONTH))
        if name.startswith("average_") and name.removeprefix("average_").removesuffix("_3m") in _USE:
            found["usage"] = 2 * _MONTH
    return found
