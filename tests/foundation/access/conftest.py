"""The cast of access: Wang administers, Li is an agent of the care team; both log in through the API."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.openid_provider import SECRET, Provider, openid_provider
from tieline.foundation.access.commands import create_team, create_user
from tieline.foundation.access.models import User

PASSWORD = "a long calm password"
Call = Callable[..., Any]


@pytest.fixture
def wang(db: None) -> User:
    return create_user("wang", name="王芳", roles=["admin"], password=PASSWORD)


@pytest.fixture
def li(db: None) -> User:
    create_team("care", zh="客户关怀", en="Customer care")
    return create_user("li", name="李伟", roles=["agent"], password=PASSWORD, team="care", language="en")


class Browser(Client):
    """A client that, like the web app, sends the CSRF cookie back as a header; 127.0.0.1 unless told otherwise."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__(enforce_csrf_checks=True, REMOTE_ADDR=address)
        self.get("/api/session")

    def send(self, method: str, path: str, body: Any = None, *, token: bool = True) -> Any:
        headers = {"X-CSRFToken": self.cookies["csrftoken"].value} if token else {}
        return self.generic(method, path, json.dumps(body or {}), "application/json", headers=headers)

    def log_in(self, login: str, password: str = PASSWORD) -> Any:
        return self.send("POST", "/api/session", {"login": login, "password": password})


@pytest.fixture
def browser(db: None) -> Browser:
    return Browser()


@pytest.fixture
def as_wang(wang: User) -> Browser:
    browser = Browser()
    assert browser.log_in("wang").status_code == 200
    return browser


@pytest.fixture
def as_li(li: User) -> Browser:
    browser = Browser()
    assert browser.log_in("li").status_code == 200
    return browser


@pytest.fixture
def provider(wang: User, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    from tests.foundation.access.signing_on import CHEN, PLACE, declare  # noqa: PLC0415 - it needs Browser of this file

    with openid_provider([f"http://testserver{PLACE}/callback"]) as found:
        found.user = dict(CHEN)
        declare(found, tmp_path, settings)
        monkeypatch.setenv("CORP_SECRET", SECRET)
        yield found
