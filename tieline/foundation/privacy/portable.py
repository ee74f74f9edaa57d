"""
What a customer takes along to somebody else: what they gave themselves, and what was observed of their use.

GDPR, Article 20, and PIPL, Article 45. What the operator made of it (tags, scores, figures, reasons of systems) is told
by the file of what is known (``told_file``) and is not here. The layout is that of a data package (Frictionless Data,
Data Package v1): ``datapackage.json`` describes every file, its columns and their types.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.exports.formats.csv_file import harmless_lines
from tieline.foundation.warehouse.tables import Table

PROVIDED, OBSERVED = "provided", "observed"
LAYOUT, DATA, READ_ME = "datapackage.json", "data.json", "README.txt"
TYPES = {"int64": "integer", "float64": "number", "boolean": "boolean", "date": "date", "timestamp": "datetime"}
"""Types of columns as Table Schema names them; all others are ``string``."""

WORDS = (
    "请求编号 {number}。本文件包含您自己提供的数据（provided/）以及在您使用服务时观察到的数据（observed/），"
    "每张表为一个 CSV 文件（UTF-8，逗号分隔，首行为列名；会被电子表格当作公式的文字前加撇号）；"
    "data.json 为原样的相同内容。各列的名称、类型与说明见 datapackage.json。时间为 UTC。"
    "运营商由此推断的内容（标签、评分等）不在其中，可申请查阅。\n\n"
    "Request {number}. The file holds what you gave yourself (provided/) and what was observed of your use "
    "(observed/), a CSV file for each table (UTF-8, commas, names of columns in the first line; an apostrophe before "
    "what a spreadsheet would calculate); data.json holds the same as it is. datapackage.json says what each column "
    "is. Times are in UTC. What the operator concluded from it (tags, scores and the like) is not in it; ask for what "
    "is known of you to read that.\n"
)


@dataclass(frozen=True)
class Portable:
    """
    The columns of a table that a customer takes along, and where they come from: ``provided`` or ``observed``.

    Rows whose column ``without`` names have the value given there are left out, as they are the operator's own.
    """

    table: Table
    name: str
    origin: str
    columns: tuple[str, ...]
    without: tuple[str, str] | None = None

    @property
    def path(self) -> str:
        """The file in the archive."""
        return f"{self.origin}/{self.name}.csv"


Taken = list[tuple[Portable, list[dict[str, Any]]]]
"""The rows of each portable table of which there are some."""


def taken_along(known: Mapping[str, list[dict[str, Any]]], layout: Iterable[Portable]) -> Taken:
    """Of what is known, what the customer takes along; rows in which nothing is left are not there."""
    found = []
    for each in layout:
        rows = [_row(row, each) for row in known.get(each.table.full_name, []) if _is_theirs(row, each)]
        if kept := [row for row in rows if any(value is not None for value in row.values())]:
            found.append((each, kept))
    return found


def portable_file(number: str, taken: Taken, withheld: list[str]) -> bytes:
    """The archive; ``withheld`` are the categories of data that who makes the file does not see."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(READ_ME, WORDS.format(number=number) + _missing(withheld))
        archive.writestr(LAYOUT, _json(described(number, taken, withheld)))
        archive.writestr(DATA, _json({f"{each.origin}/{each.name}": rows for each, rows in taken}))
        for each, rows in taken:
            archive.writestr(each.path, _csv(each, rows))
    return packed.getvalue()


def described(number: str, taken: Taken, withheld: list[str]) -> dict[str, Any]:
    """The description of a package, with a resource for each file."""
    return {
        "profile": "tabular-data-package",
        "name": f"tieline-{number.lower()}",
        "withheld": withheld,
        "resources": [_resource(each) for each, _ in taken],
    }


def _resource(each: Portable) -> dict[str, Any]:
    columns = {column.name: column for column in each.table.columns}
    fields = [
        {"name": name, "type": TYPES.get(columns[name].type, "string"), "description": columns[name].says}
        for name in each.columns
    ]
    return {
        "profile": "tabular-data-resource",
        "name": f"{each.origin}-{each.name}".replace("_", "-"),
        "path": each.path,
        "encoding": "utf-8",
        "origin": each.origin,
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _is_theirs(row: Mapping[str, Any], each: Portable) -> bool:
    return each.without is None or row.get(each.without[0]) != each.without[1]


def _row(row: Mapping[str, Any], each: Portable) -> dict[str, Any]:
    return {name: row.get(name) for name in each.columns}


def _missing(withheld: list[str]) -> str:
    if not withheld:
        return ""
    named = [CATEGORIES[each] for each in withheld]
    return (
        f"\n本文件不含：{'、'.join(each.zh for each in named)}。\n"
        f"Not in this file: {', '.join(each.en for each in named)}.\n"
    )


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _csv(each: Portable, rows: list[dict[str, Any]]) -> bytes:
    """Values as JSON writes them; an empty cell is nothing said, and no cell is one that a spreadsheet calculates."""
    return harmless_lines([each.columns, *([_cell(row[name]) for name in each.columns] for row in rows)])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, cls=DjangoJSONEncoder).strip('"')
