"""Django app of keys."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """Label ``keys``."""

    name = "tieline.foundation.keys"
    label = "keys"
