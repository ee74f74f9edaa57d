"""What is usual of users and roles, what they did today, and what was unusual."""

from django.db import models
from django.db.models import Q


class UserDay(models.Model):
    """Whom a user opened on one day: how many, and until the day is over which customers in which hour."""

    user = models.CharField(max_length=60)
    day = models.DateField(db_index=True, help_text="In the operator's time zone.")
    opened = models.PositiveIntegerField(default=0, help_text="Distinct customers shown alone.")
    listed = models.PositiveIntegerField(default=0, help_text="Customers in lists and searches, counted each time.")
    hours = models.JSONField(default=dict, help_text="Distinct customers by hour.")
    exports = models.JSONField(default=dict, help_text="By look the instant and the rows of files taken alone.")
    seen = models.JSONField(default=dict, help_text="By hour the customers with the instant; emptied afterwards.")
    unusual = models.BooleanField(default=False, help_text="Not taken for usual: an alert is open, or was confirmed.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="day_once_per_user")]

    @property
    def exported(self) -> int:
        """Rows in files that were taken alone."""
        return sum(rows for _, rows in self.exports.values())

    def __str__(self) -> str:
        return f"{self.user} {self.day} {self.opened}"


class Habit(models.Model):
    """What is usual of a user or of all who have the same roles, as of a day."""

    whose = models.CharField(max_length=400, unique=True, help_text="'user li', or 'role agent+supervisor'.")
    as_of = models.DateField()
    figures = models.JSONField(help_text="The fields of Usual.")

    def __str__(self) -> str:
        return f"{self.whose} {self.as_of}"


class Trail(models.Model):
    """The customers whom a user was shown alone last, each once, in order, with the instants."""

    user = models.CharField(max_length=60, unique=True)
    openings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.user} {len(self.openings)}"


class WatchedLook(models.Model):
    """The one row that says up to which look unusual access was watched for."""

    number = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.number)


class UnusualAccess(models.Model):
    """An episode of unusual access by one user; open until somebody else says what it was."""

    user = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, help_text="volume, night, walk or export.")
    began = models.DateTimeField()
    ended = models.DateTimeField(help_text="The last opening that belongs to it so far.")
    raised_at = models.DateTimeField()
    figures = models.JSONField(help_text="What was seen, and what is usual.")
    state = models.CharField(max_length=10, default="open", help_text="open, explained or confirmed.")
    reviewed_by = models.CharField(max_length=60, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(state="open"), name="one_open_episode_per_user_and_kind"
            )
        ]
        indexes = [models.Index(fields=["state", "-began"], name="unusual_by_state")]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.state}"
