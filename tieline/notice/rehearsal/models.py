"""Rehearsals: which rule was asked of which past, and what it would have done."""

import uuid

from django.db import models


class Rehearsal(models.Model):
    """One rehearsal of a rule up to the day of a run. It tells nothing of a customer: those are in the warehouse."""

    class State(models.TextChoices):
        """Where a rehearsal stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    UNFINISHED = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    rule = models.CharField(max_length=60, help_text="Key of the rule.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of all on which the figures depend.")
    body = models.JSONField(help_text="The rule that is rehearsed, as written.")
    published = models.PositiveIntegerField(null=True, help_text="Version that it stands beside; null without one.")
    as_of = models.DateField(help_text="Last day of the past: that of the newest run when it was asked for.")
    horizon = models.PositiveSmallIntegerField(help_text="Days after an alert in which an outcome counts for it.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    share = models.FloatField(default=0, help_text="How much of it is done, 0–1.")
    doing = models.CharField(max_length=40, blank=True, help_text="The day that is being asked.")
    asked_by = models.CharField(max_length=60, help_text="Login.")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True, help_text="The figures; null before it is done.")
    why = models.CharField(max_length=400, blank=True, help_text="Why it failed.")

    class Meta:
        indexes = [
            models.Index(fields=["rule", "-asked_at"], name="rehearsal_by_rule"),
            models.Index(fields=["digest"], name="rehearsal_by_digest"),
        ]

    def __str__(self) -> str:
        return f"rehearsal of {self.rule} {self.state}"
