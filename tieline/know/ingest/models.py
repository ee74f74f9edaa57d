"""Loads, and the interactions that people record in Tieline itself."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from tieline.foundation.keys.fields import SealedJSONField, SealedTextField


class Load(models.Model):
    """
    One delivery of one source: ``received → validated → landed | failed``.

    A landed one can be undone (``undoing → undone``), and one of which a check of the whole delivery failed
    waits as ``held`` until a person lets it land or undoes it. An undone one can be landed again.

    The id is made of the source, the content and the mapping, so the same file for the same mapping is
    the same load. A failed load goes back to ``received`` when it is tried again.
    """

    class State(models.TextChoices):
        """Where a load stands."""

        RECEIVED = "received"
        VALIDATED = "validated"
        LANDED = "landed"
        FAILED = "failed"
        HELD = "held"
        UNDOING = "undoing"
        UNDONE = "undone"

    class Arrival(models.TextChoices):
        """How the data came."""

        FILE = "file"
        FETCH = "fetch"
        EVENTS = "events"
        REPLAY = "replay"

    class Verdict(models.TextChoices):
        """The worst verdict of all checks."""

        PASS = "pass"  # noqa: S105 - a verdict, no password
        WARN = "warn"
        QUARANTINE = "quarantine"

    id = models.CharField(primary_key=True, max_length=200)
    number = models.BigIntegerField(unique=True, help_text="1, 2, 3 … in the order of receipt.")
    source = models.CharField(max_length=120)
    arrival = models.CharField(max_length=10, choices=Arrival.choices, default=Arrival.FILE)
    corrects = models.CharField(max_length=200, blank=True, help_text="Load whose quarantined rows this one replays.")
    file_name = models.CharField(max_length=255, help_text="As delivered; never used as a path.")
    sha256 = models.CharField(max_length=64, help_text="Of the file's content.")
    mapping = models.CharField(max_length=64, help_text="SHA-256 of the definition of the source.")
    bytes = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    rows_received = models.BigIntegerField(
        null=True, help_text="Rows of the file; landed, rejected and erased add up to it."
    )
    rows_landed = models.BigIntegerField(null=True)
    rows_rejected = models.BigIntegerField(null=True)
    rows_erased = models.BigIntegerField(
        default=0, help_text="Rows that tell of erased customers and were not kept: neither landed nor rejected."
    )
    scrubbed_at = models.DateTimeField(
        null=True, help_text="When rows of erased customers were last taken out of the file, or the file was removed."
    )
    records = models.JSONField(default=dict, help_text='Landed records per kind: {"individual": n, …}.')
    reasons = models.JSONField(default=dict, help_text='Rejected rows per reason: {"not a date": n, …}.')
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True, help_text="Empty until checked.")
    drift = models.JSONField(
        default=dict, help_text='Against the last load: {"new": [column], "missing": [column], "retyped": [column]}.'
    )
    columns = models.JSONField(
        default=dict, help_text='Columns of the delivery and their types: {"BILL_NO": "text"}; null where all is empty.'
    )
    released_at = models.DateTimeField(null=True, help_text="When a person let it land in spite of its checks.")
    released_by = models.CharField(max_length=60, blank=True, help_text="Login.")
    released_why = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, blank=True, help_text="Login.")
    undone_why = models.CharField(max_length=300, blank=True)
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


class CheckResult(models.Model):
    """What one declared check found in one load: one row per load and check."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(
        help_text="Place among the source's checks, from 0; mapping and drift follow."
    )
    kind = models.CharField(
        max_length=20,
        help_text="required, unique, range, format, reference, freshness, row_count; mapping and drift of every load.",
    )
    name = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, choices=Load.Verdict.choices)
    rows = models.BigIntegerField(help_text="Rows that failed; 0 where it passed or is about the whole delivery.")
    measured = models.FloatField(null=True, help_text="Rows, share or seconds, for a check of the whole delivery.")
    says = models.CharField(max_length=300, blank=True, help_text="What was found, for a person to read.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "position"], name="check_result_once")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.name} {self.verdict}"


class Correction(models.Model):
    """
    What became of a row in quarantine: corrected by a person, dropped, or sent again as it is.

    It belongs to the load that was delivered, also where a replay of it failed again. ``replay`` is the load that
    lands it; null while it waits.
    """

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="+")
    row = models.BigIntegerField(help_text="Row of the delivered file.")
    content = SealedJSONField(
        null=True,
        row=["load_id", "row"],
        help_text="The whole row as corrected: {column: text}; null drops the row for good.",
    )
    why = SealedTextField(blank=True, row=["load_id", "row"])
    corrected_at = models.DateTimeField()
    corrected_by = models.CharField(max_length=60, help_text="Login.")
    replay = models.ForeignKey(Load, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "row"], name="correction_once")]

    def __str__(self) -> str:
        return f"{self.load_id} row {self.row}"


class Feed(models.Model):
    """How far a source that is fetched or listened to has come, and how the last attempt went."""

    source = models.CharField(primary_key=True, max_length=120)
    cursor = models.JSONField(null=True, help_text="Where the next fetch begins, as the connector keeps it.")
    due_at = models.DateTimeField(null=True, help_text="When it is fetched next; null where nobody asked.")
    paused = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True, help_text="Last attempt that succeeded.")
    failures = models.PositiveIntegerField(default=0, help_text="Attempts in a row that failed.")
    error_what = models.TextField(blank=True)
    error_where = models.TextField(blank=True)
    error_do = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.source} at {self.cursor}"


class FetchedFile(models.Model):
    """A file that was fetched through a connection, as it was then: fetched again when its size or stamp changes."""

    source = models.CharField(max_length=120)
    name = models.CharField(max_length=1000, help_text="Below the connection's folder.")
    bytes = models.BigIntegerField()
    stamp = models.CharField(
        max_length=120, help_text="What the store tells versions apart by: ETag, or time of change."
    )
    load = models.ForeignKey(Load, null=True, on_delete=models.SET_NULL, related_name="+")
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="fetched_file_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.name}"


class RecordedInteraction(models.Model):
    """A contact with a customer that a person recorded in Tieline: it lands as a source record like any other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    customer_id = models.CharField(max_length=40)
    at = models.DateTimeField()
    channel = models.CharField(max_length=20, help_text="call, shop, app, web, sms, email or tieline.")
    kind = models.CharField(max_length=20, default="work")
    reason = models.CharField(max_length=120, blank=True)
    text = SealedTextField(blank=True, row=["id"])
    response = models.CharField(max_length=120, blank=True, help_text="The outcome.")
    handled_by = models.CharField(max_length=60, help_text="Login.")

    class Meta:
        indexes = [models.Index(fields=["customer_id", "at"], name="recorded_by_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.at:%Y-%m-%d %H:%M}"
