"""What of rules can be exported: the list of alerts under the filters of the screen, with whom each is about."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Literal

import pyarrow as pa
from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.exports.exportable import BATCH, Exportable, ExportColumn, column_of
from tieline.foundation.packs.kinds import Text
from tieline.know.profile.exporting import TITLES
from tieline.know.profile.queries import heads_of
from tieline.know.profile.tables import CUSTOMER
from tieline.notice.rules.models import Alert
from tieline.notice.rules.queries import AlertFilter, alerts_under
from tieline.notice.rules.shapes import SeverityName

OF_CUSTOMERS = ("customer_number", "name", "phone", "city", "plan", "manager")
OF_ALERTS = {
    "rule": ("规则", "Rule"),
    "severity": ("严重程度", "Severity"),
    "state": ("状态", "State"),
    "raised_on": ("触发日期", "Raised on"),
    "cleared_on": ("解除日期", "Cleared on"),
}
SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        *((name, pa.date32() if name.endswith("_on") else pa.string()) for name in OF_ALERTS),
        *((name, pa.string()) for name in OF_CUSTOMERS),
    ]
)


class AlertsWanted(BaseModel):
    """Which alerts, as the list on the screen takes them."""

    model_config = ConfigDict(extra="forbid")

    severity: SeverityName | None = None
    rule: str | None = None
    customer_id: str | None = None
    state: Literal["open", "cleared", "all"] = "open"


def _check(sight: Sight, _wanted: AlertsWanted) -> None:
    sight.demand_category("judgement", "export alerts")


def _parts(seen: Projection, wanted: AlertsWanted) -> Iterator[list[tuple[Alert, dict[str, Any]]]]:
    """Alerts of customers who are seen, some at a time, each with the head of its customer."""
    found = _found(wanted).iterator(chunk_size=BATCH)
    while part := list(islice(found, BATCH)):
        heads = heads_of(seen, (alert.customer_id for alert in part), OF_CUSTOMERS)
        yield [(alert, heads[alert.customer_id]) for alert in part if alert.customer_id in heads]


def _found(wanted: AlertsWanted) -> QuerySet[Alert]:
    return alerts_under(AlertFilter(**wanted.model_dump()))


def _count(seen: Projection, wanted: AlertsWanted, _login: str) -> int:
    if seen.sight.everybody:
        return _found(wanted).count()
    return sum(len(part) for part in _parts(seen, wanted))


def _read(seen: Projection, wanted: AlertsWanted, _login: str, _columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    for part in _parts(seen, wanted):
        yield _batch(part)


def _batch(part: Sequence[tuple[Alert, dict[str, Any]]]) -> pa.RecordBatch:
    rows = [{**{name: getattr(alert, name) for name in OF_ALERTS}, **head} for alert, head in part]
    return pa.RecordBatch.from_pylist(rows, schema=SCHEMA)


ALERTS = Exportable(
    key="alerts",
    title=Text(zh="预警列表", en="Alerts"),
    permission="alerts.read",
    columns=(
        *(ExportColumn(name, Text(zh=zh, en=en), "judgement") for name, (zh, en) in OF_ALERTS.items()),
        *(column_of(CUSTOMER, name, TITLES[name]) for name in OF_CUSTOMERS),
    ),
    filters=AlertsWanted,
    check=_check,
    count=_count,
    read=_read,
)
