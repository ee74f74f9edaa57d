"""What data subjects ask of the operator, what may not be erased meanwhile, and who must not come back."""

from django.db import models
from django.db.models import Q

from tieline.foundation.keys.fields import BlindIndexField, SealedJSONField


class SubjectRequest(models.Model):
    """
    A request of a data subject: received → identified → approved → working → done, or refused.

    ``customer_id`` is empty once the customer was erased: then nothing here leads to a person any more.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        ACCESS = "access"
        DELETION = "deletion"
        PORTABILITY = "portability"
        CORRECTION = "correction"
        RESTRICTION = "restriction"
        OBJECTION = "objection"

    class State(models.TextChoices):
        """Where a request stands."""

        RECEIVED = "received"
        IDENTIFIED = "identified"
        APPROVED = "approved"
        WORKING = "working"
        DONE = "done"
        REFUSED = "refused"

    OPEN = (State.RECEIVED, State.IDENTIFIED, State.APPROVED, State.WORKING)

    kind = models.CharField(max_length=20, choices=Kind.choices)
    law = models.CharField(max_length=10, help_text="By whose clock: gdpr or pipl.")
    customer_id = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=60, help_text="Login.")
    received_through = models.CharField(max_length=20, help_text="call, shop, web, app or letter.")
    due_on = models.DateField(help_text="The last day by law.")
    extended_why = models.CharField(max_length=300, blank=True, help_text="Why it takes longer; once only.")
    identified_how = models.CharField(max_length=20, blank=True, help_text="Method by which the asker was identified.")
    identified_by = models.CharField(max_length=60, blank=True)
    identified_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    asked = SealedJSONField(default=dict, row=["kind", "received_by"], help_text="What is asked more closely.")
    granted_why = models.CharField(max_length=300, blank=True, help_text="Why what is asked was granted.")
    refused_why = models.CharField(max_length=300, blank=True)
    closed_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    done_with = models.JSONField(default=dict, help_text="The receipt: what was done where, as counts.")
    seal = BlindIndexField(max_length=64, blank=True, help_text="Keyed hash over the receipt.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id", "kind"],
                condition=Q(state__in=["received", "identified", "approved", "working"]) & ~Q(customer_id=""),
                name="one_open_request_per_customer_and_kind",
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="request_by_state_and_due"),
            models.Index(fields=["customer_id"], name="request_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"R-{self.pk}"


class LegalHold(models.Model):
    """That a customer may not be erased until a day, or until it is lifted."""

    customer_id = models.CharField(max_length=80, db_index=True)
    why = models.CharField(max_length=300)
    until = models.DateField(null=True, help_text="The last day; null without one.")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=60)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"hold {self.pk} until {self.until or 'lifted'}"


class Suppressed(models.Model):
    """
    A keyed hash of what belonged to an erased customer: what comes with it later is not kept.

    Nobody can tell from it who that was; whether something given is on the list, only who has the key can tell.
    """

    kind = models.CharField(max_length=12, help_text="party, account, product, phone, email or named.")
    digest = BlindIndexField(max_length=64)
    request = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="suppressed_once")]
        indexes = [models.Index(fields=["request"], name="suppressed_by_request")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.request}"
