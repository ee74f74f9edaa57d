"""One small operator, simulated once for all tests of this folder, and a way to ask it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tieline.simulator.simulate import simulate

ENDS_ON = date(2026, 11, 21)
CUSTOMERS = 6_000


@pytest.fixture(scope="session")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an operator with 6,000 customers, seed 7, that ends on 2026-11-21."""
    out = tmp_path_factory.mktemp("simulated") / "operator"
    simulate(CUSTOMERS, 7, out, ENDS_ON, lambda share, doing: None)
    return out


@pytest.fixture(scope="session")
def ask(operator: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    """Rows of a query over views named system_feed, all columns of CSV files as text."""
    con = duckdb.connect()
    for file in sorted(operator.rglob("*-0001.*")):
        name = f"{file.relative_to(operator).parts[0]}_{file.stem.removesuffix('-0001')}"
        reads = {"csv": "read_csv('{}', all_varchar = true, header = true)", "ndjson": "read_ndjson('{}')"}
        path = file
        if file.suffix == ".csv" and file.parent.name == "billing":
            path = operator.parent / f"{name}.csv"
            path.write_text(file.read_text(encoding="gb18030"), encoding="utf-8")
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM " + reads.get(file.suffix[1:], "'{}'").format(path))
    return lambda query: con.execute(query).fetchall()
