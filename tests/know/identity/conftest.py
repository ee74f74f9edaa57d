"""Every test of identity runs by the policy that operators start with, unless it publishes another."""

from pathlib import Path
from typing import Any

import pytest

from tieline.foundation.packs.commands import apply_pack
from tieline.know.identity.definitions import KIND

PACK = Path(__file__).parents[3] / "packs" / "telecom"


@pytest.fixture(autouse=True)
def policy(db: Any) -> None:
    """The match policy of the telecom pack, published."""
    apply_pack(PACK, [KIND], by="test")
