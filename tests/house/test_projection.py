"""What is told to people is read through the projection, and every column says what kind of data it holds."""

import ast
import re
from inspect import getsource
from json import dumps
from pathlib import Path
from typing import Any

from tests.house.test_endpoints import operations
from tests.house.test_size_and_names import ROOT
from tieline.foundation.access.categories import CATEGORIES, KIND, NONE, REFERENCE
from tieline.server.api import api
from tieline.server.reference import declared_tables

RAW = "tieline.foundation.warehouse.current"
SOURCE_ROWS = {"preview_api.py", "quarantine_api.py"}
"""Routes that show rows of sources, which no table describes: they ask for the category ``source`` themselves."""


def tellers() -> list[Path]:
    """Modules that answer people: the routes, and the queries behind them."""
    found = [path for path in (ROOT / "tieline").rglob("*.py") if "migrations" not in path.parts]
    return [path for path in found if path.name.endswith("api.py") or "queries" in path.with_suffix("").parts]


def imports(path: Path) -> set[str]:
    """The modules that a file imports from."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def test_there_are_tellers() -> None:
    assert len(tellers()) > 20


def test_no_route_or_query_reads_the_warehouse_itself() -> None:
    raw = {path.relative_to(ROOT).as_posix() for path in tellers() if RAW in imports(path)}
    assert {path for path in raw if Path(path).name not in SOURCE_ROWS} == set(), "read through seen_by(request)"


def test_routes_that_show_rows_of_sources_ask_for_the_right_to() -> None:
    for path in tellers():
        if path.name in SOURCE_ROWS:
            assert '"source"' in path.read_text(encoding="utf-8"), path


def test_every_column_states_a_category() -> None:
    known = {*CATEGORIES, NONE, REFERENCE, KIND}
    silent = [
        f"{table.full_name}.{column.name}"
        for table in declared_tables()
        for column in table.columns
        if table.category_of(column.name) not in known
    ]
    assert not silent


def test_every_route_that_names_customers_writes_down_who_was_shown() -> None:
    document = api.get_openapi_schema()
    silent = [
        place
        for place, operation in operations()
        if names_customers(document, operation.operation_id or operation.view_func.__name__)
        and "told(" not in getsource(operation.view_func)
    ]
    assert not silent, "pass the answer through told(request, ...)"


def names_customers(document: Any, operation_id: str) -> bool:
    """Whether the answer of an operation has the field ``customer_id`` or ``party_id`` anywhere."""
    found = [o for path in document["paths"].values() for o in path.values() if o["operationId"] == operation_id]
    answer = dumps(found[0]["responses"]) if found else ""
    seen: set[str] = set()
    waiting = set(re.findall(r"schemas/(\w+)", answer))
    while waiting:
        name = waiting.pop()
        seen.add(name)
        schema = document["components"]["schemas"][name]
        if {"customer_id", "party_id"} & set(schema.get("properties", {})):
            return True
        waiting |= set(re.findall(r"schemas/(\w+)", dumps(schema))) - seen
    return False
