"""
Events over HTTP: how many a second are on disk and acknowledged, and how long until all have landed.

``python -m bench.events``: a real server, eight clients in processes of their own on the same machine, each with one
request at a time and one connection. Afterwards every acknowledged event must be in the warehouse, once.
"""

import http.client
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path
from urllib.parse import urlparse

import duckdb
import orjson

from bench.server import ROOT, environment, serving

CLIENTS = 8
SECONDS = {1: 10.0, 10: 10.0, 100: 15.0, 1000: 30.0}
"""How long each size of batch is sent."""
DUPLICATES = 10_000_000
REPEATED = 10_000
DATA = ROOT / "var" / "bench-events"
SOURCE = "app.live"
PREPARE = """
import django; django.setup()
from tieline.server import serve; serve.migrate()
from pathlib import Path
from tieline.server import deliver; deliver.publish(Path("packs/telecom"))
from tieline.know.ingest.events.keys import new_key; print("\\n".join(new_key("bench", ["app.live"])))
"""


@dataclass(frozen=True)
class Sent:
    """What one client had acknowledged: events ``<prefix>0`` to ``<prefix><count - 1>``."""

    prefix: str
    count: int
    refused: int
    latencies: Sequence[float]


def main() -> None:
    """Print the table, then what became of the events."""
    shutil.rmtree(DATA, ignore_errors=True)
    key, entry = prepare()
    acknowledged: list[Sent] = []
    with serving(DATA, {"TIELINE_EVENT_KEYS": entry}) as url:
        size = len(body("x", 0, 1))
        print(f"{CLIENTS} clients and the server on the same {os.cpu_count()} cores; an event has {size} bytes\n")
        print("| events a request | events/s acknowledged | requests/s | p50 ms | p95 ms | told to wait |")
        print("|---:|---:|---:|---:|---:|---:|")
        with multiprocessing.get_context("spawn").Pool(CLIENTS) as clients:
            for batch, seconds in SECONDS.items():
                tasks = [(url, key, f"b{batch}-c{client}-", batch, seconds) for client in range(CLIENTS)]
                sent = clients.starmap(send, tasks)
                acknowledged += sent
                print(row(batch, seconds, sent), flush=True)
            took, others = duplicates(clients, url, key)
            acknowledged += others
        waited = until_landed()
        memory = peak_megabytes()
    print(f"\nOne event, sent {DUPLICATES:,} times in batches of {REPEATED:,}: {DUPLICATES / took:,.0f} a second.")
    print(f"All landed {waited:.1f} s after the last was sent. Peak memory of the server: {memory:,.0f} MB.")
    print(verdict(acknowledged))


def duplicates(clients: Pool, url: str, key: str) -> tuple[float, Sequence[Sent]]:
    """Seconds until one event that comes ``DUPLICATES`` times was acknowledged each time."""
    began = time.monotonic()
    clients.starmap(send_again, [(url, key, DUPLICATES // CLIENTS // REPEATED)] * CLIENTS)
    return time.monotonic() - began, [Sent("same-", 1, 0, [])]


def send_again(url: str, key: str, times: int) -> None:
    """Send one batch of one event again and again."""
    address = urlparse(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    content = body("same-", 0, 1) * REPEATED
    for _ in range(times):
        connection.request("POST", f"/api/ingest/events?source={SOURCE}", content, headers_with(key))
        answer = connection.getresponse()
        said = orjson.loads(answer.read())
        if said.get("accepted") != REPEATED:
            raise RuntimeError(f"{answer.status}: {said}")


def headers_with(key: str) -> Mapping[str, str]:
    """What a sender of NDJSON says."""
    return {"Content-Type": "application/x-ndjson", "X-API-Key": key}


def prepare() -> tuple[str, str]:
    """A data folder with the sources of the telecom pack; a key and its entry in the settings."""
    settings = {"DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE],
        env={**environment(DATA), **settings},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    key, entry = done.stdout.strip().splitlines()[-2:]
    return key, entry


def send(url: str, key: str, prefix: str, batch: int, seconds: float) -> Sent:
    """What a client that sends one batch after the other for so long had acknowledged."""
    address = urlparse(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    headers = headers_with(key)
    count = refused = 0
    latencies = []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        content = body(prefix, count, batch)
        began = time.perf_counter()
        connection.request("POST", f"/api/ingest/events?source={SOURCE}", content, headers)
        answer = connection.getresponse()
        said = answer.read()
        latencies.append(time.perf_counter() - began)
        if answer.status == 429:
            refused += 1
            time.sleep(float(answer.headers["Retry-After"]))
            continue
        if answer.status != 202 or orjson.loads(said)["accepted"] != batch:
            raise RuntimeError(f"{answer.status}: {said!r}")
        count += batch
    return Sent(prefix, count, refused, latencies)


def body(prefix: str, first: int, count: int) -> bytes:
    """Events of the app, one a line."""
    return b"".join(
        orjson.dumps(
            {
                "id": f"{prefix}{number}",
                "at": "2026-11-22T08:00:00Z",
                "uid": f"u{number % 100_000}",
                "type": "page_view",
                "page": "bill_detail",
                "session": {"device": "Mate 60", "version": "8.2.1", "network": "5G"},
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for number in range(first, first + count)
    )


def row(batch: int, seconds: float, sent: Sequence[Sent]) -> str:
    """A line of the table."""
    times = sorted(each for client in sent for each in client.latencies)
    events = sum(client.count for client in sent)
    p50, p95 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
    refused = sum(client.refused for client in sent)
    return f"| {batch} | {events / seconds:,.0f} | {len(times) / seconds:,.0f} | {p50:.1f} | {p95:.1f} | {refused} |"


def until_landed() -> float:
    """Seconds until no event waits on disk any more."""
    began = time.monotonic()
    while any((DATA / "inbox").glob("*/segments/*")):
        if time.monotonic() - began > 300:
            sys.exit("the events did not land within five minutes")
        time.sleep(0.2)
    return time.monotonic() - began


def peak_megabytes() -> float:
    """The greatest memory of any process of the server, as the kernel counts it."""
    return max(_peak(pid) for pid in _descendants(os.getpid()) if "tieline" in _command(pid))


def _descendants(pid: int) -> Iterator[int]:
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            yield int(child)
            yield from _descendants(int(child))


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def verdict(acknowledged: Sequence[Sent]) -> str:
    """That every acknowledged event is in the warehouse, once; the program ends with 1 where one is not."""
    expected = {each.prefix: each.count for each in acknowledged}
    with duckdb.connect(str(DATA / "warehouse.duckdb"), read_only=True) as warehouse:
        found = warehouse.execute(
            "SELECT regexp_extract(record_key, '^(.*-)[0-9]+$', 1) AS prefix, count(*), count(DISTINCT record_key), "
            "max(CAST(regexp_extract(record_key, '([0-9]+)$', 1) AS BIGINT)) FROM ingest.interaction "
            "WHERE source = ? GROUP BY prefix",
            [SOURCE],
        ).fetchall()
        loads = warehouse.execute(
            "SELECT count(DISTINCT load_id) FROM ingest.interaction WHERE source = ?", [SOURCE]
        ).fetchone()
    landed = {prefix: (rows, distinct) for prefix, rows, distinct, _ in found}
    wrong = [prefix for prefix, count in expected.items() if landed.get(prefix, (0, 0)) != (count, count)]
    if wrong:
        sys.exit(f"events were lost or doubled: {[(p, expected[p], landed.get(p)) for p in wrong]}")
    total = sum(expected.values())
    return f"All {total:,} acknowledged events are in the warehouse, each once, in {loads[0] if loads else 0} loads."


if __name__ == "__main__":
    main()
