"""Django app of rehearsals."""

from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    """Label ``rehearsal``."""

    name = "tieline.notice.rehearsal"
    label = "rehearsal"
