"""Every test begins like a process that has just begun."""

from collections.abc import Iterator

import pytest

from tieline.foundation.keys.keyring import forget_keys


@pytest.fixture(autouse=True)
def _fresh_keys() -> Iterator[None]:
    forget_keys()
    yield
    forget_keys()
