"""
An SFTP server for tests, over paramiko's own server side: a user, a password or a key, and a folder.

It serves what is below the folder for reading, on loopback, in threads of the test process.
"""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko

USER, PASSWORD = "reader", "pass:word/@1"


@dataclass
class Served:
    """A running server. ``lost_after`` bytes of reading the connection is cut off, once."""

    port: int
    host_key: paramiko.PKey
    folder: Path
    user_key: paramiko.PKey | None = None
    lost_after: int | None = None
    logins: list[str] = field(default_factory=list)
    transports: list[paramiko.Transport] = field(default_factory=list)

    @property
    def declared_key(self) -> str:
        """The key of the server as a connection declares it."""
        return f"{self.host_key.get_name()} {self.host_key.get_base64()}"


class _Login(paramiko.ServerInterface):  # type: ignore[misc]  # paramiko has no types
    def __init__(self, served: Served) -> None:
        self.served = served

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> Any:
        self.served.logins.append(f"password {username}")
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> Any:
        self.served.logins.append(f"key {username}")
        good = username == USER and key == self.served.user_key
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> Any:
        return paramiko.OPEN_SUCCEEDED


class _Handle(paramiko.SFTPHandle):  # type: ignore[misc]  # paramiko has no types
    def __init__(self, served: Served, path: Path) -> None:
        super().__init__(os.O_RDONLY)
        self.served, self.path = served, path
        self.file = path.open("rb")

    def stat(self) -> Any:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.file.fileno()))

    def read(self, offset: int, length: int) -> Any:
        if self.served.lost_after is not None and offset >= self.served.lost_after:
            self.served.lost_after = None
            for transport in self.served.transports:
                transport.close()
        self.file.seek(offset)
        return self.file.read(length)

    def close(self) -> None:
        self.file.close()


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc]  # as above
    def __init__(self, server: _Login, *args: Any, **kwargs: Any) -> None:
        super().__init__(server, *args, **kwargs)
        self.served = server.served

    def _path(self, path: str) -> Path:
        return self.served.folder / str(self.canonicalize(path)).lstrip("/")

    def list_folder(self, path: str) -> Any:
        try:
            return [
                paramiko.SFTPAttributes.from_stat(each.lstat(), filename=each.name)
                for each in self._path(path).iterdir()
            ]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def stat(self, path: str) -> Any:
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    lstat = stat

    def open(self, path: str, flags: int, attr: Any) -> Any:
        try:
            return _Handle(self.served, self._path(path))
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)


@contextmanager
def sftp(folder: Path, *, user_key: paramiko.PKey | None = None) -> Iterator[Served]:
    """A server on a free port that serves a folder until the end."""
    listening = socket.create_server(("127.0.0.1", 0))
    served = Served(listening.getsockname()[1], paramiko.ECDSAKey.generate(), folder, user_key)
    thread = threading.Thread(target=_accept, args=(listening, served), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for transport in served.transports:
            transport.close()
        thread.join(timeout=10)


def _accept(listening: socket.socket, served: Served) -> None:
    while True:
        try:
            peer, _ = listening.accept()
        except OSError:
            return
        transport = paramiko.Transport(peer)
        transport.add_server_key(served.host_key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
        served.transports.append(transport)
        try:
            transport.start_server(server=_Login(served))
        except (paramiko.SSHException, EOFError, OSError):
            continue
