"""The cast refreshed once and copied for every test; Li, an agent, and Chen, who has no role."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from tests.know.profile.cast import land_the_cast
from tests.know.profile.records import AS_OF
from tieline.foundation.access.commands import create_user
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import close_warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse
from tieline.know.profile.commands import refresh_profile


@pytest.fixture(scope="session")
def refreshed_file(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Path:
    """A warehouse file in which the cast has landed and the profile was refreshed."""
    file = tmp_path_factory.mktemp("profile") / "warehouse.duckdb"
    close_warehouse()
    with django_db_blocker.unblock(), override_settings(TIELINE_WAREHOUSE=f"duckdb:///{file}"):
        land_the_cast(current_warehouse())
        refresh_profile(AS_OF, lambda share, word: None)
        close_warehouse()
    return file


@pytest.fixture
def refreshed(refreshed_file: Path, warehouse: Warehouse) -> Warehouse:
    """A warehouse of this test with the cast refreshed."""
    close_warehouse()
    shutil.copy(refreshed_file, warehouse.path)
    return current_warehouse()


class Agent(Client):
    """A logged-in client; ``read`` gives the JSON of a page that must be there."""

    def __init__(self, login: str, roles: list[str]) -> None:
        super().__init__()
        self.force_login(create_user(login, name=login, roles=roles, password="a long calm password"))

    def read(self, path: str, **parameters: Any) -> Any:
        response = self.get(f"/api/customers{path}", parameters)
        assert response.status_code == 200, response.content
        return response.json()


@pytest.fixture
def li(db: None, refreshed: Warehouse) -> Agent:
    return Agent("li-na", ["agent"])


@pytest.fixture
def chen(db: None, refreshed: Warehouse) -> Agent:
    return Agent("chen", [])
