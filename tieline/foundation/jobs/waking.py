"""Waking the workers of this process as soon as a job is committed, rather than at their next look."""

import threading

_work = threading.Condition()


def wake_workers() -> None:
    """Wake all workers of this process; those of others look again within a second."""
    with _work:
        _work.notify_all()


def wait_for_work(seconds: float) -> None:
    """Sleep until woken, or for this long."""
    with _work:
        _work.wait(seconds)
