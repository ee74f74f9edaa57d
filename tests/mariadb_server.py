"""A MariaDB server for tests: started from the machine's own binaries on loopback, stopped by its process id."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql

from tests.postgres_server import free_port

PASSWORD = "S3cret:Straße/@1"


def binary(*names: str) -> str:
    """The path of the first of these programs, or an exit that says what to install."""
    for name in names:
        for place in (shutil.which(name), f"/usr/sbin/{name}", f"/usr/local/sbin/{name}"):
            if place and Path(place).exists():
                return place
    sys.exit(
        f"The tests need {names[0]} and found none. Install it: 'apt-get install mariadb-server' on Debian or Ubuntu, "
        "'brew install mariadb' on macOS."
    )


@contextmanager
def mariadb() -> Iterator[str]:
    """The URL of a fresh server for its administrator, without a database; it is gone afterwards."""
    installer, server = binary("mariadb-install-db", "mysql_install_db"), binary("mariadbd", "mysqld")
    port = free_port()
    as_root = [f"--user={'root' if os.geteuid() == 0 else os.environ.get('USER', 'nobody')}"]
    with tempfile.TemporaryDirectory(prefix="tieline-mariadb-") as temporary:
        data, socket = Path(temporary) / "data", Path(temporary) / "socket"
        install = [installer, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        subprocess.run([*install, "--skip-test-db", *as_root], check=True, stdout=subprocess.DEVNULL)
        options = [f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1", f"--socket={socket}"]
        quick = [
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=32M",
            "--skip-log-bin",
            "--skip-name-resolve",
        ]
        running = subprocess.Popen(
            [server, "--no-defaults", *options, *quick, *as_root], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(port, running)
            yield f"mysql://root@127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=60)


def _wait(port: int, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if running.poll() is not None:
            sys.exit(f"MariaDB stopped at once with code {running.returncode}")
        try:
            pymysql.connect(host="127.0.0.1", port=port, user="root", connect_timeout=1).close()
        except pymysql.Error:
            time.sleep(0.1)
        else:
            return
    sys.exit("MariaDB did not accept connections within 30 seconds")
