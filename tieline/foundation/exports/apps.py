"""Django app of exports."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Label ``exports``."""

    name = "tieline.foundation.exports"
    label = "exports"
