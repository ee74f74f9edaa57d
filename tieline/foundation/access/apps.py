"""Django app of access."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Label ``access``."""

    name = "tieline.foundation.access"
    label = "access"
