"""
What is handed to a customer who asks what is known: a page to read, and the same as JSON for machines.

The page groups what is known by kinds of personal data, in Chinese and English; nothing that the role of whoever makes
the file does not see is in it, and the page says so.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from html import escape
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from tieline.foundation.access.categories import CATEGORIES, NONE
from tieline.foundation.privacy.places import Told
from tieline.foundation.privacy.receipts import STYLE
from tieline.foundation.warehouse.tables import Table

PAGE, DATA = "your-data.html", "your-data.json"


def told_file(number: str, known: Told, tables: Mapping[str, Table], withheld: list[str]) -> bytes:
    """A ZIP file of both; ``withheld`` are the categories that are not in it."""
    told = {"request": number, "withheld": withheld, "tables": known}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PAGE, page(number, known, tables, withheld))
        archive.writestr(DATA, json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, default=str))
    return packed.getvalue()


def page(number: str, known: Told, tables: Mapping[str, Table], withheld: list[str]) -> str:
    """The page: a chapter per table, a line per value that is there, with what it is and which kind of data."""
    chapters = "".join(_chapter(tables[name], rows) for name, rows in known.items() if name in tables)
    missing = "、".join(CATEGORIES[each].zh for each in withheld), ", ".join(CATEGORIES[each].en for each in withheld)
    note = f"<p>本文件不含：{missing[0]}。<br>Not in this file: {missing[1]}.</p>" if withheld else ""
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>您的个人信息 / Your data</title><style>{STYLE}</style>"
        f"<h1>您的个人信息<br>Your personal data</h1><p>{escape(number)}</p>{note}{chapters}</html>"
    )


def _chapter(table: Table, rows: list[dict[str, Any]]) -> str:
    says = {column.name: column.says for column in table.columns}
    body = "".join(_lines(table, says, row) for row in rows)
    return f"<h2>{escape(table.one_row_per)} ({len(rows)})</h2><table>{body}</table>"


def _lines(table: Table, says: Mapping[str, str], row: Mapping[str, Any]) -> str:
    shown = [(name, value) for name, value in row.items() if value is not None]
    lines = [
        f"<tr><td>{_kind(table, name)}</td><td>{escape(says.get(name, name))}</td><td>{escape(str(value))}</td></tr>"
        for name, value in shown
    ]
    return "".join(lines) + '<tr><td colspan="3"></td></tr>'


def _kind(table: Table, name: str) -> str:
    category = table.category_of(name)
    text = CATEGORIES.get(category) if category != NONE else None
    return f"{text.zh}<br>{escape(text.en)}" if text else ""
