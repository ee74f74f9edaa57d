"""
Every route is tried with what an attacker would send; the routes are read from the API's own document.

Tried elsewhere, beside what they try: bombs, locks and hostile names in archives (``know/ingest/test_packed.py``),
huge workbooks and lines (``know/ingest/test_formats.py``), hostile names of uploaded files
(``know/ingest/test_api.py``), paths and links out of a folder (``know/ingest/connectors/test_folder.py``), tasks of
another team (``act/tasks/test_api.py``), sessions of others (``foundation/access/test_session_list.py``), outgoing
addresses (``foundation/test_outgoing.py``), what roles do not see (``test_leaks.py``).
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.house.test_endpoints import MACHINES
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User
from tieline.foundation.warehouse.connection import Warehouse
from tieline.server.api import api

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db

HOSTILE = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cwindows%5cwin.ini",
    "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "%00",
    "a%00.csv",
    "%ed%a0%80",
    "%ff%fe",
    "'%20or%201=1--",
    "%24%7bPATH%7d",
    "9" * 400,
    "x" * 3000,
    "-1",
)
"""Values as they stand in an address: ways out of a folder, NUL, lone surrogates, no UTF-8, SQL, numbers too large."""

TEXTS = ("a\0b", "\ud800", "\u202e", "x" * 100_000, "../../etc/passwd", "' or 1=1--", "=cmd|' /C calc'!A0")
KEPT_OUT = {"log_out"}
"""Operations that would end the session that asks."""
DOCUMENT: Any = json.loads(json.dumps(api.get_openapi_schema()))


def operations(*methods: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each operation."""
    for path, found in DOCUMENT["paths"].items():
        for method, operation in found.items():
            if method in methods and operation["operationId"] not in KEPT_OUT:
                yield method.upper(), path, operation


@pytest.fixture
def admin(warehouse: Warehouse) -> Browser:
    """An administrator with a session, before an empty warehouse; failures are answers, as for a real client."""
    create_user("root", name="Root", roles=["admin"], password=PASSWORD)
    browser = Browser()
    browser.raise_request_exception = False
    assert browser.log_in("root").status_code == 200
    return browser


def fitting(path: str, operation: dict[str, Any]) -> str:
    """The path with values of the right shape, which reach the operation."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            value = str(UUID(int=1)) if parameter["schema"].get("format") == "uuid" else "1"
            path = path.replace(f"{{{parameter['name']}}}", value)
    return path


def filled(path: str, value: str) -> str:
    return re.sub(r"\{\w+\}", lambda _: value, path)


def test_no_value_in_a_path_breaks_a_route_or_reads_a_file(admin: Browser) -> None:
    broken, asked = [], 0
    for method, path, _ in operations("get", "post", "put", "patch", "delete"):
        if "{" not in path:
            continue
        for value in HOSTILE:
            answer = admin.send(method, filled(path, value))
            asked += 1
            if answer.status_code >= 500 or b"root:" in answer.content:
                broken.append(f"{method} {path} with {value[:40]}: {answer.status_code}")
    assert not broken
    assert asked > 500


def test_no_value_of_a_parameter_breaks_a_route(admin: Browser) -> None:
    broken, asked = [], 0
    for _, path, operation in operations("get"):
        for parameter in operation.get("parameters", []):
            for value in HOSTILE if parameter["in"] == "query" else ():
                answer = admin.get(f"{filled(path, '1')}?{parameter['name']}={value}")
                asked += 1
                if answer.status_code >= 500 or b"root:" in answer.content:
                    broken.append(f"{path}?{parameter['name']}={value[:40]}: {answer.status_code}")
    assert not broken
    assert asked > 200


def test_no_text_in_a_body_breaks_a_route(admin: Browser) -> None:
    broken, asked = [], 0
    for method, path, operation in operations("post", "put", "patch", "delete"):
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        for text in TEXTS if schema else ():
            answer = admin.send(method, filled(path, "1"), body_of(schema, text))
            asked += 1
            if answer.status_code >= 500:
                broken.append(f"{method} {path} with {text[:20]!r}: {answer.status_code}")
    assert not broken
    assert asked > 100


def body_of(schema: Any, text: str, depth: int = 0) -> Any:
    """A body of the schema's shape in which every text is the given one."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return body_of(schema[choice][0], text, depth)
    match schema.get("type"):
        case "object" if depth < 5:
            return {name: body_of(each, text, depth + 1) for name, each in schema.get("properties", {}).items()}
        case "array":
            return [body_of(schema.get("items", {}), text, depth + 1)] if depth < 5 else []
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case "string":
            return schema["enum"][0] if "enum" in schema else text
    return text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 50_000, b'{"a":1e999}'])
def test_a_body_that_is_no_object_breaks_nothing(admin: Browser, body: bytes) -> None:
    token = {"X-CSRFToken": admin.cookies["csrftoken"].value}
    for method, path, operation in operations("post", "put", "patch"):
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            answer = admin.generic(method, filled(path, "1"), body, "application/json", headers=token)
            assert answer.status_code < 500, (method, path, answer.status_code)


def test_every_write_without_the_token_is_refused(admin: Browser) -> None:
    passed = [
        f"{method} {path}"
        for method, path, operation in operations("post", "put", "patch", "delete")
        if operation["operationId"] not in MACHINES
        and admin.send(method, fitting(path, operation), {}, token=False).status_code != 403
    ]
    assert not passed
    assert admin.get("/api/session").json()["authenticated"], "nothing of it was done"


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "text/plain", "application/x-www-form-urlencoded", "", "a/b; c"]
)
def test_a_body_of_a_kind_that_was_not_asked_for_breaks_nothing(admin: Browser, kind: str) -> None:
    token = {"X-CSRFToken": admin.cookies["csrftoken"].value}
    for method, path, operation in operations("post", "put", "patch", "delete"):
        answer = admin.generic(method, fitting(path, operation), b"a=1&b=%00", kind, headers=token)
        assert answer.status_code < 500, (method, path, answer.status_code)


def test_the_token_of_another_session_does_not_count(admin: Browser) -> None:
    other = Browser().cookies["csrftoken"].value
    body, kind = json.dumps({"language": "en"}), "application/json"
    assert admin.generic("PATCH", "/api/session", body, kind, headers={"X-CSRFToken": other}).status_code == 403
    plain = admin.generic("PATCH", "/api/session", body, kind, headers={"Origin": "https://evil.example"})
    assert plain.status_code == 403


def test_a_body_that_is_too_large_is_not_read(admin: Browser) -> None:
    for method, path in (("POST", "/api/users"), ("PATCH", "/api/session"), ("POST", "/api/roles/preview")):
        answer = admin.send(method, path, {"login": "x" * (5 * 1024 * 1024)})
        assert answer.status_code in (400, 413), (path, answer.status_code)


@pytest.mark.parametrize("role", ["agent", "analyst", "marketer", "supervisor"])
def test_nobody_becomes_administrator_by_fields_that_were_not_asked_for(db: None, role: str) -> None:
    user = create_user("eve", name="Eve", roles=[role], password=PASSWORD)
    browser = Browser()
    browser.log_in("eve")
    extra = {
        "roles": ["admin"],
        "role": "admin",
        "is_superuser": True,
        "permissions": ["users.manage"],
        "login": "root",
    }
    browser.send("PATCH", "/api/session", {"language": "en"} | extra)
    assert browser.send("PATCH", f"/api/users/{user.pk}", extra).status_code == 403
    assert browser.send("POST", "/api/users", extra | {"name": "X", "password": PASSWORD}).status_code == 403
    after = User.objects.get(pk=user.pk)
    assert (after.login, browser.get("/api/session").json()["user"]["roles"]) == ("eve", [role])
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "/\\evil.example", "/%2f%2fevil.example", "/login?next=//evil.example", "/api//evil.example"],
)
def test_no_address_sends_a_browser_to_another_host(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    assert "evil.example" not in answer.headers.get("Location", "")
    assert answer.status_code < 500 or answer.status_code == 503  # 503: no web app is built


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example"])
def test_a_request_for_another_host_is_bad(host: str) -> None:
    assert Client().get("/api/session", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/api/session", "/api/nowhere", "/health/live", "/api/users"])
def test_every_kind_of_answer_tells_the_browser_what_to_refuse(path: str) -> None:
    answer = Client().get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert not re.search(r"unsafe|\*|https?:", policy)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


SECURE = """
import django, json
django.setup()
from django.test import Client
from tieline.server.serve import migrate
migrate()
answer = Client().get("/api/session", secure=SEEN, headers={"Host": "localhost"})
cookie = answer.cookies["__Host-csrftoken"]
from django.conf import settings
print(json.dumps([answer["Strict-Transport-Security"], bool(cookie["secure"]), cookie["samesite"], cookie["path"],
    cookie["domain"], settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN,
    settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE]))
"""


@pytest.mark.parametrize("seen", [True, False], ids=["by the server", "by the proxy in front"])
def test_behind_https_cookies_are_secure_and_browsers_stay_with_it(tmp_path: Path, seen: bool) -> None:
    outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    settings = {
        "TIELINE_DATA": str(tmp_path),
        "TIELINE_HTTPS": "yes",
        "TIELINE_WORKER": "none",
        "DJANGO_SETTINGS_MODULE": "tieline.server.settings",
    }
    program = [sys.executable, "-c", SECURE.replace("SEEN", str(seen))]
    told = subprocess.run(program, env={**outside, **settings}, cwd=ROOT, capture_output=True, text=True, check=True)
    stays, csrf = "max-age=31536000; includeSubDomains", [True, "Lax", "/", ""]
    session = ["__Host-sessionid", "/", None, True, True, "Lax"]
    assert json.loads(told.stdout) == [stays, *csrf, *session]


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(admin: Browser) -> None:
    cookie = admin.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
