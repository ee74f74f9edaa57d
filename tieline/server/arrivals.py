"""What the process that holds the warehouse does about events: has them landed, and listens to brokers."""

import threading

from tieline.know.ingest.events.lander import LandingClock
from tieline.know.ingest.events.listening import Listeners


def start_arrivals(stop: threading.Event) -> None:
    """Begin in threads beside what else this process does, until ``stop`` is set; they die with the process."""
    LandingClock(stop).start()
    Listeners(stop).start()
