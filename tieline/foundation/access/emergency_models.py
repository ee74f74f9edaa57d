"""That somebody took a role in an emergency, until when, why, and what a review said of it."""

from django.db import models
from django.db.models import Q


class Emergency(models.Model):
    """One time that a user held a role only because of an emergency. Never deleted; reviewed once, by somebody else."""

    user = models.CharField(max_length=60)
    role = models.CharField(max_length=60, help_text="Key of the role.")
    reason = models.CharField(max_length=400)
    address = models.CharField(max_length=45, blank=True)
    began = models.DateTimeField()
    until = models.DateTimeField(help_text="When it ends by itself.")
    ended = models.DateTimeField(null=True, help_text="When it was ended before that, by the user or somebody else.")
    state = models.CharField(max_length=12, default="open", help_text="open, justified or unjustified.")
    reviewed_by = models.CharField(max_length=60, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-began"], name="emergency_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("began")), name="emergency_lasts"),
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.state}"
