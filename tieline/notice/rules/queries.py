"""What is read of rules and alerts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import OrderBy

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.errors import NotFound
from tieline.foundation.packs.queries import published
from tieline.foundation.warehouse.connection import Readable, Warehouse
from tieline.know.profile.queries import count_customers, names_of, seen_customers
from tieline.know.tags.conditions import condition, published_scope, sentences
from tieline.notice.rules.definitions import KIND, RuleDefinition, Severity
from tieline.notice.rules.evidence import seen_evidence
from tieline.notice.rules.models import Alert
from tieline.notice.rules.tables import MATCH
from tieline.notice.rules.values import demand_values, values_seen


@dataclass(frozen=True)
class AlertFilter:
    """Which alerts; None does not filter."""

    severity: str | None = None
    rule: str | None = None
    customer_id: str | None = None
    state: Literal["open", "cleared", "all"] = "open"


AlertOrder = Literal["severity", "value", "newest"]
ORDERS: dict[str, tuple[OrderBy | str, ...]] = {
    "severity": ("rank", "-raised_on", "-id"),
    "value": (F("value_at_risk").desc(nulls_last=True), "rank", "-id"),
    "newest": ("-raised_on", "rank", "-id"),
}


def list_rules() -> list[RuleDefinition]:
    """The published rules in the order of their keys."""
    return published(KIND.name, RuleDefinition)


def rule_catalogue(at: Readable) -> dict[str, Any]:
    """Every published rule with its sentence, matches and open alerts; gravest first."""
    customers, scope = count_customers(at), published_scope(with_tags=True)
    matches, alone = _matches_by_rule(at)
    raised = dict(_of_state("open").order_by().values_list("rule").annotate(n=Count("id")))
    rank = {severity: place for place, severity in enumerate(Severity)}
    rules = sorted(list_rules(), key=lambda rule: (rank[rule.severity], rule.key))
    return {
        "items": [
            {
                "key": rule.key,
                "name": rule.name,
                "says": rule.says,
                "severity": rule.severity,
                "of": rule.of,
                "sentence": sentences(condition(rule.when, scope)),
                "condition": rule.when.strip(),
                "clears": sentences(condition(rule.clear_when, scope)) if rule.clear_when else None,
                "cool_down_days": rule.cool_down.days,
                "hold_out": rule.hold_out,
                "handling_minutes": rule.handling_minutes,
                "matches": matches.get(rule.key, 0),
                "share": matches.get(rule.key, 0) / customers if customers else 0.0,
                "held_out": alone.get(rule.key, 0),
                "open_alerts": raised.get(rule.key, 0),
            }
            for rule in rules
        ],
        "total": len(rules),
        "customers": customers,
    }


def _matches_by_rule(at: Readable) -> tuple[dict[str, int], dict[str, int]]:
    """How many customers each rule holds for, and how many of them it leaves alone."""
    found = at.table(MATCH)
    counted = found.group_by("rule").aggregate(n=found.count(), alone=found.held_out.sum())
    rows = counted.to_pyarrow().to_pylist()
    return {row["rule"]: int(row["n"]) for row in rows}, {row["rule"]: int(row["alone"] or 0) for row in rows}


def matching_customers(at: Warehouse, rule: str, among: Sequence[str] | None = None) -> set[str]:
    """The customers, or those of ``among``, for whom the rule holds as it was last asked."""
    narrower: Any = {} if among is None else {"customer_id": list(among)}
    return {row["customer_id"] for row in at.rows(MATCH, columns=("customer_id",), rule=rule, **narrower)}


def list_alerts(
    at: Projection, wanted: AlertFilter, *, limit: int, offset: int, order: AlertOrder = "severity"
) -> dict[str, Any]:
    """
    A page of alerts with the customers' names, and counts by severity under the same filter but for severity.

    Only of customers whom the reader sees; Refused for one who sees no alerts, or orders them by values out of sight.
    """
    at.sight.demand_category("judgement", "see alerts")
    if order == "value":
        demand_values(at.sight, list_rules())
    any_severity = _of_customers_seen(alerts_under(replace(wanted, severity=None)), at)
    by_rank = dict(any_severity.order_by().values_list("rank").annotate(n=Count("id")))
    found = any_severity
    total = sum(by_rank.values())
    if wanted.severity:
        rank = Alert.Rank[wanted.severity.upper()]
        found, total = found.filter(rank=rank), by_rank.get(rank, 0)
    page = list(found.select_related("definition").order_by(*ORDERS[order])[offset : offset + limit])
    names = names_of(at, [alert.customer_id for alert in page])
    seen = values_seen(at.sight, [alert.definition for alert in page])
    return {
        "items": [
            alert_row(alert, names.get(alert.customer_id)) | _value(alert, alert.definition_id in seen)
            for alert in page
        ],
        "total": total,
        "by_severity": {rank.name.lower(): by_rank.get(rank, 0) for rank in Alert.Rank},
    }


def alerts_under(wanted: AlertFilter) -> QuerySet[Alert]:
    """The alerts under a filter, gravest first, whoever they are about."""
    found = _of_state(wanted.state)
    if wanted.severity:
        found = found.filter(rank=Alert.Rank[wanted.severity.upper()])
    if wanted.rule:
        found = found.filter(rule=wanted.rule)
    return found.filter(customer_id=wanted.customer_id) if wanted.customer_id else found


def _of_customers_seen(alerts: QuerySet[Alert], at: Projection) -> QuerySet[Alert]:
    if at.sight.everybody:
        return alerts
    return alerts.filter(customer_id__in=seen_customers(at, alerts.order_by().values_list("customer_id", flat=True)))


def _of_state(state: str) -> QuerySet[Alert]:
    if state == "all":
        return Alert.objects.all()
    return Alert.objects.filter(cleared_on__isnull=state == "open").defer("evidence")


def alert_row(alert: Alert, customer_name: str | None) -> dict[str, Any]:
    """An alert as lists show it; its definition must be loaded with it."""
    return {
        "id": alert.pk,
        "rule": alert.rule,
        "rule_name": alert.definition.body["name"],
        "severity": alert.severity,
        "state": alert.state,
        "customer_id": alert.customer_id,
        "customer_name": customer_name,
        "raised_on": alert.raised_on,
        "cleared_on": alert.cleared_on,
    }


def alert_detail(alert: Alert, customer_name: str | None, sight: Sight) -> dict[str, Any]:
    """An alert with the evidence that was kept when it was raised, as far as the reader sees what it tells."""
    told = seen_evidence(alert.evidence, str(alert.definition.body["when"]), sight)
    value = _value(alert, bool(values_seen(sight, [alert.definition])))
    return {**alert_row(alert, customer_name), **value, "says": alert.definition.body["says"], **told}


def _value(alert: Alert, is_seen: bool) -> dict[str, Any]:  # noqa: FBT001 - as one of two parts of a row
    return {"value_at_risk": alert.value_at_risk if is_seen else None}


def get_alert(at: Projection, alert_id: int) -> dict[str, Any]:
    """The alert with this id and its evidence; NotFound also where it is about a customer whom the reader misses."""
    at.sight.demand_category("judgement", "see alerts")
    alert = Alert.objects.select_related("definition").filter(pk=alert_id).first()
    if alert is None or not seen_customers(at, [alert.customer_id]):
        raise NotFound(f"There is no alert {alert_id}", do="Look at the list of alerts")
    return alert_detail(alert, names_of(at, [alert.customer_id]).get(alert.customer_id), at.sight)


def open_alerts_of(rule: str) -> QuerySet[Alert]:
    """The alerts of a rule that have not cleared, oldest first."""
    return Alert.objects.filter(rule=rule, cleared_on__isnull=True).order_by("id")
