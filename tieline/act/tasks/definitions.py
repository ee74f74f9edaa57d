"""The shape of a task template in a pack."""

from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from tieline.foundation.packs.kinds import Declared, Kind, Part, Text
from tieline.know.tags.definitions import PlainKey


class Priority(StrEnum):
    """How pressing a task is, most pressing first."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Outcome(Part):
    """
    A way to report on a task.

    ``reached``: whether the customer was spoken to. ``closes`` false puts the task off: it comes back
    ``again_in`` later, which must then be given.
    """

    key: PlainKey
    name: Text
    reached: bool
    closes: bool = True
    again_in: timedelta | None = None

    @model_validator(mode="after")
    def _comes_back_or_closes(self) -> "Outcome":
        if self.closes == (self.again_in is not None):
            raise ValueError("an outcome either closes the task or says 'again_in' when it comes back")
        return self


class TaskTemplate(Declared):
    """
    What is to be done when the rule ``answers`` raises an alert.

    ``opening_line`` may name facts of the customer in braces, such as ``{name}`` or ``{plan}``, and
    ``{agent}``. ``when_cleared`` says what becomes of a task that nobody began when the alert clears.
    """

    key: PlainKey
    says: Text
    answers: PlainKey
    opening_line: Text
    due_in: timedelta = Field(gt=timedelta(0))
    priority: Priority = Priority.NORMAL
    when_cleared: Literal["keep", "withdraw"] = "keep"
    outcomes: tuple[Outcome, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_closed(self) -> "TaskTemplate":
        keys = [outcome.key for outcome in self.outcomes]
        if len(keys) != len(set(keys)):
            raise ValueError("two outcomes have the same key")
        if not any(outcome.closes for outcome in self.outcomes):
            raise ValueError("no outcome closes the task")
        return self


KIND = Kind("task", "tasks", TaskTemplate)
