"""From which address the request at hand came, for what is written while it is answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("address", default="")


@contextmanager
def asking_from(address: str) -> Iterator[None]:
    """Within it ``asking_address`` is this one."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def asking_address() -> str:
    """The address of the request at hand; empty for jobs and the command line."""
    return _address.get()
