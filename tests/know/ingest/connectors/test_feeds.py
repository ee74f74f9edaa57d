"""When a feed is due, how it is tried again, and that a kill at any moment neither loses nor doubles anything."""

import os
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.know.ingest.connectors.conftest import CSV, connection, fetched, kept_cursor, names, publish, settled, source
from tests.know.ingest.deliveries import HEADER, LI, ZHANG, written
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.worker import Worker
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest import feeding
from tieline.know.ingest.commands import fetch_source, pause_feed, resume_feed
from tieline.know.ingest.jobs import ask_for_fetch, fetch_due_feeds, fetch_feed, schedule_fetch
from tieline.know.ingest.models import Feed, FetchedFile, Load

HOURLY = source({"files": "*.csv"}, **CSV, fetch_every="PT1H")
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(feed: Warehouse, folder: Path) -> Path:
    publish(connection("folder", f"file://{folder}"), HOURLY)
    return folder


def put(path: Path, *lines: str) -> Path:
    return settled(written(path, HEADER, *lines))


def work() -> int:
    """How many jobs were done; those that are due, until none is."""
    worker, done = Worker(threading.Event()), 0
    while worker.run_one():
        done += 1
    return done


def test_a_feed_is_fetched_and_landed_by_jobs_and_is_due_again_after_its_time(store: Path, feed: Warehouse) -> None:
    put(store / "a.csv", ZHANG)
    fetch_due_feeds.enqueue()
    work()
    assert names(feed) == ["张伟"]
    row = Feed.objects.get()
    assert (row.failures, row.due_at) == (0, (row.fetched_at or NOW) + timedelta(hours=1))
    waiting = Job.objects.get(task=fetch_feed.module_path, state=Job.State.WAITING)
    assert waiting.due_at == row.due_at
    fetch_due_feeds.enqueue()
    work()
    assert Job.objects.filter(task=fetch_feed.module_path).count() == 2, "nothing is due, so nothing is asked for"


def test_a_feed_that_fails_is_tried_again_later_each_time(store: Path) -> None:
    publish(connection("folder", f"file://{store}/none"))
    pauses = []
    for number in range(1, 11):
        with pytest.raises(Exception, match="does not exist"):
            fetch_source(HOURLY, NOW, "")
        row = Feed.objects.get()
        assert row.failures == number
        assert row.due_at is not None
        pauses.append(int((row.due_at - NOW).total_seconds() / 60))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]
    publish(connection("folder", f"file://{store}"))
    fetch_source(HOURLY, NOW, "")
    row = Feed.objects.get()
    assert (row.failures, row.error_what, row.due_at) == (0, "", NOW + timedelta(hours=1))


def test_the_job_of_a_feed_keeps_the_error_and_asks_for_the_next_attempt(store: Path) -> None:
    publish(connection("folder", f"file://{store}/none"))
    fetch_feed.enqueue("crm.customers")
    work()
    done = Job.objects.get(task=fetch_feed.module_path, state=Job.State.DONE)
    assert "does not exist" in str(done.result)
    again = Job.objects.get(task=fetch_feed.module_path, state=Job.State.WAITING)
    assert again.due_at == Feed.objects.get().due_at


def test_a_paused_feed_is_left_alone_until_it_is_resumed(store: Path, feed: Warehouse) -> None:
    put(store / "a.csv", ZHANG)
    pause_feed(HOURLY, by="anna", now=NOW)
    pause_feed(HOURLY, by="anna", now=NOW)
    with pytest.raises(Refused, match="paused"):
        fetch_source(HOURLY, NOW, "")
    fetch_due_feeds.enqueue()
    work()
    assert not Load.objects.exists()
    resume_feed(HOURLY, by="anna", now=NOW)
    schedule_fetch("crm.customers")
    work()
    assert names(feed) == ["张伟"]
    assert list(Change.objects.values_list("command", flat=True))[:2] == ["pause_feed", "resume_feed"]


def test_asking_twice_at_once_is_asking_once(store: Path) -> None:
    first = ask_for_fetch("crm.customers", by="anna")
    assert ask_for_fetch("crm.customers", by="bob").pk == first.pk
    work()
    assert ask_for_fetch("crm.customers", by="bob").pk != first.pk


def test_an_occurrence_that_another_fetch_came_before_does_nothing(store: Path) -> None:
    fetch_source(HOURLY, NOW, "")
    schedule_fetch("crm.customers")
    job = Job.objects.get()
    fetch_source(HOURLY, NOW + timedelta(minutes=30), "")
    Job.objects.filter(pk=job.pk).update(due_at=NOW)
    work()
    job.refresh_from_db()
    assert job.result == "nothing to do"


def test_a_feed_of_which_was_said_otherwise_before_is_due_at_once(store: Path) -> None:
    fetch_source(source({"files": "*.csv"}, **CSV, fetch_every="P1D"), NOW, "")
    assert [state.source.key for state in feeding.due_feeds(feeding.list_feeds(), NOW)] == ["crm.customers"]


def test_a_source_without_a_connection_is_not_fetched(feed: Warehouse) -> None:
    with pytest.raises(Invalid, match="is not fetched"):
        fetch_source(source({"files": "*.csv", "connection": None}, **CSV), NOW, "")


def test_a_fetch_that_was_overtaken_keeps_nothing(feed: Warehouse, folder: Path) -> None:
    database = sqlite3.connect(folder / "crm.sqlite3", isolation_level=None)
    database.execute("create table customer (id integer, name text, updated_at text)")
    database.execute("insert into customer values (1, 'Ann', '2026-01-01')")
    sql = "select * from customer where id >= :cursor"
    declared = source({"query": {"sql": sql, "cursor": "id", "start": 0}})
    publish(connection("database", f"sqlite://{folder}/crm.sqlite3"), declared)

    def overtake(share: float, doing: str) -> None:
        Feed.objects.update(cursor={"column": "id", "type": "number", "value": 99})

    with pytest.raises(Unavailable, match="by someone else"):
        fetch_source(declared, NOW, "", progress=overtake)
    assert not Load.objects.exists()
    assert kept_cursor()["value"] == 99


def test_a_receipt_that_fails_moves_no_feed_and_keeps_no_load(store: Path) -> None:
    put(store / "a.csv", ZHANG)

    def fail(load: Load) -> None:
        raise Unavailable("The database is away")

    with pytest.raises(Unavailable):
        fetch_source(HOURLY, datetime.now(UTC), "", also=fail)
    assert (Load.objects.count(), FetchedFile.objects.count()) == (0, 0)
    assert len(fetched(HOURLY)) == 1


KILLING = """
import django; django.setup()
import json, os, signal, sys, time
from datetime import datetime, UTC
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from tieline.foundation.packs.models import Application, Definition
from tieline.know.ingest.commands import fetch_source
from tieline.know.ingest.feeding import get_feed
call_command("migrate", verbosity=0)
for kind, body in (("connection", sys.argv[1]), ("source", sys.argv[2])):
    body = json.loads(body)
    row = {"kind": kind, "key": body["key"], "body": body, "digest": "x", "pack": "t", "applied_at": timezone.now()}
    Definition.objects.create(version=1, **row)
Application.objects.create(pack="t", applied_at=timezone.now())
connections.close_all()
def fetch():
    fetch_source(get_feed("crm.customers").source, datetime.now(UTC), "")
kills = 0
for number in range(30):
    child = os.fork()
    if not child:
        fetch()
        os._exit(0)
    time.sleep(0.005 + 0.007 * (number % 15))
    os.kill(child, signal.SIGKILL)
    kills += os.WIFSIGNALED(os.waitpid(child, 0)[1])
fetch()
print(kills)
"""


@pytest.mark.slow
def test_a_fetch_that_is_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path, folder: Path) -> None:
    """Thirty kills while sixty files are received one after the other; the next fetch takes up where it was."""
    for number in range(60):
        put(folder / f"{number:02}.csv", *(f"{number * 1000 + each},Name,,,," for each in range(1000)))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tieline.server.settings",
        "TIELINE_DATA": str(tmp_path / "data"),
        "TIELINE_FOLDERS": str(folder),
    }
    environment.pop("TIELINE_DATABASE", None)
    declared = connection("folder", f"file://{folder}").model_dump_json(exclude_unset=True)
    fetched_from = HOURLY.model_dump_json(by_alias=True, exclude_unset=True)
    command = [sys.executable, "-c", KILLING, declared, fetched_from]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5, "the kills came too late to say anything"
    database = sqlite3.connect(tmp_path / "data/tieline.sqlite3")
    loads = dict(database.execute("select file_name, id from ingest_load"))
    marks = dict(database.execute("select name, load_id from ingest_fetchedfile"))
    assert (loads == marks, len(loads)) == (True, 60)
    inbox = tmp_path / "data/inbox/crm.customers"
    assert {path.name for path in inbox.iterdir() if not path.name.startswith(".")} == set(loads.values())


def test_new_files_of_a_running_feed_are_received_beside_old_ones(store: Path, feed: Warehouse) -> None:
    put(store / "a.csv", ZHANG)
    fetched(HOURLY)
    put(store / "b.csv", LI)
    assert [load.file_name for load in fetched(HOURLY)] == ["b.csv"]
