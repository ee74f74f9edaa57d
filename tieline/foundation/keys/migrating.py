"""For migrations: seal a column that held plain values until now, in batches, and the way back."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.apps.registry import Apps
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tieline.foundation.keys.envelope import FORM, open_text, seal_text
from tieline.foundation.keys.fields import SealedJSONField, SealedTextField

BATCH = 500
Step = Callable[[Apps, BaseDatabaseSchemaEditor], None]


def seals(app: str, model: str, *names: str) -> Step:
    """A step for ``RunPython`` that seals what stands in these fields, which were made sealed fields before."""
    return _each(app, model, names, lambda text, place: text if text.startswith(FORM) else seal_text(text, place))


def unseals(app: str, model: str, *names: str) -> Step:
    """The way back, to run before the fields become plain again."""
    return _each(app, model, names, lambda text, place: open_text(text, place) if text.startswith(FORM) else text)


def _each(app: str, model: str, names: Sequence[str], change: Callable[[str, str], str]) -> Step:
    def step(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        connection = connections[editor.connection.alias]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete = ON")  # or the plain values stay in freed pages of the file
        rows = apps.get_model(app, model)
        for row in rows._default_manager.order_by("pk").iterator(chunk_size=BATCH):
            _change_row(row, names, change)

    return step


def _change_row(row: Any, names: Sequence[str], change: Callable[[str, str], str]) -> None:
    """Writes the stored texts of the row past the field, which only knows sealed ones."""
    meta = row._meta
    quoted = connections[row._state.db].ops.quote_name
    stored = {name: row.__dict__[meta.get_field(name).attname] for name in names}
    written = {
        name: change(_text(meta.get_field(name), text), meta.get_field(name).belongs_to(row))
        for name, text in stored.items()
        if text
    }
    if not written:
        return
    columns = ", ".join(f"{quoted(meta.get_field(name).column)} = %s" for name in written)
    sql = f"UPDATE {quoted(meta.db_table)} SET {columns} WHERE {quoted(meta.pk.column)} = %s"  # noqa: S608 - names of the model's own columns
    key = meta.pk.get_db_prep_value(row.pk, connections[row._state.db])
    with connections[row._state.db].cursor() as cursor:
        cursor.execute(sql, [*written.values(), key])


def _text(field: SealedTextField, stored: str) -> str:
    """The stored text; JSON as this package writes it, so that both ways give the same."""
    if isinstance(field, SealedJSONField) and not stored.startswith(FORM):
        return field.written(json.loads(stored))
    return str(stored)
