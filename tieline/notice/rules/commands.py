"""From conditions to alerts: what the ``rules`` stage of the pipeline does."""

from collections.abc import Hashable, Sequence
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
from tieline.know.profile.touched import Touched
from tieline.know.tags.conditions import hold, published_scope
from tieline.notice.rules.alerting import count_open, settle_alerts
from tieline.notice.rules.definitions import KIND, RuleDefinition
from tieline.notice.rules.incidents import refresh_incidents
from tieline.notice.rules.matching import conditions_of, lasting, matches, shares_of
from tieline.notice.rules.queries import list_rules
from tieline.notice.rules.tables import MATCH

ASKED, HOLDS = "touched_rules_asked", "touched_rules_hold"
"""Names under which a touch keeps what it asks, so that its statements stay equal."""


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
        holds = under_way(area, rules, before, as_of)
        return at.publish(MATCH, matches(holds, shares_of(rules), before, as_of))


def under_way(
    area: Staging,
    rules: Sequence[RuleDefinition],
    before: ir.Table,
    as_of: date,
    touched: Touched | None = None,
    recipe: Hashable = None,
) -> ir.Table:
    """
    One row per customer, or per touched one, with a boolean column per rule: whether its episode is under way.

    ``before`` are the matches that are published of them; equal recipes have equal rules, day and names of tables.
    """
    at, scope = area.warehouse, published_scope(with_tags=True)
    among = touched.customers if touched else None
    asked = area.keep_known(ASKED, recipe, lambda: hold(at, conditions_of(rules), scope, as_of, among))
    restraints = all_restraints(at, local_day(timezone.now()))
    restricted = [each for each, held in restraints.items() if held.restricted]
    if touched and restricted:
        restricted = sorted(touched.ids() & set(restricted))
    return area.keep_known(
        HOLDS,
        None if restricted else recipe,
        lambda: without(area, lasting(asked, rules, before), restricted, [rule.key for rule in rules]),
    )
