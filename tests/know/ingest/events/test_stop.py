"""The real server, asked to stop: it seals what it has on disk and ends at once."""

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.know.ingest.events.sources import event
from tests.know.ingest.events.test_kill import PREPARE, ROOT, SOURCE
from tests.postgres_server import free_port
from tieline.know.ingest.events.keys import new_key


def send(port: int, key: str, names: range) -> bool:
    """Whether the server took these; False while it does not listen yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        body = json.dumps([event(name) for name in names])
        connection.request("POST", f"/api/ingest/events?source={SOURCE}", body, {"X-API-Key": key})
        return connection.getresponse().status == 202
    except OSError:
        return False
    finally:
        connection.close()


def test_a_server_that_is_asked_to_stop_seals_what_it_has(tmp_path: Path) -> None:
    key, entry = new_key("stopped", [SOURCE])
    outside = {name: value for name, value in os.environ.items() if not name.startswith("TIELINE_")}
    settings = {
        "TIELINE_DATA": str(tmp_path),
        "TIELINE_EVENT_KEYS": entry,
        "TIELINE_EVENTS_LAND_EVERY": "3600",
        "DJANGO_SETTINGS_MODULE": "tieline.server.settings",
    }
    subprocess.run([sys.executable, "-c", PREPARE], env={**outside, **settings}, cwd=ROOT, check=True)
    port = free_port()
    command = [str(Path(sys.executable).parent / "tieline"), "up", "--port", str(port)]
    server = subprocess.Popen(command, env={**outside, **settings}, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + 60
        while not send(port, key, range(20)):
            assert server.poll() is None
            assert time.monotonic() < ends, "the server did not listen within a minute"
            time.sleep(0.1)
        server.terminate()
        server.wait(timeout=30)
    finally:
        server.kill()
    (segment,) = tmp_path.glob("inbox/*/segments/*")
    assert segment.suffix == ".sealed"
    assert len(segment.read_bytes().splitlines()) == 20
