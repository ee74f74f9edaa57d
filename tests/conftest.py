"""Fixtures for all tests: a warehouse of its own for every test, and the named cast in ``cast``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import close_warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse


@pytest.fixture
def warehouse(settings: Any, tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse, which is also the process's own during the test."""
    settings.TIELINE_DATA = tmp_path
    settings.TIELINE_WAREHOUSE = f"duckdb:///{tmp_path}/warehouse.duckdb"
    close_warehouse()
    yield current_warehouse()
    close_warehouse()
