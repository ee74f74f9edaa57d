"""What the process that holds the warehouse does about events: has them landed, and listens to brokers."""

import threading
from multiprocessing.util import Finalize

from tieline.know.ingest.events import doors
from tieline.know.ingest.events.lander import LandingClock
from tieline.know.ingest.events.listening import Listeners

PATIENCE = 10.0
"""Seconds that a process which ends waits for its listeners to hand back what they hold."""


def start_arrivals(stop: threading.Event) -> None:
    """Begin in threads beside what else this process does, until ``stop`` is set or the process ends."""
    listeners = Listeners(stop)
    LandingClock(stop).start()
    listeners.start()

    def end() -> None:
        stop.set()
        listeners.join(PATIENCE)
        doors.stop_writing()

    Finalize(None, end, exitpriority=1)  # granian's processes end without the functions of ``atexit``
