"""A REST API and the secret that it is asked with: how it is sent, and where it never goes."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.http_server import Answer, Request, answering
from tests.know.ingest.connectors.conftest import connection, fetched, source
from tests.know.ingest.connectors.test_rest import PEOPLE, WHOLE, declare
from tieline.foundation.errors import Refused, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.models import Feed


@pytest.mark.parametrize(
    ("auth", "header", "said"),
    [
        ({"type": "bearer", "token": "${API_SECRET}"}, "Authorization", "Bearer top/secret"),
        ({"type": "api_key", "name": "X-Key", "api_key": "${API_SECRET}"}, "X-Key", "top/secret"),
        (
            {"type": "http_basic", "username": "anna", "password": "${API_SECRET}"},
            "Authorization",
            f"Basic {base64.b64encode(b'anna:top/secret').decode()}",
        ),
    ],
)
def test_each_kind_of_authentication_is_sent(
    feed: Warehouse, monkeypatch: pytest.MonkeyPatch, auth: Any, header: str, said: str
) -> None:
    monkeypatch.setenv("API_SECRET", "top/secret")
    with answering(lambda request: Answer(PEOPLE)) as api:
        declare(api.url, auth=auth)
        fetched(WHOLE)
        assert api.asked[0].headers[header] == said


def test_a_token_is_asked_for_with_the_secret_of_the_client(feed: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_SECRET", "top/secret")

    def tell(request: Request) -> Answer:
        if request.path == "/token":
            return Answer({"access_token": "abc", "expires_in": 3600})
        return Answer(PEOPLE)

    with answering(tell) as api:
        auth = {
            "type": "oauth2_client_credentials",
            "access_token_url": f"{api.url}/token",
            "client_id": "tieline",
            "client_secret": "${API_SECRET}",
        }
        declare(api.url, auth=auth)
        fetched(WHOLE)
        assert [each.method for each in api.asked] == ["POST", "GET"]
        assert b"top%2Fsecret" in api.asked[0].body
        assert api.asked[1].headers["Authorization"] == "Bearer abc"


def test_a_login_that_is_refused_says_so_and_shows_no_secret(feed: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_SECRET", "top/secret")
    with answering(lambda request: Answer({"echo": request.headers}, 401)) as api:
        declare(api.url, auth={"type": "api_key", "name": "key", "api_key": "${API_SECRET}", "location": "param"})
        with pytest.raises(Refused, match="401") as told:
            fetched(WHOLE)
        assert api.asked[0].params["key"] == "top/secret"
    shown = [str(told.value), json.dumps(list(Feed.objects.values()), default=str)]
    assert not [text for text in shown if "top/secret" in text or "top%2Fsecret" in text]
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_an_answer_that_leads_to_another_place_is_refused_and_gets_no_secret(
    feed: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_SECRET", "top/secret")
    with answering(lambda request: Answer(PEOPLE)) as elsewhere:

        def redirect(request: Request) -> Answer:
            return Answer({}, 302, {"Location": f"{elsewhere.url}/stolen"})

        def link(request: Request) -> Answer:
            return Answer({"data": PEOPLE, "next": f"{elsewhere.url}/stolen"})

        linked = source(
            {
                "rest": {
                    "path": "x",
                    "data_selector": "data",
                    "paginator": {"type": "json_link", "next_url_path": "next"},
                }
            }
        )
        for tell, declared in ((redirect, WHOLE), (link, linked)):
            with answering(tell) as api:
                declare(api.url, auth={"type": "api_key", "name": "X-Key", "api_key": "${API_SECRET}"})
                with pytest.raises(Refused, match="leads to another place"):
                    fetched(declared)
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/"]
)
def test_addresses_of_the_machine_itself_are_refused(feed: Warehouse, url: str) -> None:
    declare(url, attempts=1, silence_seconds=1)
    with pytest.raises((Refused, Unavailable)) as told:
        fetched(WHOLE)
    assert "reserved" in str(told.value) or "does not answer" in str(told.value)


def test_the_address_that_was_connected_to_is_looked_at(feed: Warehouse, settings: Any) -> None:
    settings.TIELINE_OUTGOING_ALLOW = ""
    with answering(lambda request: Answer(PEOPLE)) as api:
        declare(api.url)
        with pytest.raises(Refused, match="may not be reached"):
            fetched(WHOLE)
        assert api.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/x", "http://anna:plain@host/x"])
def test_other_schemes_and_written_passwords_are_no_connection(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        connection("rest", url)


@pytest.mark.parametrize("path", ["http://elsewhere/x", "//elsewhere/x", "../x", "file:///etc/passwd"])
def test_a_path_does_not_leave_the_connection(path: str) -> None:
    with pytest.raises(ValueError, match="leaves the connection's URL"):
        source({"rest": {"path": path}})


def test_dlt_asks_nobody_and_writes_nothing_outside(tmp_path: Path) -> None:
    """A process whose home is empty fetches; whatever it opens for writing or connects to would be seen."""
    program = """
import sys
reached, written = [], []
def look(event, given):
    if event == "socket.connect" and isinstance(given[1], tuple):
        reached.append(given[1][0])
    if event in ("open", "os.mkdir", "os.rename") and isinstance(given[0], str):
        mode = given[1] if event == "open" else "w"
        if not isinstance(mode, str) or set(mode) & set("wax+"):
            written.append(given[0])
from tieline.know.ingest.connectors import rest
sys.addaudithook(look)
from tieline.know.ingest.connectors.access import open_access
from tieline.know.ingest.definitions import Connection
from tieline.know.ingest.definitions.where import Rest
declared = Connection.model_validate({"key": "a", "name": {"zh": "a", "en": "a"}, "type": "rest", "url": sys.argv[1]})
pages = list(rest.pages(open_access(declared), Rest(path="x", paginator="single_page"), None, lambda doing: None))
assert len(pages[0]) == 7, pages
assert set(reached) == {"127.0.0.1"}, reached
assert not [path for path in written if path != "/dev/null"], written
"""
    home = tmp_path / "home"
    home.mkdir()
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "TIELINE_DATA": str(tmp_path / "data")}
    environment["TIELINE_OUTGOING_ALLOW"] = "127.0.0.1"
    environment["DJANGO_SETTINGS_MODULE"] = "tieline.server.settings"
    with answering(lambda request: Answer(PEOPLE)) as api:
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{program}", api.url],
            env=environment,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    assert list(home.iterdir()) == []
