"""Runs a command against a PostgreSQL server of its own: ``python -m tests.postgres_server pytest …``.

The server is started from the machine's own binaries in a temporary folder, on loopback, on a free port, as an
unprivileged user when run as root, and stopped by the process id it got. The command sees TIELINE_DATABASE.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path:
    """The folder of initdb and postgres, or an exit that says what to install."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    for place in [*places, *([Path(on_path).parent] if on_path else [])]:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    sys.exit(
        "The PostgreSQL tests need a PostgreSQL server's binaries (initdb, postgres) and found none. "
        "Install them: 'apt-get install postgresql' on Debian or Ubuntu, 'brew install postgresql' on macOS."
    )


def unprivileged() -> list[str]:
    """Prefix that runs a command as another user when we are root, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups"]
    sys.exit("PostgreSQL does not run as root and there is no user 'postgres' or 'nobody' to run it as; create one.")


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data: Path, port: int, *options: str) -> Iterator[str]:
    """The URL of a server over an existing data folder, which its folder's owner may write; stopped afterwards."""
    bin_dir, folder = binaries(), data.parent
    given = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *options]
    server = subprocess.Popen(
        [*unprivileged(), bin_dir / "postgres", "-D", data, *(part for option in given for part in ("-c", option))],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(bin_dir, port, server)
        yield f"postgres://tieline@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh, empty server; it is gone afterwards."""
    bin_dir, prefix, port = binaries(), unprivileged(), free_port()
    with tempfile.TemporaryDirectory(prefix="tieline-postgres-") as temporary:
        folder = Path(temporary)
        if prefix:
            user = pwd.getpwnam(prefix[1].removeprefix("--reuid="))
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = folder / "data"
        subprocess.run(
            [*prefix, bin_dir / "initdb", "-D", data, "-U", "tieline", "--auth=trust", "-E", "UTF8", "--locale=C"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        with running(data, port, "fsync=off") as url:
            yield url


def _wait(bin_dir: Path, port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        if server.poll() is not None:
            sys.exit(f"PostgreSQL stopped at once with code {server.returncode}")
        ready = subprocess.run(
            [bin_dir / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, check=False
        )
        if ready.returncode == 0:
            return
        time.sleep(0.1)
    sys.exit("PostgreSQL did not accept connections within 10 seconds")


def main() -> int:
    """Exit code of the command."""
    with postgres() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "TIELINE_DATABASE": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
