"""Texts of rows in which a person may be named in passing: the words are taken out, the rows stay."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from tieline.foundation.keys.fields import SealedTextField

A = TypeVar("A")
AT_ONCE = 100
GONE = "…"
"""What stands in a text in the place of a word that was taken out."""


def find_rows(model: type[Model], fields: Iterable[str], words: Sequence[str]) -> list[Any]:
    """
    The rows of a model that hold one of the words in one of these fields, which hold text or JSON.

    A sealed field cannot be searched in the database: its rows are opened one by one.
    """
    names = list(fields)
    if any(isinstance(model._meta.get_field(name), SealedTextField) for name in names):
        rows = model._default_manager.all()
        return [row for row in rows.iterator() if any(holds(getattr(row, name), words) for name in names)]
    found = {row.pk: row for part in batched(words) for row in _rows_with(model, names, part)}
    return list(found.values())


def batched(words: Sequence[A]) -> Iterator[Sequence[A]]:
    """The words (or other things to look for), so many at a time as one question to the database may hold."""
    for start in range(0, len(words), AT_ONCE):
        yield words[start : start + AT_ONCE]


def _rows_with(model: type[Model], names: Sequence[str], words: Sequence[str]) -> QuerySet[Any]:
    rows = model._default_manager.all()
    condition = Q(pk__in=[])
    for name in names:
        is_json = isinstance(model._meta.get_field(name), JSONField)
        if is_json:
            rows = rows.annotate(**{f"{name}_text": Cast(name, TextField())})
        for word in words:
            for written in {word, json.dumps(word)[1:-1]} if is_json else {word}:
                condition |= Q(**{f"{name}_text__contains" if is_json else f"{name}__contains": written})
    return rows.filter(condition)


def redact_rows(model: type[Model], fields: Sequence[str], words: Sequence[str]) -> int:
    """Take the words out of these fields of all rows of a model; how many rows held one."""
    rows = find_rows(model, fields, words)
    for row in rows:
        for name in fields:
            setattr(row, name, without(getattr(row, name), words))
        row.save(update_fields=list(fields))
    return len(rows)


def holds(value: Any, words: Sequence[str]) -> bool:
    """Whether a value, or a text anywhere within it, holds one of the words."""
    return bool(without(value, words) != value)


def without(value: Any, words: Sequence[str]) -> Any:
    """A value, or the texts anywhere within it, with ``GONE`` in the place of each of the words."""
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, GONE)
        return value
    if isinstance(value, Mapping):
        return {without(key, words): without(each, words) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [without(each, words) for each in value]
    return value
