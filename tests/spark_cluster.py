"""A Spark standalone cluster on loopback: a master and two workers, each a process of its own.

``python -m tests.spark_cluster pytest …`` runs a command beside it; the command sees TIELINE_TEST_SPARK, its URL.
``python -m tests.spark_cluster`` keeps it until it is interrupted (``make spark``).
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pyspark

from tests.postgres_server import free_port

HOME = Path(pyspark.__file__).parent
DEPLOY = "org.apache.spark.deploy"
MEMORY = "1500m"

JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""A virtual machine that lives for minutes gains nothing from code that took long to make quick."""

OPTIONS = urlencode(
    {
        "spark.executor.memory": "1g",
        "spark.executor.extraJavaOptions": JAVA,
        "spark.driver.extraJavaOptions": JAVA,
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.locality.wait": "0s",
        "spark.ui.showConsoleProgress": "false",
    }
)
"""Settings that suit statements of some rows each: plans are not looked at again, and not made into programs."""


@contextmanager
def spark_cluster(workers: int = 2) -> Iterator[str]:
    """The URL of a fresh cluster of one core per worker; all its processes are gone afterwards."""
    port = free_port()
    url = f"spark://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="tieline-spark-") as temporary:
        folder = Path(temporary)
        started: list[subprocess.Popen[bytes]] = []
        try:
            place = ["--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port())]
            started.append(_start(folder, "master", f"{DEPLOY}.master.Master", *place))
            _wait_for_port(port, started[0])
            for number in range(workers):
                size = ["--cores", "1", "--memory", MEMORY, "--webui-port", str(free_port())]
                place = ["--host", "127.0.0.1", "--work-dir", str(folder / f"work{number}"), url]
                started.append(_start(folder, f"worker{number}", f"{DEPLOY}.worker.Worker", *size, *place))
                _wait_for_words(folder / f"worker{number}.log", "Successfully registered", started[-1])
            yield url
        finally:
            for process in reversed(started):
                _stop(process)


def environment() -> dict[str, str]:
    """What a driver beside the cluster needs to know."""
    spark = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(HOME), "SPARK_DAEMON_JAVA_OPTS": JAVA}
    return {**os.environ, **spark, "PYSPARK_PYTHON": sys.executable}


def _start(folder: Path, name: str, *words: str) -> "subprocess.Popen[bytes]":
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [HOME / "bin" / "spark-class", *words],
            env=environment(),
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_for_port(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            sys.exit(f"Spark's master stopped at once with code {process.returncode}; is Java 17 installed?")
        time.sleep(0.1)
    sys.exit("Spark's master did not accept connections within 30 seconds")


def _wait_for_words(log: Path, words: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if words in log.read_text(errors="replace"):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"A Spark worker did not register within 30 seconds:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process and the executors that it started."""
    for end in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, end)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            continue
        return


def main() -> int:
    """Exit code of the command, or of the wait for an interrupt."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with spark_cluster() as url:
        if sys.argv[1:]:
            command = subprocess.run(sys.argv[1:], env={**environment(), "TIELINE_TEST_SPARK": url}, check=False)
            return command.returncode
        sys.stdout.write(f"{url}\nset TIELINE_WAREHOUSE={url}/shared/folder; interrupt ends the cluster\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
        return 0


if __name__ == "__main__":
    sys.exit(main())
