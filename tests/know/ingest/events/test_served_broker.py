"""The real server listens to what a pack declares, lands it, and hands back what it holds when it is asked to stop."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
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
from collections.abc import Callable, Iterator
from pathlib import Path
from tieline.server import deliver, serve; serve.migrate()
deliver.publish(Path(sys.argv[1]))
"""


def written_pack(folder: Path, url: str) -> Path:
    """A pack of one connection and one source with a topic."""
    topic = {"topic": {"name": "app.events"}, "connection": "broker"}
    leading = connection("redis", url, claim_after_seconds=2)
    definitions = {
        "pack.yaml": {"key": "listening", "name": {"zh": "消息", "en": "Listening"}},
        "connections/broker.yaml": leading.model_dump(mode="json", exclude_unset=True),
        "sources/app_live.yaml": source(where=topic).model_dump(mode="json", exclude_unset=True),
    }
    for name, body in definitions.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    return folder


async def send(port: int, names: range) -> None:
    client = redis.asyncio.Redis(port=port)
    together = client.pipeline(transaction=False)
    for name in names:
        together.xadd("app.events", {"event": json.dumps(event(name))})
    await together.execute()
    await client.aclose()


async def pending(port: int) -> int:
    client = redis.asyncio.Redis(port=port)
    groups = await client.xinfo_groups("app.events")
    await client.aclose()
    return sum(int(group["pending"]) + int(group["lag"] or 0) for group in groups) if groups else -1


class Operator:
    """A Redis server, and a server of Tieline that may be started, killed and asked to stop."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        (folder / "broker").mkdir()
        self.broker = BrokerServer("redis", folder / "broker")
        self.broker.start()
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TIELINE_")}
        self.settings = {
            **outside,
            "TIELINE_DATA": str(self.data),
            "TIELINE_EVENTS_LAND_EVERY": "0.5",
            "TIELINE_OUTGOING_ALLOW": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "tieline.server.settings",
        }
        pack = written_pack(folder / "pack", self.broker.url)
        subprocess.run([sys.executable, "-c", PUBLISH, str(pack)], env=self.settings, cwd=ROOT, check=True)
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "tieline"), "up", "--port", str(free_port())]
        self.server = subprocess.Popen(
            command, env=self.settings, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            assert self.server.wait(timeout=30) == 0
            self.server = None

    def kill(self) -> None:
        """Kill the process and those that it began."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            assert self.server.wait(timeout=30) == -signal.SIGKILL
            self.server = None

    def wait_until(self, true: Callable[[], bool], seconds: float = 60) -> None:
        ends = time.monotonic() + seconds
        while not true():
            assert self.server is not None
            assert self.server.poll() is None, f"the server stopped with {self.server.returncode}"
            assert time.monotonic() < ends, "it did not happen in time"
            time.sleep(0.1)

    def send(self, names: range) -> None:
        asyncio.run(send(self.broker.port, names))

    def has_acknowledged_all(self) -> bool:
        return asyncio.run(pending(self.broker.port)) == 0

    def has_landed_all(self) -> bool:
        return (self.data / "inbox").exists() and not any(self.data.glob("inbox/*/segments/*"))

    def landed(self) -> list[int]:
        with duckdb.connect(str(self.data / "warehouse.duckdb"), read_only=True) as warehouse:
            rows = warehouse.execute("SELECT record_key FROM ingest.interaction").fetchall()
        return sorted(int(row[0]) for row in rows)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    made = Operator(tmp_path)
    try:
        yield made
    finally:
        made.kill()
        made.broker.stop()


@pytest.mark.timeout(180)
def test_the_server_listens_to_what_a_pack_declares(operator: Operator) -> None:
    operator.send(range(50))
    operator.start()
    operator.wait_until(operator.has_acknowledged_all)
    operator.send(range(40, 60))
    operator.wait_until(operator.has_acknowledged_all)
    operator.wait_until(operator.has_landed_all)
    operator.stop()
    assert operator.landed() == list(range(60))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_server_that_is_killed_while_it_listens_loses_no_message(operator: Operator) -> None:
    chance = random.Random(7)
    for kill in range(5):
        operator.start()
        operator.send(range(kill * 3000, kill * 3000 + 1500))
        operator.wait_until(lambda: any(operator.data.glob("inbox/*/segments/*")))
        operator.send(range(kill * 3000 + 1500, kill * 3000 + 3000))
        time.sleep(chance.uniform(0, 0.5))
        operator.kill()
    operator.start()
    operator.wait_until(operator.has_acknowledged_all, seconds=90)
    operator.wait_until(operator.has_landed_all, seconds=90)
    operator.stop()
    assert operator.landed() == list(range(15_000))
