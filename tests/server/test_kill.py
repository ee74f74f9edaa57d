"""The pipeline, killed with SIGKILL at ten random moments and started again, ends with the tables of a calm run."""

import contextlib
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tieline.simulator.simulate import simulate

ROOT = Path(__file__).parents[2]
DAY = date(2026, 10, 31)
KILLS, EACH = 12, 4
"""Four of each run: what was resumed is killed again."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

WORK = {
    "rules_alert": "rule, customer_id, rank, raised_on, cleared_on",
    "tasks_task": "template, customer_id, state, rank, assignee_id, team_id",
}
"""Rows of work that a run makes: what each must say alike, whatever number it got."""

EVIDENCE = """
import json, django
django.setup()
from tieline.notice.rules.models import Alert
found = [[each.rule, each.customer_id, json.dumps(each.evidence, sort_keys=True)] for each in Alert.objects.all()]
print(json.dumps(sorted(found)))
"""
"""What alerts keep is sealed, each time differently: it is compared as it is read."""

CLOCKS = {"feed": "landed_at", "seen": "landed_at"}
"""Columns that tell when something was done, which no two runs do at one instant."""


RECEIVE = """
import sys, django
from pathlib import Path
django.setup()
from tieline.know.ingest import queries
from tieline.know.ingest.commands import receive_file
from tieline.know.ingest.finding import files_of
from tieline.server import deliver, demo, serve
serve.migrate()
deliver.publish(Path("packs/telecom"))
demo.make_people()
for source in queries.list_sources():
    for file in files_of(source, Path(sys.argv[1])):
        receive_file(source, file)
"""


def environment(data: Path) -> dict[str, str]:
    outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    return {**outside, "TIELINE_DATA": str(data)}


def command(data: Path, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [Path(sys.executable).parent / "tieline", *words],
        env=environment(data),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def is_killed(data: Path, after: float) -> bool:
    """Whether a run was still at work when it was killed so many seconds after it had begun."""
    process = command(data, "run", "--as-of", DAY.isoformat())
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait(timeout=30) == -signal.SIGKILL


def finish(process: "subprocess.Popen[bytes]") -> None:
    _, complaint = process.communicate(timeout=300)
    assert process.returncode == 0, complaint.decode()


def contents(data: Path) -> Mapping[str, str]:
    """A digest of the rows of every table that has some, whatever order they are stored in."""
    found: dict[str, str] = {}
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as warehouse:
        tables = warehouse.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        for schema, table in tables:
            left_out = f"EXCLUDE ({CLOCKS[table]})" if table in CLOCKS else ""
            rows = warehouse.execute(f'SELECT * {left_out} FROM "{schema}"."{table}" ORDER BY ALL').fetchall()
            if rows:  # a stage that is done again makes an empty table for the changes since the first time
                found[f"{schema}.{table}"] = f"{len(rows)} rows {digest(rows)}"
    with sqlite3.connect(data / "tieline.sqlite3") as work:
        for table, columns in WORK.items():
            rows = work.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}").fetchall()
            found[table] = f"{len(rows)} rows {digest(rows)}"
    return {**found, "evidence": digest([(evidence(data),)])}


def evidence(data: Path) -> str:
    environ = {**environment(data), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    told = subprocess.run([sys.executable, "-c", EVIDENCE], env=environ, cwd=ROOT, capture_output=True, check=True)
    return told.stdout.decode()


def digest(rows: list[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose files are received but not landed, so that the first stage has work too."""
    folder = tmp_path_factory.mktemp("operator")
    simulate(customers=1200, seed=11, out=folder / "delivery", ends_on=DAY, progress=lambda share, doing: None)
    data = folder / "data"
    script = subprocess.run(
        [sys.executable, "-c", RECEIVE, str(folder / "delivery")],
        env=environment(data) | {"DJANGO_SETTINGS_MODULE": "tieline.server.settings"},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert script.returncode == 0, script.stderr
    return data


@pytest.fixture(scope="module")
def calm(loaded: Path) -> tuple[Mapping[str, str], float]:
    """The tables of an undisturbed run, and how long it took."""
    data = loaded.with_name("calm")
    shutil.copytree(loaded, data)
    began = time.monotonic()
    finish(command(data, "run", "--as-of", DAY.isoformat()))
    return contents(data), time.monotonic() - began


def test_a_run_makes_tables_and_work_to_compare(calm: tuple[Mapping[str, str], float]) -> None:
    tables, _ = calm
    for name in ("profile.customer", "scores.customer_score", "tags.customer_tag", "rules.match", "tasks_task"):
        assert not tables[name].startswith("0 rows"), name


@pytest.mark.parametrize("attempt", range(KILLS // EACH))
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_tables(
    attempt: int, loaded: Path, calm: tuple[Mapping[str, str], float], tmp_path: Path
) -> None:
    expected, seconds = calm
    data = tmp_path / "data"
    chance = random.Random(20261031 + attempt)
    for again in range(5):
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(loaded, data)
        if is_killed(data, chance.uniform(0.05, 0.9 - 0.15 * again) * seconds):
            break
    else:
        pytest.fail("every run was over before it could be killed")
    for _ in range(1, EACH):
        is_killed(data, chance.uniform(0.1, 0.4) * seconds)
    finish(command(data, "run", "--as-of", DAY.isoformat()))
    assert contents(data) == expected
