"""The product calls nobody: it runs where nothing but itself can be reached, and every attempt would be seen."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tieline
from tests.server.silent_process import TRACING
from tieline.server.demo import PASSWORD

ROOT = Path(__file__).parents[2]
OUTSIDE = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")')
DNS = 53


def attempts(trace: str) -> list[str]:
    """The system calls of a trace that address anybody but loopback, or ask for a name."""
    found = [(line, OUTSIDE.search(line)) for line in trace.splitlines()]
    return [
        line
        for line, address in found
        if address
        and (
            int(address[1]) == DNS or not (address[2] or address[3]).removeprefix("::ffff:").startswith(("127.", "::1"))
        )
    ]


def test_the_trace_is_read_aright() -> None:
    def call(port: int, address: str) -> str:
        return f'7 connect(3, {{sa_family=AF_INET, sin_port=htons({port}), sin_addr=inet_addr("{address}")}}, 16) = 0'

    six = '7 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28)'
    assert attempts("\n".join([call(443, "8.8.8.8"), call(53, "127.0.0.53"), six])) != []
    assert len(attempts("\n".join([call(443, "8.8.8.8"), call(53, "127.0.0.53"), six]))) == 3
    assert attempts(f'{call(8000, "127.0.0.1")}\n7 connect(3, {{sa_family=AF_UNIX, sun_path="/run/x"}}, 110) = 0') == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: install the Debian package strace")
def test_an_attempt_would_be_seen(tmp_path: Path) -> None:
    program = "import socket; socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    trace = tmp_path / "trace"
    subprocess.run([*TRACING, "-o", str(trace), sys.executable, "-c", program], check=False, capture_output=True)
    assert len(attempts(trace.read_text())) == 1


def test_dependencies_are_told_to_be_silent_before_they_are_imported() -> None:
    program = "import tieline, os, json, sys; print(json.dumps([dict(os.environ), 'dlt' in sys.modules]))"
    given = {"PATH": os.environ["PATH"], "RUNTIME__DLTHUB_TELEMETRY": "true"}
    told = subprocess.run([sys.executable, "-c", program], env=given, cwd=ROOT, capture_output=True, check=True)
    environment, imported = json.loads(told.stdout)
    assert tieline.SILENT.items() <= environment.items()
    assert not imported


def test_dlt_heeds_it() -> None:
    program = (
        "import tieline\n"
        "from dlt.common.configuration import resolve_configuration\n"
        "from dlt.common.configuration.specs import RuntimeConfiguration\n"
        "found = resolve_configuration(RuntimeConfiguration())\n"
        "print(found.dlthub_telemetry, found.sentry_dsn or None, found.dlthub_dsn or None)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    assert told.stdout.split() == ["False", "None", "None"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_demo_reaches_for_nothing_outside(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is missing, so nothing could see the attempts: install the Debian package strace")
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("unshare may make no network namespace here: allow user namespaces, or run as root")
    document = json.loads((ROOT / "web/openapi.json").read_text())
    routes = [path for path, operations in document["paths"].items() if "get" in operations and "{" not in path]
    outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    trace = tmp_path / "trace"
    walked = subprocess.run(
        [*alone, sys.executable, "-m", "tests.server.silent_process", str(trace), PASSWORD, *routes],
        env={**outside, "TIELINE_DATA": str(tmp_path / "data")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert walked.returncode == 0, walked.stderr[-2000:]
    assert int(walked.stdout) > len(routes) // 2
    assert attempts(trace.read_text()) == []
