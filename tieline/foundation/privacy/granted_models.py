"""What holds for a customer since a request of theirs was granted."""

from django.db import models
from django.db.models import Q

from tieline.foundation.keys.fields import SealedJSONField


class GrantedRight(models.Model):
    """
    A correction, restriction or objection that was granted; it holds until it ends or is taken back.

    It belongs to the party that the customer was in front when it was granted: it follows that party when it becomes
    part of another, and stays with it when they are parted.
    """

    request = models.OneToOneField("privacy.SubjectRequest", on_delete=models.CASCADE, related_name="right")
    kind = models.CharField(max_length=20)
    customer_id = models.CharField(max_length=80)
    says = SealedJSONField(default=dict, row=["customer_id"], help_text="What was asked and granted.")
    granted_at = models.DateTimeField()
    since = models.DateField(help_text="The first day.")
    until = models.DateField(null=True, help_text="The last day; null without one.")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=60, blank=True)
    taken_back_why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer_id", "kind"], name="granted_by_customer"),
            models.Index(fields=["kind"], condition=Q(taken_back_at__isnull=True), name="granted_that_hold"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} since {self.since}"
