"""Django app of identity."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Label ``identity``."""

    name = "tieline.know.identity"
    label = "identity"
