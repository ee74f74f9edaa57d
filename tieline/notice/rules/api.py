"""Endpoints of rules (what is watched for) and alerts (what was found)."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.notice.rules import incident_queries, queries
from tieline.notice.rules.queries import AlertOrder
from tieline.notice.rules.shapes import (
    AlertDetail,
    AlertList,
    IncidentDetail,
    IncidentList,
    RuleCatalogue,
    SeverityName,
)

rules_router = Router(tags=["rules"])
alerts_router = Router(tags=["alerts"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@rules_router.get(
    "",
    auth=allow("definitions.read"),
    response=RuleCatalogue,
    operation_id="list_rules",
    summary="All rules and their matches",
)
def list_rules(request: HttpRequest) -> Any:
    """Every published rule with its sentence, its matches and its open alerts."""
    return queries.rule_catalogue(seen_by(request))


@alerts_router.get(
    "", auth=allow("alerts.read"), response=AlertList, operation_id="list_alerts", summary="Alerts, gravest first"
)
def list_alerts(
    request: HttpRequest,
    severity: SeverityName | None = None,
    rule: str | None = None,
    customer_id: str | None = None,
    state: Literal["open", "cleared", "all"] = "open",
    order: AlertOrder = "severity",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Any:
    """A page of alerts in an order, and the counts by severity under the same filter."""
    wanted = queries.AlertFilter(severity=severity, rule=rule, customer_id=customer_id, state=state)
    return told(request, queries.list_alerts(seen_by(request), wanted, limit=limit, offset=offset, order=order))


@alerts_router.get(
    "/incidents",
    auth=allow("alerts.read"),
    response=IncidentList,
    operation_id="list_incidents",
    summary="Incidents, gravest first",
)
def list_incidents(
    request: HttpRequest,
    state: Literal["open", "cleared", "all"] = "open",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Any:
    """A page of incidents: areas, plans and shops with far more affected customers than is usual."""
    return incident_queries.list_incidents(seen_by(request), state, limit=limit, offset=offset)


@alerts_router.get(
    "/incidents/{incident_id}",
    auth=allow("alerts.read"),
    response=IncidentDetail,
    operation_id="get_incident",
    summary="One incident with its customers",
)
def get_incident(request: HttpRequest, incident_id: int, limit: Limit = 50, offset: Offset = 0) -> Any:
    """The incident with a page of the customers inside."""
    return told(request, incident_queries.get_incident(seen_by(request), incident_id, limit=limit, offset=offset))


@alerts_router.get(
    "/{alert_id}",
    auth=allow("alerts.read"),
    response=AlertDetail,
    operation_id="get_alert",
    summary="One alert with evidence",
)
def get_alert(request: HttpRequest, alert_id: int) -> Any:
    """The alert with the evidence that was kept when it was raised."""
    return told(request, queries.get_alert(seen_by(request), alert_id))
