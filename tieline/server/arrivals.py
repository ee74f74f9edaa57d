"""What the process that holds the warehouse does about events: has them landed."""

import threading

from tieline.know.ingest.events.lander import LandingClock


def start_arrivals(stop: threading.Event) -> None:
    """Begin in threads beside what else this process does, until ``stop`` is set; they die with the process."""
    LandingClock(stop).start()
