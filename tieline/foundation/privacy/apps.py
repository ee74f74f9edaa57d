"""Django app of privacy."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Label ``privacy``."""

    name = "tieline.foundation.privacy"
    label = "privacy"
