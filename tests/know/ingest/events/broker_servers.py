"""Brokers for tests: started on loopback with a free port, stopped by the process id."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.postgres_server import free_port


class BrokerServer:
    """A NATS server with JetStream, or a Redis server, whose data outlives a restart."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.port = kind, folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"{self.kind}://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(self._command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            assert self.process.poll() is None, f"the {self.kind} server stopped with {self.process.returncode}"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the {self.kind} server did not listen within ten seconds")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def _command(self) -> list[str]:
        if self.kind == "nats":
            place = ["-sd", str(self.folder), "-a", "127.0.0.1", "-p", str(self.port)]
            return [_program("nats-server"), "-js", *place]
        options = {
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "always",
            "save": "",
            "bind": "127.0.0.1",
        }
        said = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [_program("redis-server"), "--port", str(self.port), *said]


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    assert found, f"the tests of brokers need {name}: apt-get install {name}"
    return found
