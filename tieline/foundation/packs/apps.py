"""Django app of packs."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    """Label ``packs``."""

    name = "tieline.foundation.packs"
    label = "packs"
