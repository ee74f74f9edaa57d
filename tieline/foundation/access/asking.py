"""From which address the request at hand came and what it reads for, for what is written while it is answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("address", default="")
_purpose: ContextVar[str] = ContextVar("purpose", default="")


@contextmanager
def asking_from(address: str) -> Iterator[None]:
    """Within it ``asking_address`` is this one, and no purpose is known until ``read_for``."""
    of_address, of_purpose = _address.set(address), _purpose.set("")
    try:
        yield
    finally:
        _address.reset(of_address)
        _purpose.reset(of_purpose)


def asking_address() -> str:
    """The address of the request at hand; empty for jobs and the command line."""
    return _address.get()


def read_for(purpose: str) -> None:
    """Say what the request at hand reads for; the last word holds."""
    _purpose.set(purpose)


def asking_purpose() -> str:
    """What the request at hand reads for; empty where nothing was read."""
    return _purpose.get()
