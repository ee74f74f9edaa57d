"""What the log tells of logins, of what was not allowed and of what failed; and that nobody writes lines into it."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User
from tieline.foundation.access.queries import get_user_by_login
from tieline.server.logs import logging_settings

pytestmark = pytest.mark.django_db

Written = Callable[[], list[str]]


@pytest.fixture
def li() -> User:
    return create_user("li", name="李伟", roles=["agent"], password=PASSWORD)


@pytest.fixture(params=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[Written]:
    """The lines that the server writes at its usual level, in either form."""
    yield from listening(request.param)


@pytest.fixture
def objects() -> Iterator[Written]:
    """The lines as objects."""
    yield from listening("json")


def listening(form: str) -> Iterator[Written]:
    """What is written below ``tieline`` meanwhile, as the settings of the server say."""
    said = logging_settings(form, "WARNING")
    told: dict[str, Any] = said["formatters"]["structured"]
    stream, loggers = io.StringIO(), [logging.getLogger("tieline"), logging.getLogger("django")]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(told["()"](**{name: value for name, value in told.items() if name != "()"}))
    quiet = logging.getLogger("tieline.access")
    level = quiet.level
    quiet.setLevel(said["loggers"]["tieline.access"]["level"])
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield lambda: stream.getvalue().splitlines()
    finally:
        quiet.setLevel(level)
        for logger in loggers:
            logger.removeHandler(handler)


def said_in(lines: list[str], event: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [each for each in found if each["event"] == event]


def test_logins_that_pass_and_fail_are_logged_with_login_and_address(li: User, objects: Written) -> None:
    browser = Browser("192.0.2.7")
    browser.log_in("li", "wrong")
    browser.log_in("li")
    browser.send("DELETE", "/api/session")
    [refused], [passed], [left] = (said_in(objects(), each) for each in ("login refused", "logged in", "logged out"))
    assert (refused["login"], refused["address"], refused["level"]) == ("li", "192.0.2.7", "warning")
    assert (passed["login"], passed["address"], passed["way"]) == ("li", "192.0.2.7", "password")
    assert left["login"] == "li"
    assert all(each["timestamp"].endswith("Z") and each["request_id"] for each in (refused, passed, left))
    assert PASSWORD not in "".join(objects())


def test_what_is_not_allowed_is_logged(li: User, objects: Written) -> None:
    browser = Browser()
    browser.log_in("li")
    assert browser.get("/api/users").status_code == 403
    [refused] = said_in(objects(), "not allowed")
    assert (refused["user"], refused["permission"]) == ("li", "users.manage")


def test_a_write_without_the_token_is_logged(li: User, written: Written) -> None:
    browser = Browser()
    browser.log_in("li")
    browser.send("PATCH", "/api/session", {"language": "en"}, token=False)
    assert any("CSRF" in line for line in written())


def test_lines_are_objects_where_they_are_asked_for(li: User, objects: Written) -> None:
    Browser().log_in("li", "wrong")
    lines = [json.loads(line) for line in objects()]
    assert lines
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x85", "\x0b"])
def test_a_line_break_in_a_login_makes_no_line(written: Written, end: str) -> None:
    forged = "2026-01-01T00:00:00Z [info] logged in login=root"
    Browser().log_in(f"x{end}{forged}"[:60], "wrong")
    assert not [line for line in written() if line.startswith(forged[:20])]


def test_a_login_colours_no_terminal(written: Written) -> None:
    Browser().log_in("\x1b[2Jgone", "wrong")
    assert "\x1b[2J" not in "\n".join(written())


def test_what_fails_unforeseen_is_logged_and_not_told(
    li: User, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_given: Any) -> None:
        raise RuntimeError("the inside of 13800138000")

    browser = Browser()
    browser.log_in("li")
    monkeypatch.setattr(User, "permissions", property(failing))
    browser.raise_request_exception = False
    answer = browser.get("/api/tasks")
    assert answer.status_code == 500
    assert b"RuntimeError" not in answer.content
    assert b"13800138000" not in answer.content
    assert b"Traceback" not in answer.content
    assert any("unforeseen error" in line for line in written())


def test_the_log_names_nobody_who_only_guesses(written: Written) -> None:
    Client().get("/api/session")
    assert not written()
    with pytest.raises(Exception, match="nobody"):
        get_user_by_login("nobody")
