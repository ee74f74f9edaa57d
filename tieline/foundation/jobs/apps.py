"""Django app of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Label ``jobs``."""

    name = "tieline.foundation.jobs"
    label = "jobs"
