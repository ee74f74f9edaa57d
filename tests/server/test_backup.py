"""A small operator is backed up while it works, and restored elsewhere: both stores and the files are the same."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.postgres_server import free_port
from tieline.foundation.keys.wrapping import new_entry
from tieline.simulator.simulate import simulate

ROOT = Path(__file__).parents[2]
KEY = new_entry()
pytestmark = pytest.mark.timeout(600)


def environment(data: Path, **more: str) -> dict[str, str]:
    outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    given = {
        "TIELINE_DATA": str(data),
        "TIELINE_KEYS": KEY,
        "TIELINE_SECRET_KEY": "one for all of these installations",
        "TIELINE_BACKUPS": str(data.parent / "archives"),
        "TIELINE_RUN_AT": "never",
    }
    return {**outside, **given, "TIELINE_BACKUP_KEYS": str(data.parent / "keys"), "COLUMNS": "300", **more}


def start(data: Path, *words: str, **more: str) -> "subprocess.Popen[str]":
    program = [str(Path(sys.executable).parent / "tieline"), *words]
    return subprocess.Popen(
        program, env=environment(data, **more), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def tieline(data: Path, *words: str, code: int = 0, **more: str) -> str:
    running = start(data, *words, **more)
    told, _ = running.communicate(timeout=300)
    assert running.returncode == code, told
    return told


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a stopped operator whose files were loaded and whose pipeline ran."""
    folder = tmp_path_factory.mktemp("operator")
    simulate(60, 3, folder / "files", date(2026, 10, 31), lambda *_: None)
    tieline(folder / "data", "load", "--pack", "packs/telecom", "--from", str(folder / "files"))
    tieline(folder / "data", "run", "--as-of", "2026-10-31")
    return folder / "data"


@pytest.fixture(scope="module")
def archive(operator: Path) -> Path:
    told = tieline(operator, "backup")
    return next(Path(word) for word in told.split() if word.endswith(".backup"))


def warehouse_of(data: Path) -> dict[str, tuple[int, Any]]:
    """Per table of the warehouse its count, and a sum over hashes of its rows."""
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as opened:
        tables = opened.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        return {
            f"{schema}.{name}": opened.execute(
                f'SELECT count(*), sum(hash(t)::HUGEINT) FROM "{schema}"."{name}" AS t'
            ).fetchone()
            or (0, None)
            for schema, name in tables
        }


def operational_of(data: Path) -> dict[str, list[Any]]:
    """All rows by table, without what backup and restore write themselves."""
    own = {"access_change", "access_changehead", "jobs_job", "sqlite_sequence"}
    with sqlite3.connect(data / "tieline.sqlite3") as opened:
        names = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"'))) for name in names if name not in own}


def files_of(data: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and not path.name.startswith(("tieline.sqlite3", "warehouse.duckdb", "secret_key"))
    }


def test_a_restored_operator_is_the_operator(operator: Path, archive: Path, tmp_path: Path) -> None:
    assert "all whole" in tieline(operator, "backup", "verify", str(archive))
    told = tieline(tmp_path / "data", "restore", str(archive), TIELINE_BACKUP_KEYS=str(operator.parent / "keys"))
    assert "Restored the state of" in told
    before = warehouse_of(operator)
    assert before["profile.customer"][0] > 40
    assert warehouse_of(tmp_path / "data") == before
    assert operational_of(tmp_path / "data") == operational_of(operator)
    assert len(files_of(operator)) > 10
    assert files_of(tmp_path / "data") == files_of(operator)
    assert "sound" in tieline(tmp_path / "data", "audit", "verify")


def test_an_archive_tells_nothing_of_what_is_in_it(operator: Path, archive: Path) -> None:
    raw = archive.read_bytes()
    with duckdb.connect(str(operator / "warehouse.duckdb"), read_only=True) as opened:
        names = [
            row[0]
            for row in opened.execute("SELECT name FROM profile.customer WHERE length(name) > 2 LIMIT 20").fetchall()
        ]
    assert names
    assert not [name for name in names if name.encode() in raw]
    assert b"CREATE TABLE" not in raw


ERASE = """
import sys, django
django.setup()
from django.utils import timezone
from tieline.foundation.privacy.erasing import erase_subject
from tieline.foundation.privacy.places import declare_whereabouts
from tieline.foundation.privacy.request_models import SubjectRequest
from tieline.server.backup.restored import keep_erasures
from tieline.server.personal_data import WHEREABOUTS
declare_whereabouts(WHEREABOUTS)
now = timezone.now()
kind, state = SubjectRequest.Kind.DELETION, SubjectRequest.State.WORKING
asked = {"law": "pipl", "received_at": now, "received_by": "", "received_through": "shop", "due_on": now.date()}
request = SubjectRequest.objects.create(customer_id=sys.argv[1], kind=kind, state=state, **asked)
erase_subject(request, by="", now=now)
keep_erasures()
"""


def customers_of(data: Path) -> dict[str, str]:
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as opened:
        return dict(opened.execute("SELECT customer_id, name FROM profile.customer WHERE length(name) > 2").fetchall())


def test_who_was_erased_after_the_backup_does_not_come_back_with_it(
    operator: Path, archive: Path, tmp_path: Path
) -> None:
    (tmp_path / "live").mkdir()
    live = tmp_path / "live" / "data"
    shutil.copytree(operator, live)
    shutil.copytree(operator.parent / "keys", tmp_path / "live" / "keys")
    gone, stays = sorted(customers_of(live))[:2]
    environ = environment(live, DJANGO_SETTINGS_MODULE="tieline.server.settings")
    told = subprocess.run(
        [sys.executable, "-c", ERASE, gone], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    restored = tmp_path / "restored" / "data"
    said = tieline(restored, "restore", str(archive), "--keys", str(tmp_path / "live" / "keys"))
    assert "1 customers who were erased after the backup were erased again" in said
    assert gone not in customers_of(restored)
    assert customers_of(restored)[stays] == customers_of(operator)[stays]


def test_a_folder_in_use_is_refused_or_kept_aside(operator: Path, archive: Path, tmp_path: Path) -> None:
    keys = str(operator.parent / "keys")
    data = tmp_path / "data"
    data.mkdir()
    (data / "tieline.sqlite3").write_bytes(b"somebody's")
    told = tieline(data, "restore", str(archive), "--keys", keys, code=1)
    assert "There is an installation already" in told
    assert [path.name for path in data.iterdir() if path.name != "secret_key"] == ["tieline.sqlite3"]
    tieline(data, "restore", str(archive), "--keys", keys, "--replace")
    (aside,) = data.glob(".replaced-*")
    assert (aside / "tieline.sqlite3").read_bytes() == b"somebody's"
    assert warehouse_of(data) == warehouse_of(operator)


@pytest.mark.parametrize("harm", ["cut", "changed", "other key", "no key", "newer"])
def test_what_cannot_be_trusted_is_refused_and_nothing_is_restored(
    operator: Path, archive: Path, tmp_path: Path, harm: str
) -> None:
    raw, keys, more, data = archive.read_bytes(), operator.parent / "keys", {}, tmp_path / "data"
    if harm == "cut":
        raw, expected = raw[: len(raw) * 2 // 3], "The backup is damaged"
    if harm == "changed":
        raw, expected = raw[: len(raw) // 2] + b"!" + raw[len(raw) // 2 + 1 :], "The backup is damaged"
    if harm == "newer":
        raw, expected = raw.replace(b'"version": "0.1.0"', b'"version": "9.1.0"'), "made by Tieline 9.1.0"
    if harm == "no key":
        keys, expected = tmp_path, "is not here"
    if harm == "other key":
        more, expected = {"TIELINE_KEYS": f"{KEY.split(':')[0]}:{new_entry().split(':')[1]}"}, "cannot be unwrapped"
    (tmp_path / "x.backup").write_bytes(raw)
    told = tieline(data, "restore", str(tmp_path / "x.backup"), "--keys", str(keys), code=1, **more)
    assert expected in told
    assert [path.name for path in data.iterdir() if path.name != "secret_key"] == []


def test_the_running_server_takes_the_backup(operator: Path, tmp_path: Path) -> None:
    port = free_port()
    server = start(operator, "up", "--port", str(port))
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready", server)
        told = tieline(operator, "backup", "--to", str(tmp_path / "to"))
        (taken,) = (tmp_path / "to").glob("*.backup")
        assert str(taken) in told
        assert "all whole" in tieline(operator, "backup", "verify", str(taken))
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    with sqlite3.connect(operator / "tieline.sqlite3") as opened:
        jobs = opened.execute("SELECT state FROM jobs_job WHERE task LIKE '%take_backup_job'").fetchall()
    assert jobs == [("done",)], "by the server, not beside it"


def wait_for(address: str, server: "subprocess.Popen[str]") -> None:
    for _ in range(240):
        assert server.poll() is None
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own server
            if answer.status == 200:
                return
        time.sleep(0.25)


def killed_when(running: "subprocess.Popen[str]", folder: Path, mark: str) -> bool:
    """Whether it was killed while something with the mark was there."""
    until = time.monotonic() + 120
    while running.poll() is None and time.monotonic() < until:
        if any(folder.glob(mark)):
            running.kill()
            running.communicate()
            return True
        time.sleep(0.005)
    running.communicate()
    return False


def test_a_killed_backup_leaves_no_archive_and_the_next_one_clears_up(operator: Path, tmp_path: Path) -> None:
    assert killed_when(start(operator, "backup", "--to", str(tmp_path / "to")), operator, ".backup-*")
    assert list(operator.glob(".backup-*"))
    assert not list((tmp_path / "to").glob("*.backup"))
    told = tieline(operator, "backup", "--to", str(tmp_path / "to"))
    assert not list(operator.glob(".backup-*"))
    assert [path.suffix for path in (tmp_path / "to").iterdir()] == [".backup"], told


def test_a_killed_restore_has_put_nothing_in_place_and_can_be_repeated(
    operator: Path, archive: Path, tmp_path: Path
) -> None:
    data, keys = tmp_path / "data", str(operator.parent / "keys")
    assert killed_when(start(data, "restore", str(archive), "--keys", keys), data, ".restoring-*")
    assert not (data / "tieline.sqlite3").exists()
    assert not (data / "warehouse.duckdb").exists()
    tieline(data, "restore", str(archive), "--keys", keys)
    assert not list(data.glob(".restoring-*"))
    assert warehouse_of(data) == warehouse_of(operator)
