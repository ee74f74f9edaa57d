"""From matches to alerts: clears those whose episode ended and raises those whose episode began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest

from tieline.foundation.batches import batches
from tieline.foundation.jobs.stages import Progress
from tieline.foundation.packs.queries import published_ids
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rules.definitions import KIND, RuleDefinition
from tieline.notice.rules.evidence import evidence_for
from tieline.notice.rules.incidents import spared
from tieline.notice.rules.matching import in_peace_after, is_held_out
from tieline.notice.rules.models import Alert
from tieline.notice.rules.queries import matching_customers

BATCH = 500


@dataclass(frozen=True)
class Settled:
    """How many alerts were raised, and how many cleared."""

    raised: int
    cleared: int


def settle_alerts(
    at: Warehouse,
    rules: Sequence[RuleDefinition],
    as_of: date,
    progress: Progress,
    among: Sequence[str] | None = None,
) -> Settled:
    """
    Clear the alerts of customers for whom their rule no longer holds, or is no longer published; raise the new ones.

    Batch by batch against what is there, so a repetition, or a new start after a kill, raises nothing twice. With
    ``among`` only alerts of these rules and customers are looked at: ``rules`` may then be some of those published.
    """
    cleared = _clear_retired(rules, as_of) if among is None else 0
    raised = 0
    for place, rule in enumerate(rules):
        progress(0.3 + 0.7 * place / len(rules), f"alerts: {rule.key}")
        holds = matching_customers(at, rule.key, among)
        cleared += _clear(rule.key, holds, as_of, among)
        raised += _raise(at, rule, holds, as_of, among)
    return Settled(raised, cleared)


def count_open() -> int:
    """How many alerts are open."""
    return Alert.objects.filter(cleared_on__isnull=True).count()


def _clear_retired(rules: Sequence[RuleDefinition], as_of: date) -> int:
    ended = Alert.objects.filter(cleared_on__isnull=True).exclude(rule__in=[rule.key for rule in rules])
    return ended.update(cleared_on=_day_not_before_raising(as_of))


def _open(rule: str, among: Sequence[str] | None) -> list[tuple[int, str]]:
    """The open alerts of a rule, of all customers or of these: id and customer."""
    is_open = Alert.objects.filter(rule=rule, cleared_on__isnull=True).values_list("id", "customer_id")
    if among is None:
        return list(is_open)
    return [alert for batch in batches(among, BATCH) for alert in is_open.filter(customer_id__in=batch)]


def _clear(rule: str, holds: set[str], as_of: date, among: Sequence[str] | None) -> int:
    ended = [alert for alert, customer in _open(rule, among) if customer not in holds]
    return sum(
        Alert.objects.filter(pk__in=batch).update(cleared_on=_day_not_before_raising(as_of))
        for batch in batches(ended, BATCH)
    )


def _day_not_before_raising(as_of: date) -> Greatest:
    return Greatest(F("raised_on"), Value(as_of, output_field=DateField()))


def _raise(at: Warehouse, rule: RuleDefinition, holds: set[str], as_of: date, among: Sequence[str] | None) -> int:
    """
    Alerts for the customers who have none open for this rule, each batch in one transaction with its evidence.

    None for those whom the rule leaves alone, whose last alert of it cleared too short a time ago, or who are inside
    an incident that stands in for the rule.
    """
    is_open = {customer for _, customer in _open(rule.key, among)}
    definition_id = published_ids(KIND.name)[rule.key]
    told = holds - is_open - _in_peace(rule, as_of) - spared(at, rule.key)
    began = sorted(customer for customer in told if not is_held_out(rule.key, customer, rule.hold_out))
    for batch in batches(began, BATCH):
        found = evidence_for(at, rule, batch, as_of)
        with transaction.atomic():
            Alert.objects.bulk_create(
                Alert(
                    rule=rule.key,
                    definition_id=definition_id,
                    customer_id=customer,
                    rank=Alert.Rank[rule.severity.name],
                    raised_on=as_of,
                    value_at_risk=found[customer].value_at_risk,
                    evidence=found[customer].evidence,
                )
                for customer in batch
            )
    return len(began)


def _in_peace(rule: RuleDefinition, as_of: date) -> set[str]:
    """The customers whose last alert of this rule cleared within its ``cool_down``."""
    if not rule.cool_down:
        return set()
    lately = Alert.objects.filter(rule=rule.key, cleared_on__gt=in_peace_after(as_of, rule.cool_down))
    return set(lately.values_list("customer_id", flat=True))
