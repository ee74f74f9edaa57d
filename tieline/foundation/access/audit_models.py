"""What the change log is held against, and who was shown which customers."""

from django.db import models


class ChangeAnchor(models.Model):
    """The head of the change log at an instant. Given to somebody else, it proves that nothing before was rewritten."""

    at = models.DateTimeField()
    sequence = models.BigIntegerField(unique=True, help_text="The newest entry at that instant.")
    hash = models.CharField(max_length=64, help_text="Its hash, which seals all entries before.")

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"


class Look(models.Model):
    """That a user was shown data of customers. Rows are only added; entries of the change log seal them in groups."""

    at = models.DateTimeField(db_index=True)
    user = models.CharField(max_length=60)
    address = models.CharField(max_length=45, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    route = models.CharField(max_length=200, help_text="Method and path, without what names anybody.")
    customers = models.PositiveIntegerField(help_text="How many customers were shown.")

    class Meta:
        indexes = [models.Index(fields=["user", "at"], name="look_by_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.route} {self.customers}"


class LookedAt(models.Model):
    """One of the customers whom a look showed."""

    look = models.ForeignKey(Look, on_delete=models.CASCADE, related_name="shown")
    customer_id = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"{self.look_id} {self.customer_id}"


class LogCheck(models.Model):
    """What a check of the whole change log found."""

    at = models.DateTimeField(db_index=True)
    sound = models.BigIntegerField(help_text="How many entries, from the first, are as they were written.")
    anchors = models.BigIntegerField(help_text="How many anchors the log was held against.")
    broken_at = models.BigIntegerField(null=True, help_text="The first entry with which something is wrong.")
    what = models.CharField(max_length=200, blank=True, help_text="What is wrong with it.")
    seconds = models.FloatField(help_text="How long the check took.")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {'sound' if self.broken_at is None else f'broken at {self.broken_at}'}"
