"""What goes out of the routes of runs and jobs."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

State = Literal["running", "done", "failed"]
JobState = Literal["waiting", "running", "done", "failed"]


class StageOut(Schema):
    """One stage of a run: rows it read and published, how long it took, and figures it reports."""

    stage: str
    position: int
    state: State
    rows_in: int | None
    rows_out: int | None
    seconds: float | None
    report: dict[str, Any]
    error: str
    started_at: datetime


class RunSummary(Schema):
    """One execution of the pipeline as of a day."""

    id: int
    as_of: date
    state: State
    asked_by: str
    error: str
    started_at: datetime
    finished_at: datetime | None
    seconds: float
    stages_done: int
    current_stage: str | None


class RunOut(RunSummary):
    """The same, with its stages in order."""

    stages: list[StageOut]


class RunPage(Schema):
    """Some runs, the newest first, and how many there are in all."""

    items: list[RunSummary]
    total: int


class RunAsked(Schema):
    """A run to be started: as of this day, or of today."""

    as_of: date | None = None


class JobOut(Schema):
    """One call of a task in the background."""

    id: UUID
    task: str
    name: str
    queue: str
    state: JobState
    key: str | None
    priority: int
    due_at: datetime
    attempts: int
    worker: str
    progress: str
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobCounts(Schema):
    """How many jobs are in each state."""

    waiting: int
    running: int
    done: int
    failed: int


class JobPage(Schema):
    """Some jobs, the newest first; how many there are in this state, and in each."""

    items: list[JobOut]
    total: int
    counts: JobCounts


class TouchOut(Schema):
    """One following of what landed: customers of whom something changed, and by stage its seconds and changes."""

    id: int
    as_of: date
    state: State
    customers: int | None
    seconds: float | None
    report: dict[str, Any]
    error: str
    started_at: datetime


class TouchPage(Schema):
    """Some touches, the newest first, and how many are kept."""

    items: list[TouchOut]
    total: int


class EvaluationOut(Schema):
    """
    When a published definition was last asked and answered; never where ``good_at`` is null.

    ``failed_at`` and ``error`` tell of a failure since then, else they are null and empty.
    """

    key: str
    good_at: datetime | None
    failed_at: datetime | None
    error: str


class EvaluationList(Schema):
    """All published definitions of a kind by key; ``failed`` is how many of them could not be asked of late."""

    items: list[EvaluationOut]
    total: int
    failed: int
