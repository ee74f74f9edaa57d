"""What the API of data quality gives."""

from datetime import datetime

from ninja import Schema

from tieline.foundation.language import Spoken
from tieline.know.ingest.shapes import NameShape


class CheckResultShape(Schema):
    """
    What a check found in one load.

    ``kind`` is ``required``, ``unique``, ``range``, ``format``, ``reference``, ``freshness`` or ``row_count`` of a
    declared check, ``mapping`` of the rows that the mapping could not read, ``drift`` of columns that changed.
    ``measured`` is a share for ``row_count`` and ``mapping``, seconds for ``freshness``.
    """

    position: int
    kind: str
    name: str
    columns: list[str]
    verdict: str
    rows: int
    measured: float | None
    says: Spoken
    at: datetime


class QualityPointShape(Schema):
    """A load in the trend of its source. ``verdict`` is empty until it was checked."""

    load: str
    number: int
    file_name: str
    state: str
    received_at: datetime
    verdict: str
    rows_received: int | None
    rows_rejected: int | None
    rejected_share: float | None
    data_until: datetime | None
    drift: dict[str, list[str]]


class QualityShape(Schema):
    """A source with its freshness, what failed in its last checked load, and its trend, the oldest load first."""

    source: str
    name: NameShape
    system: str
    verdict: str | None
    late: bool | None
    expected_every: str | None
    last_landed_at: datetime | None
    data_until: datetime | None
    age_seconds: float | None
    rejected_share: float | None
    checks: int
    failing: list[CheckResultShape]
    trend: list[QualityPointShape]


class QualityPage(Schema):
    """All published sources by key."""

    items: list[QualityShape]
    total: int


class LoadChecksShape(Schema):
    """What all checks found in one load."""

    load: str
    results: list[CheckResultShape]


class SourceQualityShape(QualityShape):
    """A source with the results of all its checks, load by load, the oldest first."""

    latest: list[CheckResultShape]
    history: list[LoadChecksShape]
