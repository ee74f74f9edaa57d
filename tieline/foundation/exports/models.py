"""Exports: what was asked for, who decided, and what became of the file."""

import uuid

from django.db import models


class Export(models.Model):
    """One file that somebody asked for. It tells nothing of a customer: those are in the file and in its roll."""

    class State(models.TextChoices):
        """Where an export stands; from ``refused`` on there is no file, and never will be."""

        WAITING = "waiting"
        QUEUED = "queued"
        WRITING = "writing"
        READY = "ready"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    asked_by = models.CharField(max_length=60, help_text="Login.")
    asked_at = models.DateTimeField()
    what = models.CharField(max_length=40, help_text="Key of what is exportable.")
    filters = models.JSONField(default=dict, help_text="As the list takes them.")
    columns = models.JSONField(help_text="How each column goes out: {name: whole, partly or masked}.")
    format = models.CharField(max_length=10, help_text="csv, xlsx or parquet.")
    purpose = models.CharField(max_length=20)
    reason = models.CharField(max_length=400)
    language = models.CharField(max_length=5, help_text="Of the titles in the file.")
    state = models.CharField(max_length=10, choices=State.choices)
    rows = models.BigIntegerField(help_text="Counted when it was asked for, or last before a decision.")
    row_limit = models.BigIntegerField(help_text="What its asker could take alone then; above it somebody must agree.")
    sight = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the rights by which it was written.")
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=400, blank=True)
    approved = models.JSONField(null=True, help_text="What was agreed to, word for word; null while nobody did.")
    job = models.UUIDField(null=True, help_text="The job that writes it.")
    why = models.CharField(max_length=400, blank=True, help_text="Why it waits again, failed or has gone.")
    rows_written = models.BigIntegerField(null=True)
    size = models.BigIntegerField(null=True, help_text="Bytes of the file.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    downloads = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-asked_at"], name="export_by_state"),
            models.Index(fields=["asked_by", "-asked_at"], name="export_by_asker"),
            models.Index(fields=["digest"], name="export_by_digest"),
        ]

    UNFINISHED = (State.WAITING, State.QUEUED, State.WRITING, State.READY)
    """States in which there is, or may come to be, a file."""

    def __str__(self) -> str:
        return f"export {self.short} of {self.what} {self.state}"

    @property
    def short(self) -> str:
        """What people call it: the first ten digits of its id."""
        return self.id.hex[:10]

    @property
    def needs_second_person(self) -> bool:
        """Whether it has more rows than its asker may take alone."""
        return self.rows > self.row_limit
