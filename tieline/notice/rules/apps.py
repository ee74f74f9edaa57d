"""Django app of rules."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """Label ``rules``."""

    name = "tieline.notice.rules"
    label = "rules"
