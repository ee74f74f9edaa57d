"""The shape of a task template in a pack."""

from datetime import timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from tieline.act.tasks.opening import PLACEHOLDERS, unknown_placeholders
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.errors import nearest
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Part, PlainKey, Text


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
    ``{agent}``. ``when_cleared`` says what becomes of a task that nobody began when the alert clears. With ``a_day``
    alerts beyond what the teams can do wait for another day, those with the most value at risk first.
    """

    key: PlainKey
    says: Text
    answers: PlainKey
    opening_line: Text
    due_in: timedelta = Field(gt=timedelta(0), description="Counted from nine on the morning after the run's day.")
    channel: Literal["call", "shop", "app", "web", "sms", "email"] = "call"
    priority: Priority = Priority.NORMAL
    when_cleared: Literal["keep", "withdraw"] = "keep"
    a_day: int | None = Field(default=None, ge=1, le=100_000, description="New tasks a day that each team can do.")
    outcomes: tuple[Outcome, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_closed(self) -> "TaskTemplate":
        keys = [outcome.key for outcome in self.outcomes]
        if len(keys) != len(set(keys)):
            raise ValueError("two outcomes have the same key")
        if not any(outcome.closes for outcome in self.outcomes):
            raise ValueError("no outcome closes the task")
        return self


def check_templates(templates: list[TaskTemplate], definitions: Definitions) -> None:
    """Nothing for templates that answer a rule there is and name facts there are; Invalid at the wrong field."""
    rules = definitions.keys("rule")
    for template in templates:
        if template.answers not in rules:
            raise Invalid(
                f"There is no rule '{template.answers}' to answer",
                where=definitions.where(template, "answers"),
                do=nearest(template.answers, rules),
            )
        for name in unknown_placeholders(template.opening_line):
            raise Invalid(
                f"The opening line names '{{{name}}}', which no fact fills",
                where=definitions.where(template, "opening_line"),
                do=nearest(name, PLACEHOLDERS),
            )


KIND = Kind("task", "tasks", TaskTemplate, check_templates)
