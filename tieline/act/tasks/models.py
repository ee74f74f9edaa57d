"""Tasks, and what was reported on each."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from tieline.foundation.keys.fields import SealedTextField


class Task(models.Model):
    """
    Work for a person, opened by an alert: open → started → done, or withdrawn.

    One alert opens one task per template, and a customer has at most one unfinished task per template.
    """

    class State(models.TextChoices):
        """Where a task stands."""

        OPEN = "open"
        STARTED = "started"
        DONE = "done"
        WITHDRAWN = "withdrawn"

    class Rank(models.IntegerChoices):
        """Priority as a number that sorts, most pressing first."""

        URGENT = 1
        HIGH = 2
        NORMAL = 3
        LOW = 4

    UNFINISHED = (State.OPEN, State.STARTED)

    template = models.CharField(max_length=60, help_text="Key of the task template.")
    definition = models.ForeignKey(
        "packs.Definition",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version of the template it was opened with.",
    )
    alert = models.ForeignKey("rules.Alert", on_delete=models.PROTECT, related_name="+")
    customer_id = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=60, blank=True, help_text="Key of the outcome that closed it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "template"], name="one_task_per_alert_and_template"),
            models.UniqueConstraint(
                fields=["customer_id", "template"],
                condition=Q(state__in=["open", "started"]),
                name="one_unfinished_task_per_customer_and_template",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "started"], closed_at__isnull=True)
                | Q(state__in=["done", "withdrawn"], closed_at__isnull=False),
                name="task_closed_at_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(state="done", closed_by__isnull=False) & ~Q(outcome="")
                | ~Q(state="done") & Q(outcome="", closed_by__isnull=True),
                name="task_done_by_somebody_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "state", "due_at"], name="task_by_assignee"),
            models.Index(fields=["team", "state", "due_at"], name="task_by_team"),
            models.Index(fields=["state", "rank", "due_at"], name="task_in_list_order"),
            models.Index(fields=["customer_id"], name="task_by_customer"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk} {self.template} {self.state}"

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state in self.UNFINISHED

    @property
    def priority(self) -> str:
        """urgent, high, normal or low."""
        return self.Rank(self.rank).name.lower()


class Attempt(models.Model):
    """An outcome that was reported on a task, with the contact it recorded. Taken back rather than deleted."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="attempts")
    outcome = models.CharField(max_length=60)
    note = SealedTextField(blank=True, row=["interaction_ref"])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    interaction_ref = models.CharField(max_length=80, unique=True, help_text="Id of the contact that was recorded.")
    before = models.JSONField(
        encoder=DjangoJSONEncoder,
        help_text="What the task was before: state, due_at, assignee_id, team_id, started_at.",
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"attempt {self.pk} on task {self.task_id}: {self.outcome}"
