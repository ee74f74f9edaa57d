"""What people decided about persons: their word holds in every later run."""

from django.db import models

from tieline.foundation.keys.fields import SealedTextField


class Decision(models.Model):
    """
    That two persons of systems are one party, or are not; at most one per pair. The newest word replaces the former.

    The persons stand in the order of system and reference, as in ``identity.pair``.
    """

    class Verdict(models.TextChoices):
        """What was decided."""

        SAME = "same"
        APART = "apart"

    pair_id = models.CharField(primary_key=True, max_length=32, help_text="As in identity.pair.")
    system = models.CharField(max_length=60)
    party_ref = models.CharField(max_length=200)
    other_system = models.CharField(max_length=60)
    other_party_ref = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    why = SealedTextField(blank=True, row=["pair_id"])
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, help_text="Login.")

    class Meta:
        indexes = [
            models.Index(fields=["system", "party_ref"], name="decision_by_person"),
            models.Index(fields=["other_system", "other_party_ref"], name="decision_by_other"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.party_ref} {self.verdict} {self.other_system} {self.other_party_ref}"


class SeenLoad(models.Model):
    """That identity has taken a load's records into account, and how."""

    class How(models.TextChoices):
        """Who looked."""

        RUN = "run", "A run over everybody"
        ARRIVAL = "arrival", "Matched on arrival"
        LEFT = "left", "Too much on arrival; left to the next run"

    load_id = models.CharField(primary_key=True, max_length=200, help_text="As in ingest's loads.")
    how = models.CharField(max_length=10, choices=How.choices)
    seen_at = models.DateTimeField()
    persons = models.BigIntegerField(null=True, help_text="Persons that were compared anew.")
    seconds = models.FloatField(null=True)

    def __str__(self) -> str:
        return f"{self.load_id} {self.how}"
