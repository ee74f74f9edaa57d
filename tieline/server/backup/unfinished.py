"""The mark of a restore that was interrupted while it put its parts in place."""

from pathlib import Path

from django.conf import settings

from tieline.foundation.errors import Refused

UNFINISHED = ".restore-unfinished"
"""Stands in the data folder meanwhile; what finds it knows that the folder is not whole."""


def demand_finished() -> None:
    """Refused while a restore that was interrupted has left the data folder in between."""
    if (Path(settings.TIELINE_DATA) / UNFINISHED).exists():
        raise Refused(
            "A restore was interrupted while it put its parts in place",
            where=str(settings.TIELINE_DATA),
            do="Run the same tieline restore again: it begins anew, and keeps aside what is there",
        )
