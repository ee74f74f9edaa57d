"""What a stage of the pipeline is: a named function from (day, report of progress) to counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Progress = Callable[[float, str], None]
"""Called with the share done (0–1) and a short English word on what is being done."""


@dataclass(frozen=True)
class StageResult:
    """What a stage did: rows it read, rows it published, and figures worth keeping in the run record."""

    rows_in: int
    rows_out: int
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """A stage: calling it twice for the same day leaves the same tables as calling it once."""

    name: str
    refresh: Callable[[date, Progress], StageResult]
