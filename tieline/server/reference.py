"""Reference pages written from the code: the tables of the warehouse, and the API document of the web client."""

import importlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from tieline.foundation.warehouse.tables import Table

STAGES = (
    "tieline.know.ingest",
    "tieline.know.identity",
    "tieline.know.profile",
    "tieline.know.scores",
    "tieline.know.tags",
    "tieline.know.segments",
    "tieline.notice.rules",
    "tieline.notice.rehearsal",
)


def declared_tables() -> list[Table]:
    """Every table that a stage declares, in the order of the pipeline."""
    found: list[Table] = []
    for stage in STAGES:
        module = importlib.import_module(f"{stage}.tables")
        found += [value for value in vars(module).values() if isinstance(value, Table)]
    return found


def tables_page() -> str:
    """The page ``docs/reference/tables.md``: a heading per table, a line per column."""
    lines = ["# Tables of the warehouse", "", "Written from the declarations by `tieline reference`; do not edit.", ""]
    for table in declared_tables():
        lines += [f"## {table.full_name}", "", f"One row per {table.one_row_per}. Key: {', '.join(table.key)}.", ""]
        lines += ["| column | type | what it says |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.type} | {column.says} |" for column in table.columns]
        lines.append("")
    return "\n".join(lines)


def places_page() -> str:
    """The page ``docs/reference/personal-data.md``: where personal data lies, and what erasing does there."""
    from tieline.server.personal_data import PLACES  # noqa: PLC0415 - it needs the tables of this module

    lines = ["# Where personal data lies", "", "Written from the declarations by `tieline reference`; do not edit.", ""]
    lines += ["| place | rows of | tables of the warehouse | when a customer is erased |", "|---|---|---|---|"]
    for place in PLACES:
        models = ", ".join(f"`{model._meta.label}`" for model in place.models)
        tables = ", ".join(f"`{table}`" for table in place.tables)
        lines.append(f"| {place.name.en} | {models} | {tables} | {place.how.en} |")
    lines += ["", "Files: delivered files in `inbox/` (rows emptied, or the file removed), samples, exports.", ""]
    return "\n".join(lines)


def tags_page() -> str:
    """The page ``docs/reference/tags.md``: the tags of the telecom pack by family, with their sentence."""
    from tieline.foundation.packs.reading import open_pack  # noqa: PLC0415 - needs Django to be set up first
    from tieline.know.tags.reference import tag_lines  # noqa: PLC0415 - as above
    from tieline.pipeline import KINDS  # noqa: PLC0415 - as above

    definitions = open_pack(settings.PROJECT_DIR / "packs/telecom", KINDS).definitions
    lines = ["# Tags of the telecom pack", "", "Written from the definitions by `tieline reference`; do not edit.", ""]
    return "\n".join([*lines, *tag_lines(definitions), ""])


def write_reference() -> list[Path]:
    """The files written: the pages of tables, places and tags, and ``web/openapi.json``."""
    from tieline.server.api import api  # noqa: PLC0415 - needs Django to be set up first

    document: dict[str, Any] = api.get_openapi_schema()
    pages = {
        settings.PROJECT_DIR / "docs/reference/tables.md": tables_page(),
        settings.PROJECT_DIR / "docs/reference/personal-data.md": places_page(),
        settings.PROJECT_DIR / "docs/reference/tags.md": tags_page(),
        settings.PROJECT_DIR / "web/openapi.json": json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True),
    }
    for path, text in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(pages)
