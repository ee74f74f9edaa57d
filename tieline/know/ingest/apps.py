"""Django app of ingest."""

from django.apps import AppConfig

from tieline.foundation import outgoing


class IngestConfig(AppConfig):
    """Label ``ingest``."""

    name = "tieline.know.ingest"
    label = "ingest"

    def ready(self) -> None:
        """From here on no connection leads to the machine's own cloud."""
        outgoing.watch()
