"""Data of customers leaves as a file through exports only: nothing else writes tables to files or streams them."""

import ast
from pathlib import Path

from tests.house.test_size_and_names import ROOT, tracked

WRITERS = {
    *("CSVWriter", "DictWriter", "ParquetWriter", "write_csv", "write_dataset", "write_feather", "write_table"),
    *("to_csv", "to_excel", "to_feather", "to_json", "to_parquet", "to_xlsx"),
}
"""What writes rows to a file, by the name that is called; ``csv.writer`` too."""
ANSWERS = {"FileResponse", "StreamingHttpResponse"}

INCOMING = "holds what a source delivered, before and while it is landed; nobody downloads it"
KEPT = {
    "tieline/foundation/warehouse/spark.py": "tables of the warehouse on their way into it",
    "tieline/know/ingest/blanking.py": INCOMING,
    "tieline/know/ingest/connectors/browsing.py": INCOMING,
    "tieline/know/ingest/connectors/bulk_process.py": INCOMING,
    "tieline/know/ingest/connectors/query.py": INCOMING,
    "tieline/know/ingest/preview/heads.py": INCOMING,
    "tieline/know/ingest/reading/sheet_process.py": INCOMING,
}
"""Modules outside of exports that write tables to files, and why that is no way out."""

OFFERED = {"web/src/features/privacy/requests/steps.ts"}
"""Screens that offer a file: only that of one customer, who asked what is held of them."""


def product() -> list[Path]:
    """Modules of the product, without the simulator, whose people do not exist."""
    found = [path for path in tracked("tieline/*.py") if "simulator" not in path.parts]
    return [path for path in found if not path.is_relative_to(ROOT / "tieline/foundation/exports")]


def called(path: Path) -> set[str]:
    """The names of all functions that a module calls, those of attributes with what they are of."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name):
                found.add(function.id)
            elif isinstance(function, ast.Attribute):
                found.add(function.attr)
                if isinstance(function.value, ast.Name):
                    found.add(f"{function.value.id}.{function.attr}")
    return found


def test_nothing_but_exports_writes_tables_to_files() -> None:
    writing = {str(path.relative_to(ROOT)) for path in product() if called(path) & {*WRITERS, "csv.writer"}}
    assert writing - set(KEPT) == set(), "let it leave by an Exportable, or say in KEPT why it is no way out"


def test_the_list_of_those_that_may_has_nobody_too_many() -> None:
    stale = {name for name in KEPT if (ROOT / name).exists() and not called(ROOT / name) & WRITERS}
    assert not stale


def test_no_other_route_answers_with_a_file_or_a_stream() -> None:
    assert {str(path.relative_to(ROOT)) for path in product() if called(path) & ANSWERS} == set()


def test_exports_themselves_are_found_by_what_is_looked_for() -> None:
    exports = list(tracked("tieline/foundation/exports/*.py"))
    names = set().union(*(called(path) for path in exports))
    assert {"CSVWriter", "ParquetWriter", "csv.writer", "FileResponse"} <= names


def test_no_screen_makes_a_file_by_itself() -> None:
    written = [path for path in tracked("web/src/*.ts", "web/src/*.tsx") if "api" not in path.parts]
    making = {str(path.relative_to(ROOT)) for path in written if "createObjectURL" in path.read_text(encoding="utf-8")}
    assert making == OFFERED
