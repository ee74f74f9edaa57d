"""Definitions and the record of each time a pack was applied."""

import uuid

from django.db import models


class Definition(models.Model):
    """One version of one definition. A changed body is a new row; at most one row per kind and key is published."""

    class State(models.TextChoices):
        """Where a version stands."""

        PUBLISHED = "published"
        RETIRED = "retired"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    version = models.PositiveIntegerField(help_text="1, 2, 3 … per kind and key.")
    body = models.JSONField(help_text="The definition as written in the file.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body in canonical JSON.")
    pack = models.CharField(max_length=80, help_text="Key of the pack it came from.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=60, help_text="Login, or empty for the command line.", blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why a person changed it on the screen.")
    over = models.CharField(
        max_length=80, blank=True, help_text="Key of the pack whose definition one made on the screen stands before."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "version"], name="definition_version_once"),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="published"), name="one_published_definition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} v{self.version} {self.state}"


class Application(models.Model):
    """That a pack was applied. The newest row's ``stamp`` tells readers whether what they hold is still current."""

    stamp = models.UUIDField(default=uuid.uuid4, unique=True)
    pack = models.CharField(max_length=80)
    packs = models.JSONField(default=list, help_text="Keys of the pack and of those it extends, the furthest first.")
    time_zone = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=2, blank=True)
    counts = models.JSONField(default=dict, help_text='Per kind: {"published": n, "changed": n, "retired": n}.')
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.pack} at {self.applied_at}"
