"""For migrations: seal a column that held plain values until now, in batches, and the way back."""

import json
from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tieline.foundation.keys.envelope import FORM, open_text, seal_text
from tieline.foundation.keys.fields import SealedJSONField

BATCH = 500
Step = Callable[[Apps, BaseDatabaseSchemaEditor], None]
Read = Callable[[Any, str], str]


def seals(app: str, model: str, *names: str, read: Read = lambda _, text: text) -> Step:
    """
    A step for ``RunPython`` that seals what stands in these fields, which were made sealed fields before.

    ``read`` gives the plain text of a row's stored text; what is sealed already stays, so a second time does nothing.
    """

    def change(row: Any, name: str, text: str) -> str:
        field = row._meta.get_field(name)
        if text.startswith(FORM):
            return text
        plain = read(row, text)
        value = field.written(json.loads(plain)) if isinstance(field, SealedJSONField) else plain
        return seal_text(value, field.belongs_to(row)) if value else ""

    return _each(app, model, names, change)


def unseals(app: str, model: str, *names: str) -> Step:
    """The way back, to run before the fields become plain again."""

    def change(row: Any, name: str, text: str) -> str:
        return open_text(text, row._meta.get_field(name).belongs_to(row)) if text.startswith(FORM) else text

    return _each(app, model, names, change)


def indexes(app: str, model: str, *names: str) -> Step:
    """A step that fills blind indexes of fields that are sealed by now."""

    def step(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - as Django calls it
        for row in apps.get_model(app, model)._default_manager.order_by("pk").iterator(chunk_size=BATCH):
            row.save(update_fields=list(names))

    return step


def nothing(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The way back of what needs none."""


def _each(app: str, model: str, names: tuple[str, ...], change: Callable[[Any, str, str], str]) -> Step:
    def step(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        connection = connections[editor.connection.alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")  # or the plain values stay in freed pages of the file
        for row in apps.get_model(app, model)._default_manager.order_by("pk").iterator(chunk_size=BATCH):
            _change_row(row, names, change)

    return step


def _change_row(row: Any, names: tuple[str, ...], change: Callable[[Any, str, str], str]) -> None:
    """Writes the stored texts of the row past the fields, which only know sealed ones."""
    meta = row._meta
    stored = {name: row.__dict__[meta.get_field(name).attname] for name in names}
    written = {name: change(row, name, text) for name, text in stored.items() if isinstance(text, str) and text}
    if not written:
        return
    connection = connections[row._state.db]
    quoted = connection.ops.quote_name
    columns = ", ".join(f"{quoted(meta.get_field(name).column)} = %s" for name in written)
    table, key = quoted(meta.db_table), quoted(meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {columns} WHERE {key} = %s",  # noqa: S608 - names of the model's own columns
            [*written.values(), meta.pk.get_db_prep_value(row.pk, connection)],
        )
