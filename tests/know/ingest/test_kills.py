"""An undo, a redo or a replay that is killed leaves the last good state, and does the same when it is repeated."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.know.ingest.deliveries import HEADER, written

ROOT = Path(__file__).parents[3]
ROWS = 40_000
MOST_TRIES = 8
Tables = dict[str, list[tuple[object, ...]]]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def started(data: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.know.ingest.acting_process", *arguments],
        env={**environment, "TIELINE_DATA": str(data)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def said_by(data: Path, *arguments: str) -> str:
    """The last line of a process that ended well."""
    process = started(data, *arguments)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return said.strip().splitlines()[-1]


def tables(data: Path) -> Tables:
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as warehouse:
        names = warehouse.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'ingest'").fetchall()
        found = {name: warehouse.execute(f"SELECT * FROM ingest.{name} ORDER BY ALL").fetchall() for (name,) in names}
    return {name: rows for name, rows in found.items() if rows}


@dataclass(frozen=True)
class Calm:
    """A data folder before and after an undisturbed action, and how long that took."""

    before: Path
    load: str
    action: str
    said: str
    after: Tables
    seconds: float


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Two loads: the second replaces half of the first, and every third of its rows waits corrected in quarantine."""
    folder = tmp_path_factory.mktemp("delivery")

    def line(n: int, day: int, sex: str) -> str:
        return f"{n},Name {n},138{n:08},{sex},19800102,2026-10-{day:02} 08:00:00"

    first = written(folder / "a.csv", HEADER, *(line(n, 1, "1") for n in range(ROWS)))
    second = written(folder / "b.csv", HEADER, *(line(n * 2, 2, "x" if n % 3 == 0 else "1") for n in range(ROWS)))
    data = tmp_path_factory.mktemp("prepared")
    return data, said_by(data, "prepare", str(first), str(second))


@pytest.fixture(scope="module", params=["undo", "redo", "replay"])
def calm(request: pytest.FixtureRequest, prepared: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Calm:
    data, load = prepared
    before = tmp_path_factory.mktemp("before") / "data"
    shutil.copytree(data, before)
    if request.param == "redo":
        assert said_by(before, "undo", load).startswith("undone")
    undisturbed = tmp_path_factory.mktemp("calm") / "data"
    shutil.copytree(before, undisturbed)
    process = started(undisturbed, request.param, load)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    begun = time.monotonic()
    said = process.communicate(timeout=300)[0].strip()
    seconds = time.monotonic() - begun
    assert process.returncode == 0
    return Calm(before, load, request.param, said, tables(undisturbed), seconds)


def killed(calm: Calm, data: Path, share: float) -> None:
    """Begin the action in ``data`` and kill it after a share of the time; sooner where it was done by then."""
    for _ in range(MOST_TRIES):
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(calm.before, data)
        process = started(data, calm.action, calm.load)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(calm.seconds * share)
        process.send_signal(signal.SIGKILL)
        process.stdout.close()
        if process.wait() == -signal.SIGKILL:
            return
        share *= 0.6
    pytest.fail("the process was never killed while it worked")


@pytest.mark.parametrize("share", [0.15, 0.4, 0.65, 0.9])
def test_what_was_killed_leaves_the_last_good_state_and_does_the_same_when_repeated(
    calm: Calm, tmp_path: Path, share: float
) -> None:
    data = tmp_path / "data"
    killed(calm, data, share * random.uniform(0.9, 1.1))
    assert tables(data) in (tables(calm.before), calm.after)
    assert said_by(data, calm.action, calm.load) == calm.said
    assert tables(data) == calm.after
