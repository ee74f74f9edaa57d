"""What is told to people is read through the projection, and every column says what kind of data it holds."""

import ast
from pathlib import Path

from tests.house.test_size_and_names import ROOT
from tieline.foundation.access.categories import CATEGORIES, KIND, NONE, REFERENCE
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
