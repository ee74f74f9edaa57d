"""
A file of sealed chunks, written and read as a stream in bounded memory.

``TIELINE-BACKUP 1`` and a header in JSON, then chunks of up to 1 MiB: length, whether it is the last, ciphertext.
Each is AES-256-GCM under the backup's own key, with its number and whether it is the last as nonce and the header as
authenticated data: chunks that were altered, lost, exchanged or cut off do not open (the STREAM construction, Hoang et
al. 2015).
"""

import json
import struct
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tieline.foundation.errors import Invalid

MAGIC = b"TIELINE-BACKUP 1\n"
CHUNK = 1024 * 1024
_HEAD = struct.Struct(">I?")
_TAG = 16
_MOST_HEADER = 64 * 1024


class SealingWriter:
    """Seals what is written to it; only ``finish`` makes the file whole."""

    def __init__(self, file: BinaryIO, secret: bytes, header: dict[str, Any]) -> None:
        self._file, self._cipher = file, AESGCM(secret)
        self._header = json.dumps(header, sort_keys=True).encode()
        self._waiting = bytearray()
        self._number = 0
        file.write(MAGIC + struct.pack(">I", len(self._header)) + self._header)

    def write(self, data: bytes) -> int:
        """Take the bytes; whole chunks are sealed at once."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), plain, self._header)
        self._file.write(_HEAD.pack(len(sealed), last) + sealed)
        self._number += 1


class OpeningReader:
    """Opens a sealed file; Invalid as soon as something of it is not as it was written."""

    def __init__(self, file: BinaryIO, secret: bytes, name: str) -> None:
        self._file, self._cipher, self._name = file, AESGCM(secret), name
        self._header = _raw_header(file, name)
        self._opened = b""
        self._number = 0
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, all where it is negative; none at the end."""
        parts, wanted = [], size
        while wanted != 0:
            if not self._opened and not self._next():
                break
            part = self._opened if wanted < 0 else self._opened[:wanted]
            self._opened = self._opened[len(part) :]
            parts.append(part)
            wanted = wanted - len(part) if wanted > 0 else wanted
        return b"".join(parts)

    def finish(self) -> None:
        """Read to the end; Invalid where the end is missing, or something follows it."""
        while self._next():
            pass
        if self._file.read(1):
            raise _damaged(self._name, "something follows its end")

    def _next(self) -> bool:
        if self._ended:
            return False
        head = self._file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise _damaged(self._name, f"it ends after {self._number} chunks")
        length, last = _HEAD.unpack(head)
        sealed = self._file.read(length) if _TAG <= length <= CHUNK + _TAG else b""
        if len(sealed) != length:
            raise _damaged(self._name, f"it ends within chunk {self._number + 1}")
        try:
            self._opened = self._cipher.decrypt(_nonce(self._number, last=last), sealed, self._header)
        except InvalidTag as error:
            raise _damaged(
                self._name, f"chunk {self._number + 1} was altered, or is sealed with another key"
            ) from error
        self._number += 1
        self._ended = last
        return bool(self._opened) or not last


def read_header(file: BinaryIO, name: str) -> dict[str, Any]:
    """What stands readable before the chunks: the backup's id, when it was made and by which version."""
    try:
        return dict(json.loads(_raw_header(file, name)))
    except ValueError as error:
        raise _damaged(name, "its header cannot be read") from error


def _raw_header(file: BinaryIO, name: str) -> bytes:
    if file.read(len(MAGIC)) != MAGIC:
        raise Invalid(f"{name} is no backup of Tieline", where=name, do="Give the file that tieline backup wrote")
    length = int.from_bytes(file.read(4), "big")
    header = file.read(length) if length <= _MOST_HEADER else b""
    if not header or len(header) != length:
        raise _damaged(name, "its header is cut off")
    return header


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _damaged(name: str, how: str) -> Invalid:
    return Invalid(
        f"The backup is damaged: {how}",
        where=name,
        do="Copy it again from where it is kept, or take another backup; nothing was restored",
    )
