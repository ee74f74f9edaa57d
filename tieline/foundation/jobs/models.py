"""Jobs, runs and stage runs: rows that a person can look at."""

from django.db import models


class Job(models.Model):
    """One call of a task, waiting, being done, done or failed."""

    class State(models.TextChoices):
        """Where a job stands."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True)
    task = models.CharField(max_length=200, help_text="Dotted path of the task function.")
    queue = models.CharField(max_length=40, default="default", help_text="Which workers may do it.")
    arguments = models.JSONField(default=dict, help_text='{"args": […], "kwargs": {…}}')
    key = models.CharField(max_length=200, null=True, unique=True, help_text="Idempotency key: one job per key.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(default=0, help_text="Higher goes first.")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, help_text="A running job whose lease is past may be claimed again.")
    progress = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="job_by_state_and_due")]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"


class Run(models.Model):
    """One execution of the pipeline as of ``as_of``. At most one is unfinished."""

    class State(models.TextChoices):
        """Where a run stands."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    asked_by = models.CharField(max_length=60, blank=True, help_text="Login, or empty for the command line.")
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="running"), name="one_run_at_a_time")
        ]

    def __str__(self) -> str:
        return f"run {self.pk} as of {self.as_of} {self.state}"


class StageRun(models.Model):
    """One stage of a run: what ran, rows in and out, seconds, and what else it reports (model metrics, say)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=Run.State.choices, default=Run.State.RUNNING)
    rows_in = models.BigIntegerField(null=True)
    rows_out = models.BigIntegerField(null=True)
    seconds = models.FloatField(null=True)
    report = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "stage"], name="stage_once_per_run")]

    def __str__(self) -> str:
        return f"{self.stage} {self.state}"


class Touch(models.Model):
    """One following of what landed or was settled: the customers concerned, from their profile to their tasks."""

    as_of = models.DateField(help_text="The day that is shown.")
    state = models.CharField(max_length=10, choices=Run.State.choices, default=Run.State.RUNNING)
    customers = models.BigIntegerField(null=True, help_text="Customers of whom something changed.")
    seconds = models.FloatField(null=True)
    report = models.JSONField(default=dict, help_text="Seconds by stage, and how much changed.")
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="touch_by_state")]

    def __str__(self) -> str:
        return f"touch {self.pk} {self.state}"


class Evaluation(models.Model):
    """When a tag, a segment or a rule was last asked and answered, and when that last failed."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    definition = models.BigIntegerField(null=True, help_text="The version that was asked of everybody, as in packs.")
    good_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, help_text="Why it failed then.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_evaluation_per_definition")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.good_at}"
