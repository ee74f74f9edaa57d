"""The real server listens to what a pack declares, lands it, and hands back what it holds when it is asked to stop."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import redis.asyncio
import yaml

from tests.know.ingest.events.broker_servers import BrokerServer
from tests.know.ingest.events.sources import connection, event, source
from tests.know.ingest.events.test_kill import ROOT
from tests.postgres_server import free_port

PUBLISH = """
import sys
import django; django.setup()
from collections.abc import Callable
from pathlib import Path
from tieline.server import deliver, serve; serve.migrate()
deliver.publish(Path(sys.argv[1]))
"""


def written_pack(folder: Path, url: str) -> Path:
    """A pack of one connection and one source with a topic."""
    topic = {"topic": {"name": "app.events"}, "connection": "broker"}
    definitions = {
        "pack.yaml": {"key": "listening", "name": {"zh": "消息", "en": "Listening"}},
        "connections/broker.yaml": connection("redis", url).model_dump(mode="json", exclude_unset=True),
        "sources/app_live.yaml": source(where=topic).model_dump(mode="json", exclude_unset=True),
    }
    for name, body in definitions.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    return folder


async def send(port: int, names: range) -> None:
    client = redis.asyncio.Redis(port=port)
    for name in names:
        await client.xadd("app.events", {"event": json.dumps(event(name))})
    await client.aclose()


async def pending(port: int) -> int:
    client = redis.asyncio.Redis(port=port)
    groups = await client.xinfo_groups("app.events")
    await client.aclose()
    return sum(int(group["pending"]) + int(group["lag"] or 0) for group in groups) if groups else -1


@pytest.mark.timeout(180)
def test_the_server_listens_to_what_a_pack_declares(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    broker = BrokerServer("redis", tmp_path / "broker")
    broker.start()
    asyncio.run(send(broker.port, range(50)))
    outside = {name: value for name, value in os.environ.items() if not name.startswith("TIELINE_")}
    data = tmp_path / "data"
    settings = {**outside, "TIELINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    pack = written_pack(tmp_path / "pack", broker.url)
    subprocess.run([sys.executable, "-c", PUBLISH, str(pack)], env=settings, cwd=ROOT, check=True)
    command = [str(Path(sys.executable).parent / "tieline"), "up", "--port", str(free_port())]
    server = subprocess.Popen(
        command, env={**settings, "TIELINE_EVENTS_LAND_EVERY": "0.5"}, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        wait_until(server, lambda: asyncio.run(pending(broker.port)) == 0)
        asyncio.run(send(broker.port, range(40, 60)))
        wait_until(server, lambda: asyncio.run(pending(broker.port)) == 0)
        wait_until(server, lambda: (data / "inbox").exists() and not any(data.glob("inbox/*/segments/*")))
        server.terminate()
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        broker.stop()
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as warehouse:
        landed = [int(row[0]) for row in warehouse.execute("SELECT record_key FROM ingest.interaction").fetchall()]
    assert sorted(landed) == list(range(60))


def wait_until(server: "subprocess.Popen[bytes]", true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not true():
        assert server.poll() is None, f"the server stopped with {server.returncode}"
        assert time.monotonic() < ends, "it did not happen within a minute"
        time.sleep(0.2)
