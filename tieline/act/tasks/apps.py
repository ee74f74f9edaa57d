"""Django app of tasks."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Label ``tasks``."""

    name = "tieline.act.tasks"
    label = "tasks"
