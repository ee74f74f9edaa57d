"""The small operator scored once and copied for every test that only reads."""

import shutil
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.know.scores.operator import MODEL, publish_models, publish_operator
from tests.know.scores.test_commands import refresh
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import close_warehouse
from tieline.foundation.warehouse.current import warehouse as current_warehouse


@pytest.fixture(scope="session")
def scored_folder(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Path:
    """A data folder with the warehouse and the stored model of the operator; its definitions are rolled back."""
    folder = tmp_path_factory.mktemp("scores")
    close_warehouse()
    data = override_settings(TIELINE_DATA=folder, TIELINE_WAREHOUSE=f"duckdb:///{folder}/warehouse.duckdb")
    with data, django_db_blocker.unblock(), transaction.atomic():
        publish_models(MODEL)
        publish_operator(current_warehouse())
        refresh()
        close_warehouse()
        transaction.set_rollback(True)
    return folder


@pytest.fixture
def scored(scored_folder: Path, warehouse: Warehouse, db: None) -> Warehouse:
    """A warehouse of this test with the operator scored."""
    close_warehouse()
    shutil.copytree(scored_folder, warehouse.path.parent, dirs_exist_ok=True)
    publish_models(MODEL)
    return current_warehouse()
