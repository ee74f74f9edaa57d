"""From conditions to alerts: what the ``rules`` stage of the pipeline does."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir
from django.utils import timezone

from tieline.foundation.days import local_day
from tieline.foundation.jobs.evaluations import evaluating
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.profile.queries import count_customers
from tieline.know.profile.restraints import all_restraints, without
from tieline.know.tags.conditions import hold, published_scope
from tieline.notice.rules.alerting import count_open, settle_alerts
from tieline.notice.rules.definitions import KIND, RuleDefinition
from tieline.notice.rules.incidents import refresh_incidents
from tieline.notice.rules.matching import conditions_of, lasting, matches, shares_of
from tieline.notice.rules.queries import list_rules
from tieline.notice.rules.tables import MATCH


def refresh_rules(as_of: date, progress: Progress) -> StageResult:
    """
    Publish for whom each rule holds as of the day, then clear the alerts that ended and raise those that began.

    Alerts of rules that are no longer published are cleared. No rule holds for who is restricted.
    """
    rules, at = list_rules(), warehouse()
    progress(0.0, "matching customers")
    with evaluating(KIND.name):
        found = _publish_matches(at, rules, as_of)
        incidents = refresh_incidents(at, as_of)
        settled = settle_alerts(at, rules, as_of, progress)
    report = {"matches": found, "raised": settled.raised, "cleared": settled.cleared, "open": count_open()}
    report |= {"incidents": incidents.raised, "incidents_cleared": incidents.cleared}
    return StageResult(rows_in=count_customers(at), rows_out=found, report=report)


def _publish_matches(at: Warehouse, rules: Sequence[RuleDefinition], as_of: date) -> int:
    with staging(at) as area, at.transaction():
        before = area.keep(at.table(MATCH))
        return at.publish(MATCH, matching(area, rules, before, as_of))


def matching(
    area: Staging,
    rules: Sequence[RuleDefinition],
    before: ir.Table,
    as_of: date,
    among: ir.Table | None = None,
) -> ir.Table:
    """
    One row per rule and customer, or one of ``among`` (``customer_id``), for whom it holds now, as in ``rules.match``.

    ``before`` are the rows that were published of them.
    """
    at = area.warehouse
    asked = area.keep(hold(at, conditions_of(rules), published_scope(with_tags=True), as_of, among))
    restraints = all_restraints(at, local_day(timezone.now()))
    restricted = [each for each, held in restraints.items() if held.restricted]
    holds = without(area, lasting(asked, rules, before), restricted, [rule.key for rule in rules])
    return matches(area.keep(holds), shares_of(rules), before, as_of)
