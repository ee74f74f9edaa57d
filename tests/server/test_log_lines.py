"""A line of the log is as long as it has to be, whatever somebody sends."""

import io
import logging.config
from typing import Any

import pytest
from django.test import Client

from tieline.server.logs import LONGEST, logging_settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_long_path_does_not_make_a_long_line(client: Client, form: str) -> None:
    said: dict[str, Any] = logging_settings(form, "INFO")["formatters"]["structured"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(said["()"](**{name: value for name, value in said.items() if name != "()"}))
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert client.get("/api/" + "x" * 50_000).status_code == 404
    finally:
        logger.removeHandler(handler)
    [line] = written.getvalue().splitlines()
    assert "Not Found" in line
    assert len(line) < LONGEST + 400
