"""Listening to real brokers: what is acknowledged is on disk, and a broker that goes away loses nothing."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import nats
import orjson
import pytest
import redis.asyncio
from django.conf import settings as current_settings
from nats.js.errors import NotFoundError

from tests.know.ingest.deliveries import rows_of
from tests.know.ingest.events.broker_servers import BrokerServer
from tests.know.ingest.events.sources import connection, event, publish, source
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.events import doors, listening
from tieline.know.ingest.events.lander import land_sealed
from tieline.know.ingest.models import Feed, Load
from tieline.know.ingest.tables import INTERACTION, REJECTED_ROW

TOPIC = "app.events"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


@pytest.fixture(params=["nats", "redis"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BrokerServer]:
    folder = tmp_path / "broker"
    folder.mkdir()
    server = BrokerServer(request.param, folder)
    server.start()
    if server.kind == "nats":
        with_nats(server, lambda js: js.add_stream(name="APP", subjects=[TOPIC]))
    yield server
    server.stop()


@pytest.fixture
def listener(broker: BrokerServer, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Iterator["Listening"]:
    monkeypatch.setattr(listening, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(listening, "LONGEST_PAUSE", 1.0)
    options = {"claim_after_seconds": 1} if broker.kind == "redis" else {}
    publish(
        connection(broker.kind, broker.url, **options),
        source(where={"topic": {"name": TOPIC}, "connection": "broker"}),
    )
    found = Listening()
    yield found
    found.stop()
    doors.stop_writing()


class Listening:
    """The listeners of this process, which may be stopped and started."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: listening.Listeners | None = None

    def start(self) -> None:
        self._stop = threading.Event()
        self._thread = listening.Listeners(self._stop)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
            assert not self._thread.is_alive()
            self._thread = None


def with_nats(server: BrokerServer, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async def do() -> Any:
        client = await nats.connect(server.url)
        try:
            return await work(client.jetstream())
        finally:
            await client.close()

    return asyncio.run(do())


def with_redis(server: BrokerServer, work: Callable[[Any], Awaitable[Any]]) -> Any:
    async def do() -> Any:
        client = redis.asyncio.Redis(port=server.port)
        try:
            return await work(client)
        finally:
            await client.aclose()

    return asyncio.run(do())


def send(server: BrokerServer, *contents: bytes) -> None:
    """Messages, which the broker has when this returns."""

    async def to_nats(stream: Any) -> None:
        for content in contents:
            await stream.publish(TOPIC, content)

    async def to_redis(client: Any) -> None:
        for content in contents:
            await client.xadd(TOPIC, {"event": content})

    if server.kind == "nats":
        with_nats(server, to_nats)
    else:
        with_redis(server, to_redis)


def delivered(server: BrokerServer) -> int:
    """Messages that the consumer was handed and has not acknowledged; none before there is a consumer."""

    async def of_nats(stream: Any) -> int:
        try:
            return int((await stream.consumer_info("APP", "tieline")).num_ack_pending)
        except NotFoundError:
            return 0

    async def of_redis(client: Any) -> int:
        return sum(int(group["pending"]) for group in await client.xinfo_groups(TOPIC))

    return int(with_nats(server, of_nats) if server.kind == "nats" else with_redis(server, of_redis))


def unacknowledged(server: BrokerServer) -> int:
    """Messages that the consumer has not acknowledged, delivered or not."""

    async def of_nats(stream: Any) -> int:
        info = await stream.consumer_info("APP", "tieline")
        return int(info.num_pending + info.num_ack_pending)

    async def of_redis(client: Any) -> int:
        (group,) = await client.xinfo_groups(TOPIC)
        return int(group["pending"] + (group["lag"] or 0))

    return int(with_nats(server, of_nats) if server.kind == "nats" else with_redis(server, of_redis))


def events(names: Sequence[int]) -> list[bytes]:
    return [orjson.dumps(event(name)) for name in names]


def on_disk() -> set[str]:
    """The ids of the events in segments, looked up anew where one was sealed meanwhile: it has another name then."""
    while True:
        with suppress(FileNotFoundError):
            return read_from_disk()


def read_from_disk() -> set[str]:
    """The same; a line that is being written just now is not one yet."""
    found = set()
    for path in (Path(current_settings.TIELINE_DATA) / "inbox").glob("*/segments/*"):
        for line in path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                continue
            value = orjson.loads(line)
            if isinstance(value, dict) and "id" in value:
                found.add(value["id"])
    return found


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.05)


def land(warehouse: Warehouse) -> set[str]:
    """The ids of all events in the warehouse, after a landing."""
    doors.stop_writing()
    land_sealed(doors.inbox(), lambda share, doing: None)
    rows = [row["record_key"] for row in rows_of(warehouse, INTERACTION)]
    assert len(rows) == len(set(rows))
    return set(rows)


def test_messages_are_acknowledged_when_they_are_on_disk_and_land_once(
    broker: BrokerServer, listener: Listening, warehouse: Warehouse
) -> None:
    send(broker, *events(range(300)))
    listener.start()
    wait_until(lambda: len(on_disk()) == 300)
    wait_until(lambda: unacknowledged(broker) == 0)
    send(broker, *events(range(290, 310)))
    wait_until(lambda: len(on_disk()) == 310)
    listener.stop()
    assert land(warehouse) == {str(n) for n in range(310)}
    assert Load.objects.get().arrival == "events"


def test_a_poison_message_becomes_a_dead_letter_and_disturbs_no_other(
    broker: BrokerServer, listener: Listening, warehouse: Warehouse
) -> None:
    poison = [b"\xff\xfe no JSON", b'{"at": "2026-11-01T08:00:00Z"}', b"[[1]]", b'"text"', b"{" * 2000]
    send(broker, *events([1]), *poison, orjson.dumps(event(2, at="never")), *events([3]))
    listener.start()
    wait_until(lambda: {"1", "3"} <= on_disk())
    wait_until(lambda: unacknowledged(broker) == 0)
    listener.stop()
    assert land(warehouse) == {"1", "3"}
    load = Load.objects.get()
    assert (load.state, load.rows_landed, load.rows_rejected) == ("landed", 2, len(poison) + 1)
    rejected = rows_of(warehouse, REJECTED_ROW)
    assert {row["row"] for row in rejected} == {2, 3, 4, 5, 6, 7}
    assert any("no JSON" in row["content"] for row in rejected)


def test_a_broker_that_restarts_is_connected_to_again_and_nothing_is_lost(
    broker: BrokerServer, listener: Listening, warehouse: Warehouse
) -> None:
    listener.start()
    send(broker, *events(range(100)))
    wait_until(lambda: len(on_disk()) == 100)
    broker.stop()
    wait_until(lambda: Feed.objects.filter(source="app.live", failures__gt=0).exists())
    broker.start()
    send(broker, *events(range(100, 200)))
    wait_until(lambda: len(on_disk()) == 200)
    wait_until(lambda: unacknowledged(broker) == 0)
    wait_until(lambda: Feed.objects.filter(source="app.live", failures=0).exists())
    listener.stop()
    assert land(warehouse) == {str(n) for n in range(200)}


def test_what_was_received_and_not_acknowledged_comes_again(
    broker: BrokerServer, listener: Listening, warehouse: Warehouse, settings: Any
) -> None:
    settings.TIELINE_EVENTS_BACKLOG_MB = 0
    send(broker, *events(range(50)))
    listener.start()
    wait_until(lambda: delivered(broker) == 50)
    assert not on_disk()
    listener.stop()
    assert unacknowledged(broker) == 50
    doors.stop_writing()
    settings.TIELINE_EVENTS_BACKLOG_MB = 10
    listener.start()
    wait_until(lambda: len(on_disk()) == 50)
    wait_until(lambda: unacknowledged(broker) == 0)


def test_a_connection_without_its_secret_is_told_in_the_feed(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(
        connection("redis", "redis://user:${NO_SUCH_SECRET}@127.0.0.1:1/0"),
        source(where={"topic": {"name": TOPIC}, "connection": "broker"}),
    )
    found = Listening()
    found.start()
    try:
        wait_until(lambda: Feed.objects.filter(source="app.live", failures__gt=0).exists())
    finally:
        found.stop()
    assert "NO_SUCH_SECRET" in Feed.objects.get().error_what


@pytest.mark.parametrize("kind", ["nats", "redis", "kafka", "rabbit"])
def test_a_broker_that_is_not_there_is_told_in_the_feed_and_tried_again(
    kind: str, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(listening, "LONGEST_PAUSE", 1.0)
    scheme = "amqp" if kind == "rabbit" else kind
    publish(
        connection(kind, f"{scheme}://127.0.0.1:1"),
        source(where={"topic": {"name": TOPIC}, "connection": "broker"}),
    )
    found = Listening()
    found.start()
    try:
        wait_until(lambda: Feed.objects.filter(source="app.live", failures__gt=1).exists())
    finally:
        found.stop()
    assert Feed.objects.get().error_what
