"""Fixtures for all tests: a warehouse of its own for every test, and the named cast in ``cast``."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.passwords import QUICK_HASHER
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import close_warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse

KNOW = Path(__file__).parent / "know"
SLOW = 900
"""Seconds after which a slow test that says nothing else is stopped."""


@pytest.fixture
def warehouse(settings: Any, tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse, which is also the process's own during the test."""
    settings.TIELINE_DATA = tmp_path
    settings.TIELINE_WAREHOUSE = f"duckdb:///{tmp_path}/warehouse.duckdb"
    close_warehouse()
    yield current_warehouse()
    close_warehouse()


@pytest.fixture(scope="session")
def spark_url() -> Iterator[str]:
    """The URL of a Spark cluster: the one that the run was started beside, or one for this session."""
    given = os.environ.get("TIELINE_TEST_SPARK")
    if given:
        yield given
        return
    from tests.spark_cluster import spark_cluster  # noqa: PLC0415 - pyspark is heavy, and few tests want it

    with spark_cluster() as url:
        yield url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite's test database is a file, as in production: threads would share one in memory under other locks."""
    settings = connections["default"].settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("operational") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Hashes passwords with little work, or every test that logs in would wait; the real hasher stays the second."""
    settings.PASSWORD_HASHERS = [QUICK_HASHER, *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def _servers_on_loopback(settings: Any) -> None:
    """The systems that tests connect to stand on this machine, which an operator has to allow."""
    settings.TIELINE_OUTGOING_ALLOW = "127.0.0.0/8,::1/128"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    On PostgreSQL only what can tell the difference is run again: what touches the operational database, and of the
    stages in ``know``, which keep their results in the warehouse, what names a model of that database.

    Slow tests begin first, so that at the end no process waits for the longest; the tests of one file stay in one
    process, which prepares what they share once (``--dist loadfile --no-loadscope-reorder``).
    """
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if connections["default"].vendor != "postgresql":
        return
    chosen = [item for item in items if _touches_rows(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _touches_rows(item: pytest.Item) -> bool:
    asks = {"db", "transactional_db", "client", "live_server"}
    opens = item.get_closest_marker("django_db") or asks & set(getattr(item, "fixturenames", ()))
    return bool(opens) and (KNOW not in item.path.parents or _names_models(item.path))


@cache
def _names_models(path: Path) -> bool:
    return "models import" in path.read_text(encoding="utf-8")
