"""SFTP servers, of which only those are trusted whose key is declared."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO, cast

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem
from paramiko.hostkeys import HostKeyEntry, InvalidHostKey

from tieline.foundation.errors import Invalid, TielineError
from tieline.foundation.outgoing import refuse_host
from tieline.know.ingest.connectors.access import Access
from tieline.know.ingest.connectors.stores import Store
from tieline.know.ingest.definitions.connection import SftpOptions

PORT = 22
SECONDS = 15.0
SILENCE = 60.0
WINDOW = 4 * 1024 * 1024
REQUESTS = 64


class OverSession(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """fsspec's file system over a session of ours, whose server was checked."""

    def __init__(self, host: str, client: paramiko.SSHClient) -> None:
        self.client = client
        super().__init__(host, skip_instance_cache=True)

    def _connect(self) -> None:
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(SILENCE)


class Windowed:
    """A remote file that is asked for in windows of many requests at once, or distance would make it slow."""

    def __init__(self, file: paramiko.SFTPFile) -> None:
        self._file, self._size, self._position = file, int(file.stat().st_size or 0), 0
        self._waiting = b""

    def read(self, size: int, /) -> bytes:
        """The next bytes, none at the end."""
        if not self._waiting and self._position < self._size:
            window = min(WINDOW, self._size - self._position)
            self._waiting = next(self._file.readv([(self._position, window)], REQUESTS))
            self._position += len(self._waiting)
            if not self._waiting:
                self._size = self._position
        piece, self._waiting = self._waiting[:size], self._waiting[size:]
        return piece

    def close(self) -> None:
        """Nothing is asked for any more."""
        self._file.close()


@contextmanager
def open_store(access: Access) -> Iterator[Store]:
    """The folder of the server as a store; the session ends with it."""
    client = paramiko.SSHClient()
    root = access.path.rstrip("/")
    settle = timedelta(seconds=access.options(SftpOptions).settle_seconds)

    def opened(name: str) -> BinaryIO:
        return cast(BinaryIO, Windowed(fs.open(f"{root}/{name}", "rb")))

    def told(error: BaseException, name: str) -> BaseException:
        return _told(access, error, name)

    try:
        try:
            _log_in(client, access)
            fs = OverSession(str(access.url.hostname), client)
        except Exception as error:
            raise _told(access, error, "") from None
        yield Store(access, fs, root, settle, opened, told)
    finally:
        client.close()


def _log_in(client: paramiko.SSHClient, access: Access) -> None:
    """By the declared key of the server, and by what the connection says about the user; nothing else is tried."""
    options = access.options(SftpOptions)
    host, port = access.url.hostname or "", access.url.port or PORT
    refuse_host(host, access.place)
    known = host if port == PORT else f"[{host}]:{port}"
    for key in _declared_keys(options, access):
        client.get_host_keys().add(known, key.get_name(), key)
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    client.connect(
        host,
        port,
        username=access.user,
        password=access.password,
        pkey=_private_key(options, access),
        timeout=SECONDS,
        banner_timeout=SECONDS,
        auth_timeout=SECONDS,
        allow_agent=False,
        look_for_keys=False,
    )


def _declared_keys(options: SftpOptions, access: Access) -> list[paramiko.PKey]:
    """The keys that the server may have; the hosts in front of them do not matter, the connection names the host."""
    lines = (options.known_hosts or f"host {options.host_key}").splitlines()
    keys: list[paramiko.PKey] = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        try:
            entry = HostKeyEntry.from_line(line)
        except (InvalidHostKey, paramiko.SSHException, ValueError):
            entry = None
        if entry is None or entry.key is None:
            raise Invalid(
                "The key of the server cannot be read",
                where=f"{access.place}, {line[:60]}",
                do="Give what 'ssh-keyscan' prints: the kind of the key and the key, such as ssh-ed25519 AAAA…",
            )
        keys.append(entry.key)
    return keys


def _private_key(options: SftpOptions, access: Access) -> paramiko.PKey | None:
    text = access.find_secret(options.private_key)
    if text is None:
        return None
    passphrase = access.find_secret(options.passphrase)
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(f"{text}\n"), password=passphrase)
        except (paramiko.SSHException, ValueError):
            continue
    raise Invalid(
        "The private key cannot be read", where=access.place, do="Give an Ed25519, ECDSA or RSA key, and its passphrase"
    )


def _told(access: Access, error: BaseException, name: str) -> BaseException:
    """The error as ours, where it is paramiko's or the network's."""
    if isinstance(error, TielineError):
        return error
    if isinstance(error, paramiko.BadHostKeyException):
        return access.refused(
            error, "The server has another key than declared", do="Ask its administrator before you declare another"
        )
    if isinstance(error, paramiko.AuthenticationException):
        return access.refused(error, "The server does not let us in")
    if isinstance(error, paramiko.SSHException) and "not found in known_hosts" in str(error):
        return access.refused(error, "The key of the server is of a kind that is not declared")
    if isinstance(error, FileNotFoundError):
        return access.unavailable(error, "The folder or file is not there", where=name, do="Check the path")
    if isinstance(error, PermissionError):
        return access.refused(error, "The server does not let us read", where=name)
    if isinstance(error, paramiko.SSHException | OSError | EOFError):
        return access.unavailable(error, "The server does not answer", where=name)
    return error
