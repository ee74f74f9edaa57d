"""The cast of the profile; Li asks, Zhao decides."""

import pytest

from tests.foundation.exports.asking import ASKS, DECIDES, Browser, give, person
from tests.know.profile.conftest import refreshed, refreshed_file
from tieline.foundation.warehouse.connection import Warehouse

__all__ = ["refreshed", "refreshed_file"]


@pytest.fixture
def li(db: None, refreshed: Warehouse) -> Browser:
    """May export everything, one row alone."""
    give("asker", ASKS, rows=1)
    return Browser(person("li", "asker"))


@pytest.fixture
def zhao(db: None, refreshed: Warehouse) -> Browser:
    """Sees everything, and decides."""
    give("decider", DECIDES, {"otherwise": "readable"})
    return Browser(person("zhao", "decider"))
