"""Django app of ingest."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Label ``ingest``."""

    name = "tieline.know.ingest"
    label = "ingest"
