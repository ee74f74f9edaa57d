"""What customers said about being contacted and about the use of their data, with its proof."""

import uuid

from django.db import models


class ConsentStatement(models.Model):
    """
    That a customer said yes or no, or withdrew a yes. Rows are only added; a later one stands against an earlier.

    It is about a cell: a purpose, and a channel and a topic that are empty where all of them are meant.
    """

    class Said(models.TextChoices):
        """What was said; a withdrawal holds like a no."""

        YES = "yes"
        NO = "no"
        WITHDRAWN = "withdrawn"

    class Speaker(models.TextChoices):
        """Who said it."""

        CUSTOMER = "customer"
        GUARDIAN = "guardian"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    customer_id = models.CharField(max_length=40, help_text="The party in front when it was said.")
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, blank=True, help_text="Empty for every channel.")
    topic = models.CharField(max_length=60, blank=True, help_text="Empty for every topic.")
    said = models.CharField(max_length=10, choices=Said.choices)
    speaker = models.CharField(max_length=10, choices=Speaker.choices, default=Speaker.CUSTOMER)
    at = models.DateTimeField(help_text="When it was said.")
    time_zone = models.CharField(max_length=60, help_text="The zone in which the clock stood where it was said.")
    expires_at = models.DateTimeField(null=True, help_text="Until when a yes holds; null without an end.")
    text_key = models.CharField(max_length=120, blank=True, help_text="Key of the consent text that was shown.")
    text_version = models.PositiveIntegerField(null=True, help_text="Its version.")
    text_language = models.CharField(max_length=5, blank=True)
    text = models.TextField(blank=True, help_text="The words that were shown or read out.")
    place = models.CharField(max_length=20, help_text="call, shop, web, app or letter.")
    place_name = models.CharField(max_length=120, blank=True, help_text="Which shop, page or number.")
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60, help_text="Login.")

    class Meta:
        indexes = [models.Index(fields=["customer_id", "at"], name="consent_by_customer")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(said="yes") | models.Q(expires_at__isnull=True), name="only_a_yes_expires"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose} {self.said} {self.at:%Y-%m-%d %H:%M}"


class ConsentPerson(models.Model):
    """A person for whom a statement was made: of a system, or of Tieline itself, where the id is the party's."""

    statement = models.ForeignKey(ConsentStatement, on_delete=models.CASCADE, related_name="persons")
    system = models.CharField(max_length=60)
    party_ref = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "system", "party_ref"], name="consent_person_once")]
        indexes = [models.Index(fields=["system", "party_ref"], name="consent_by_person")]

    def __str__(self) -> str:
        return f"{self.system} {self.party_ref}"
