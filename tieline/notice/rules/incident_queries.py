"""What is read of incidents: the list, and one with the customers inside."""

from typing import Any

from django.db.models import QuerySet

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import NotFound
from tieline.know.profile.queries import heads_of
from tieline.know.profile.withheld import field_is_seen
from tieline.know.tags.conditions import sentences
from tieline.notice.rules.group_definitions import GroupRuleDefinition, typed
from tieline.notice.rules.models import Incident
from tieline.notice.rules.queries import list_rules
from tieline.notice.rules.tables import INSIDE

_HEAD = ("name", "phone", "plan")
_TOLD_BY = {"area": "district", "plan": "plan", "shop": "sold_by"}
"""The field of a customer that their group tells."""


def list_incidents(at: Projection, state: str, *, limit: int, offset: int) -> dict[str, Any]:
    """A page of incidents; none for a reader who does not see every customer, as their counts are about all."""
    at.sight.demand_category("judgement", "see incidents")
    found = _of_state(state) if at.sight.everybody else Incident.objects.none()
    page = found.select_related("definition")[offset : offset + limit]
    return {"items": [_row(incident) for incident in page], "total": found.count()}


def get_incident(at: Projection, incident_id: int, *, limit: int, offset: int) -> dict[str, Any]:
    """The incident with a page of its customers; NotFound also for a reader who does not see every customer."""
    at.sight.demand_category("judgement", "see incidents")
    incident = Incident.objects.select_related("definition").filter(pk=incident_id).first()
    if incident is None or not at.sight.everybody:
        raise NotFound(f"There is no incident {incident_id}", do="Look at the list of incidents")
    rule = GroupRuleDefinition.model_validate(incident.definition.body)
    names = {each.key: each.name for each in list_rules()}
    return {
        **_row(incident),
        "says": rule.says,
        "sentence": sentences(typed(rule)),
        "instead_of": [names[key] for key in rule.instead_of if key in names],
        **_customers(at, incident, limit, offset),
    }


def _customers(at: Projection, incident: Incident, limit: int, offset: int) -> dict[str, Any]:
    """The customers inside now, by id; none of an incident that has cleared."""
    if incident.cleared_on or not field_is_seen(_TOLD_BY[incident.over], at.sight):
        return {"items": [], "total": 0}
    inside = at.table(INSIDE)
    inside = inside.filter(inside.rule == incident.rule, inside.group_name == incident.group)
    page = inside.order_by("customer_id").limit(limit, offset=offset).to_pyarrow().to_pylist()
    heads = heads_of(at, [row["customer_id"] for row in page], _HEAD)
    unknown = dict.fromkeys(_HEAD)
    items = [{**unknown, **heads.get(row["customer_id"], {}), "customer_id": row["customer_id"]} for row in page]
    return {"items": items, "total": int(inside.count().execute())}


def _of_state(state: str) -> QuerySet[Incident]:
    if state == "all":
        return Incident.objects.all()
    return Incident.objects.filter(cleared_on__isnull=state == "open")


def _row(incident: Incident) -> dict[str, Any]:
    shown = ("rule", "severity", "state", "over", "group", "raised_on", "cleared_on", "size", "count", "usual")
    return {
        "id": incident.pk,
        "rule_name": incident.definition.body["name"],
        **{name: getattr(incident, name) for name in shown},
    }
