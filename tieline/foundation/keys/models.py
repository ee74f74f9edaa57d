"""Data keys, wrapped."""

from django.db import models


class DataKey(models.Model):
    """
    A key that seals values (``fields``) or makes blind indexes (``index``); the newest of its purpose is current.

    Its name stands before everything that is sealed with it, and is never used for another key.
    """

    class Purpose(models.TextChoices):
        """What a key is for."""

        FIELDS = "fields"
        INDEX = "index"

    id = models.CharField(primary_key=True, max_length=12, help_text="Ten random hexadecimal digits.")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per purpose.")
    wrapped = models.TextField(blank=True, help_text="The key as its key-encryption key wrapped it; empty if retired.")
    wrapped_by = models.CharField(max_length=200, help_text="Name of the key-encryption key.")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, help_text="When its material was removed: nothing was sealed with it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="data_key_number_once")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.number} {self.id}"
