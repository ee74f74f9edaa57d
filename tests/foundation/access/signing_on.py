"""Signing on at the provider on loopback, as a browser does."""

import time
from pathlib import Path
from typing import Any

import requests
import yaml

from tests.foundation.access.conftest import Browser
from tests.openid_provider import CLIENT, Provider

CHEN = {
    "sub": "u-1",
    "preferred_username": "chen",
    "name": "陈静",
    "email": "chen@example.com",
    "groups": ["crm-agents"],
}
PLACE = "/api/session/sign-on/corp"


def declare(provider: Provider, folder: Path, settings: Any, **more: Any) -> None:
    said: dict[str, Any] = {
        "key": "corp",
        "kind": "oidc",
        "name": {"zh": "集团账号", "en": "Group login"},
        "issuer": provider.url,
        "client_id": CLIENT,
        "client_secret": "CORP_SECRET",
        "roles": {"crm-agents": ["agent"], "crm-leads": ["supervisor"]},
        "teams": {"crm-care": "care"},
    }
    file = folder / f"sign_on_{time.monotonic_ns()}.yaml"
    file.write_text(yaml.safe_dump({"providers": [said | more]}, allow_unicode=True))
    settings.TIELINE_SIGN_ON = str(file)


def leave(browser: Browser, path: str = "/") -> str:
    """The address at which the provider sends the browser back."""
    away = browser.get(PLACE, {"next": path})
    assert away.status_code == 303, away.content
    assert away["Location"].startswith("http://127.0.0.1"), away["Location"]
    back = requests.get(away["Location"], allow_redirects=False, timeout=10)
    return back.headers["Location"].removeprefix("http://testserver")


def sign_on(browser: Browser, path: str = "/") -> str:
    """Where the browser ends up."""
    return str(browser.get(leave(browser, path))["Location"])


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/api/session").json()["authenticated"])
