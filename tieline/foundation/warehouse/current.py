"""The warehouse of the running process, opened on first use from the settings."""

import threading

from django.conf import settings

from tieline.foundation.warehouse.connection import Warehouse, open_warehouse

_lock = threading.Lock()
_opened: dict[str, Warehouse] = {}


def warehouse() -> Warehouse:
    """The one warehouse of this process; Unavailable while another process holds the file."""
    url: str = settings.TIELINE_WAREHOUSE
    with _lock:
        if url not in _opened:
            _opened[url] = open_warehouse(
                url, memory_limit=settings.TIELINE_WAREHOUSE_MEMORY, threads=settings.TIELINE_WAREHOUSE_THREADS
            )
        return _opened[url]


def close_warehouse() -> None:
    """Close what ``warehouse`` opened, so that another process may; nothing happens the second time."""
    with _lock:
        while _opened:
            _opened.popitem()[1].close()
