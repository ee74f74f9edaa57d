"""From conditions to alerts: what the ``rules`` stage of the pipeline does."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from tieline.foundation.batches import batches
from tieline.foundation.days import local_day
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.packs.queries import published_ids
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile.queries import count_customers
from tieline.know.profile.restraints import all_restraints, without
from tieline.know.tags.conditions import hold, published_scope
from tieline.notice.rules.definitions import KIND, RuleDefinition
from tieline.notice.rules.evidence import evidence_for
from tieline.notice.rules.matching import matches
from tieline.notice.rules.models import Alert
from tieline.notice.rules.queries import list_rules, matching_customers
from tieline.notice.rules.tables import MATCH

BATCH = 500


def refresh_rules(as_of: date, progress: Progress) -> StageResult:
    """
    Publish for whom each rule holds as of the day, then clear the alerts that ended and raise those that began.

    Alerts are settled batch by batch against what is there, so a repetition, or a new start after a kill,
    raises nothing twice. Alerts of rules that are no longer published are cleared. No rule holds for who is restricted.
    """
    rules, at = list_rules(), warehouse()
    progress(0.0, "matching customers")
    found = _publish_matches(at, rules, as_of)
    cleared = _clear_retired(rules, as_of)
    raised = 0
    for place, rule in enumerate(rules):
        progress(0.3 + 0.7 * place / len(rules), f"alerts: {rule.key}")
        holds = matching_customers(at, rule.key)
        cleared += _clear(rule.key, holds, as_of)
        raised += _raise(at, rule, holds, as_of)
    report = {"matches": found, "raised": raised, "cleared": cleared, "open": _count_open()}
    return StageResult(rows_in=count_customers(at), rows_out=found, report=report)


def _publish_matches(at: Warehouse, rules: Sequence[RuleDefinition], as_of: date) -> int:
    conditions = {rule.key: rule.asked for rule in rules}
    with staging(at) as area, at.transaction():
        asked = hold(at, conditions, published_scope(with_tags=True), as_of)
        restraints = all_restraints(at, local_day(timezone.now()))
        restricted = [each for each, held in restraints.items() if held.restricted]
        holds = area.keep(without(area, asked, restricted, list(conditions)))
        before = area.keep(at.table(MATCH))
        return at.publish(MATCH, matches(holds, list(conditions), before, as_of))


def _clear_retired(rules: Sequence[RuleDefinition], as_of: date) -> int:
    ended = Alert.objects.filter(cleared_on__isnull=True).exclude(rule__in=[rule.key for rule in rules])
    return ended.update(cleared_on=_day_not_before_raising(as_of))


def _clear(rule: str, holds: set[str], as_of: date) -> int:
    is_open = Alert.objects.filter(rule=rule, cleared_on__isnull=True).values_list("id", "customer_id")
    ended = [alert for alert, customer in is_open if customer not in holds]
    return sum(
        Alert.objects.filter(pk__in=batch).update(cleared_on=_day_not_before_raising(as_of))
        for batch in batches(ended, BATCH)
    )


def _day_not_before_raising(as_of: date) -> Greatest:
    return Greatest(F("raised_on"), Value(as_of, output_field=DateField()))


def _raise(at: Warehouse, rule: RuleDefinition, holds: set[str], as_of: date) -> int:
    """Alerts for the customers who have none open for this rule, each batch in one transaction with its evidence."""
    is_open = set(Alert.objects.filter(rule=rule.key, cleared_on__isnull=True).values_list("customer_id", flat=True))
    definition_id = published_ids(KIND.name)[rule.key]
    began = sorted(holds - is_open)
    for batch in batches(began, BATCH):
        evidence = evidence_for(at, rule, batch, as_of)
        with transaction.atomic():
            Alert.objects.bulk_create(
                Alert(
                    rule=rule.key,
                    definition_id=definition_id,
                    customer_id=customer,
                    rank=Alert.Rank[rule.severity.name],
                    raised_on=as_of,
                    evidence=evidence[customer],
                )
                for customer in batch
            )
    return len(began)


def _count_open() -> int:
    return Alert.objects.filter(cleared_on__isnull=True).count()
