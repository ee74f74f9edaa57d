"""A served operator beside a stream of malformed requests: nobody who is honest notices, and nothing is told."""

from pathlib import Path

import pytest

from bench.malformed import find_target, press
from bench.server import prepare, serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_malformed_requests_neither_break_the_server_nor_are_told_anything(tmp_path: Path) -> None:
    prepare(tmp_path / "operator", 300)
    with serving(tmp_path / "operator") as url:
        target = find_target(url)
        assert target.secrets, "there is something that could be told"
        seen = press(target, rate=60, seconds=10, rubbish=True)
    assert len(seen.good) > 450
    assert seen.failed == [], "every good request was answered with 200"
    assert sum(seen.malformed.values()) > 30
    assert [status for status in seen.malformed if status.startswith("5")] == []
    assert seen.leaks == []
