"""
What an attacker tries beside hostile values: other methods and types, parameters given twice, files of the machine.

``docs/asvs.md`` names the test of each requirement, ``SECURITY.md`` that of each kind of attack.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.server.test_hardening import ROOT, admin, fitting, operations
from tieline.foundation.access.models import Change

__all__ = ["admin"]
pytestmark = pytest.mark.django_db

DOWNLOADS = {"download_export", "download_register"}
"""All that reading leaves in the change log: that a file was taken away."""


def test_every_answer_with_a_body_states_what_it_is(admin: Browser) -> None:
    unstated = []
    for method, path, operation in operations("get"):
        answer = admin.send(method, fitting(path, operation))
        kind = answer.headers.get("Content-Type", "")
        if not kind or (kind.startswith("text/") and "charset=" not in kind.lower()):
            unstated.append(f"{path}: {kind!r}")
    assert not unstated


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
def test_methods_that_no_route_declares_are_refused(admin: Browser, method: str) -> None:
    for _, path, operation in operations("get"):
        answer = admin.generic(method, fitting(path, operation), headers={"X-CSRFToken": "secret-of-mine"})
        assert answer.status_code in (403, 404, 405), (method, path, answer.status_code)
        assert b"secret-of-mine" not in answer.content


def test_no_read_writes_a_command(admin: Browser) -> None:
    before = Change.objects.count()
    for method, path, operation in operations("get"):
        admin.send(method, fitting(path, operation))
    left = Change.objects.filter(sequence__gt=before).values_list("command", flat=True)
    assert set(left) <= DOWNLOADS


@pytest.mark.parametrize(
    "body",
    [
        {"login": ["root"], "password": PASSWORD},
        {"login": {"$ne": ""}, "password": {"$ne": ""}},
        {"login": "root", "password": True},
        {"login": "root", "password": 0},
        {"login": "root", "password": None},
        {"login": "root", "password": [PASSWORD]},
    ],
    ids=str,
)
def test_values_of_another_type_are_refused(admin: Browser, body: Any) -> None:
    browser = Browser()
    assert browser.send("POST", "/api/session", body).status_code == 422
    assert not browser.get("/api/session").json()["authenticated"]


def test_a_parameter_given_twice_does_not_go_round_a_check(admin: Browser) -> None:
    for pair in ("limit=1&limit=999999", "limit=999999&limit=1", "limit=1&limit=x"):
        answer = admin.get(f"/api/users?{pair}")
        assert answer.status_code in (200, 422)
        assert answer.status_code == 422 or len(answer.json()["items"]) <= 1, pair


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/var/secret_key",
        "/secret_key",
        "/tieline.sqlite3",
        "/warehouse.duckdb",
        "/assets/",
        "/assets/../../tieline/server/settings.py",
        "/assets/%2e%2e/%2e%2e/pyproject.toml",
        "/api/",
        "/api/docs",
        "/api/openapi.json",
        "/scim/v2/docs",
        "/scim/v2/openapi.json",
        "/metrics",
        "/server-status",
    ],
)
def test_nothing_of_the_machine_or_the_source_is_served(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined] # of django's test client
    assert not [word for word in (b"[core]", b"TIELINE_", b"SQLite", b"[project]", b'"openapi"') if word in content]
    assert b"Index of" not in content
    assert answer.status_code in (200, 404, 401, 503)
    assert answer.status_code != 200 or answer["Content-Type"].startswith("text/html"), "the page of the app"


DEBUGGING = """
import django
django.setup()
from django.conf import settings
print(settings.DEBUG)
"""


def test_no_setting_turns_debugging_on(tmp_path: Path) -> None:
    wished = {"DEBUG": "yes", "TIELINE_DEBUG": "yes", "DJANGO_DEBUG": "1", "TIELINE_DATA": str(tmp_path)}
    outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    told = subprocess.run(
        [sys.executable, "-c", DEBUGGING],
        env={**outside, **wished, "DJANGO_SETTINGS_MODULE": "tieline.server.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"
