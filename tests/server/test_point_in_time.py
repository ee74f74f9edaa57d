"""
The runbook of docs/operations.md on a real server: a base backup, the archive of its log, and a restore to a moment.

What was written before the moment is there afterwards, what was written after it is not.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.postgres_server import binaries, free_port, running, unprivileged

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose owner may run a server."""
    with tempfile.TemporaryDirectory(prefix="tieline-moment-") as temporary:
        prefix = unprivileged()
        if prefix:
            user = pwd.getpwnam(prefix[1].removeprefix("--reuid="))
            os.chown(temporary, user.pw_uid, user.pw_gid)
        yield Path(temporary)


def owned(*words: str, folder: Path) -> None:
    told = subprocess.run([*unprivileged(), *words], cwd=folder, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def write(url: str, name: str) -> datetime:
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE TABLE IF NOT EXISTS written (name text)")
        database.execute("INSERT INTO written VALUES (%s)", [name])
        time.sleep(0.3)
        found = database.execute("SELECT clock_timestamp()").fetchone()
        time.sleep(0.3)
    assert found
    moment: datetime = found[0]
    return moment


def test_the_operational_database_is_restored_to_a_moment(folder: Path) -> None:
    data, archive, copied, port = folder / "data", folder / "archive", folder / "restored", free_port()
    owned(str(binaries() / "initdb"), "-D", str(data), "-U", "tieline", "--auth=trust", "-E", "UTF8", folder=folder)
    owned("mkdir", str(archive), folder=folder)
    keep = f"archive_command=test ! -f {archive}/%f && cp %p {archive}/%f"
    with running(data, port, "archive_mode=on", keep) as url:
        write(url, "before the base backup")
        base = ["-D", str(copied), "-h", "127.0.0.1", "-p", str(port), "-U", "tieline", "--checkpoint=fast"]
        owned(str(binaries() / "pg_basebackup"), *base, folder=folder)
        moment = write(url, "before the mistake")
        write(url, "the mistake")
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("SELECT pg_switch_wal()")
            for _ in range(100):
                found = database.execute("SELECT archived_count FROM pg_stat_archiver").fetchone()
                if found and found[0] >= 3:
                    break
                time.sleep(0.1)
    shutil.rmtree(data)
    owned("touch", str(copied / "recovery.signal"), folder=folder)
    until = (f"restore_command=cp {archive}/%f %p", f"recovery_target_time={moment.isoformat()}")
    with running(copied, port, *until, "recovery_target_action=promote") as url, psycopg.connect(url) as database:
        for _ in range(100):
            found = database.execute("SELECT pg_is_in_recovery()").fetchone()
            if found == (False,):
                break
            database.rollback()
            time.sleep(0.1)
        names = [row[0] for row in database.execute("SELECT name FROM written").fetchall()]
    assert names == ["before the base backup", "before the mistake"]
