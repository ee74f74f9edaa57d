"""
Schemathesis asks a served operator everything that the API's document allows, and what it does not: no answer is 5xx.

As an administrator, so that nothing is refused at the door. What would end the session that asks is left out.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.postgres_server import free_port
from tieline.server.demo import PASSWORD

ROOT = Path(__file__).parents[2]
SECONDS = 45
ENDING = (
    "begin_login_anew",
    "log_in",
    "log_in_by_passkey",
    "log_out",
    "prove_second_factor",
    "reset_second_factor",
    "change_password",
    "change_user",
    "end_own_session",
    "end_other_sessions",
    "end_user_session",
    "end_user_sessions",
    "set_up_second_factor",
)
"""Operations that end the session, or need a second factor of it from then on."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


class Served:
    """A demo of few customers on loopback, and the administrator's session."""

    def __init__(self, data: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.jar = CookieJar()
        self._ask = build_opener(HTTPCookieProcessor(self.jar))
        outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
        self._process = subprocess.Popen(
            [Path(sys.executable).parent / "tieline", "demo", "--customers", "120", "--port", str(port)],
            env={**outside, "TIELINE_DATA": str(data)},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def log_in(self) -> dict[str, str]:
        """The cookies, once the demo is made and serves."""
        until = time.monotonic() + 400
        while True:
            assert self._process.poll() is None, "the demo ended"
            with suppress(OSError):
                self.session()
                break
            assert time.monotonic() < until
            time.sleep(0.5)
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrftoken") or ""
        body = json.dumps({"login": "admin", "password": PASSWORD}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        self._ask.open(Request(f"{self.url}/api/session", body, headers))  # noqa: S310 - our own server
        return {cookie.name: cookie.value or "" for cookie in self.jar}

    def session(self) -> bool:
        """Whether the administrator is logged in."""
        with self._ask.open(f"{self.url}/api/session") as answer:
            return bool(json.load(answer)["authenticated"])

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    found = Served(tmp_path / "data")
    yield found
    found.stop()


def test_no_request_that_can_be_made_of_the_document_breaks_the_server(served: Served, tmp_path: Path) -> None:
    cookies = served.log_in()
    (tmp_path / "schemathesis.toml").write_text('[phases.coverage]\nunexpected-methods = ["TRACE"]\n')  # or it logs out
    report = tmp_path / "report.json"
    program = [str(Path(sys.executable).parent / "schemathesis"), "run", str(ROOT / "web/openapi.json")]
    given = ["--url", served.url, "-H", "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())]
    given += ["-H", f"X-CSRFToken: {cookies['csrftoken']}"]
    given += ["--checks", "not_a_server_error", "--phases", "coverage,fuzzing", "--mode", "all", "-n", "8", "-w", "1"]
    given += ["--max-time", str(SECONDS), "--request-timeout", "30", "--seed", "7", "--generation-database", "none"]
    given += ["--continue-on-failure", "--no-shrink", "--suppress-health-check", "all", "--warnings", "off"]
    given += ["--report-json-path", str(report), "--no-color"]
    given += [word for operation in ENDING for word in ("--exclude-operation-id", operation)]
    told = subprocess.run([*program, *given], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert served.session(), "the session ended on the way: what came after proved nothing"
    assert told.returncode == 0, told.stdout[-6000:]
    assert report.exists()
