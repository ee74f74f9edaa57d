"""Loads, and the interactions that people record in Tieline itself."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models


class Load(models.Model):
    """
    One delivery of one source: ``received → validated → landed | failed``.

    The id is made of the source, the content and the mapping, so the same file for the same mapping is
    the same load. A failed load goes back to ``received`` when it is tried again.
    """

    class State(models.TextChoices):
        """Where a load stands."""

        RECEIVED = "received"
        VALIDATED = "validated"
        LANDED = "landed"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=200)
    source = models.CharField(max_length=120)
    file_name = models.CharField(max_length=255, help_text="As delivered; never used as a path.")
    sha256 = models.CharField(max_length=64, help_text="Of the file's content.")
    mapping = models.CharField(max_length=64, help_text="SHA-256 of the definition of the source.")
    bytes = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    rows_received = models.BigIntegerField(null=True, help_text="Rows of the file; landed and rejected add up to it.")
    rows_landed = models.BigIntegerField(null=True)
    rows_rejected = models.BigIntegerField(null=True)
    records = models.JSONField(default=dict, help_text='Landed records per kind: {"individual": n, …}.')
    reasons = models.JSONField(default=dict, help_text='Rejected rows per reason: {"not a date": n, …}.')
    data_until = models.DateTimeField(null=True, help_text="Latest instant that any landed record tells of.")
    error_what = models.TextField(blank=True)
    error_where = models.TextField(blank=True)
    error_do = models.TextField(blank=True)
    asked_by = models.CharField(max_length=60, blank=True, help_text="Login, or empty for the command line.")
    received_at = models.DateTimeField()
    landed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True, help_text="From the start of reading to the end of landing.")

    class Meta:
        indexes = [
            models.Index(fields=["source", "state", "received_at"], name="load_by_source"),
            models.Index(fields=["state", "received_at"], name="load_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def file(self) -> Path:
        """Where the delivered file is kept, named by the load's id."""
        return Path(settings.TIELINE_DATA) / "inbox" / self.source / self.id


class RecordedInteraction(models.Model):
    """A contact with a customer that a person recorded in Tieline: it lands as a source record like any other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    customer_id = models.CharField(max_length=40)
    at = models.DateTimeField()
    channel = models.CharField(max_length=20, help_text="call, shop, app, web, sms, email or tieline.")
    kind = models.CharField(max_length=20, default="work")
    reason = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    response = models.CharField(max_length=120, blank=True, help_text="The outcome.")
    handled_by = models.CharField(max_length=60, help_text="Login.")

    class Meta:
        indexes = [models.Index(fields=["customer_id", "at"], name="recorded_by_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.at:%Y-%m-%d %H:%M}"
