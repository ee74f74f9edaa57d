"""From surges in groups to incidents: one for a group, with its customers inside, instead of an alert for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from django.db import transaction
from django.utils import timezone

from tieline.foundation.days import end_of_day, local_day
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.compiler import compile_columns
from tieline.foundation.packs.queries import published, published_ids
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile import facts
from tieline.know.profile.restraints import all_restraints
from tieline.know.profile.tables import CUSTOMER
from tieline.notice.rules.group_definitions import KIND, GroupRuleDefinition, typed
from tieline.notice.rules.models import Alert, Incident
from tieline.notice.rules.surges import Tally, begins, counts, grouped, lasts, tallies
from tieline.notice.rules.tables import INSIDE

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class SettledIncidents:
    """How many incidents were raised and cleared."""

    raised: int
    cleared: int


def list_group_rules() -> list[GroupRuleDefinition]:
    """The published group rules in the order of their keys."""
    return published(KIND.name, GroupRuleDefinition)


def refresh_incidents(at: Warehouse, as_of: date) -> SettledIncidents:
    """
    Raise and clear incidents as of the day, and publish who is inside those that are open.

    Repeated for the same day it changes nothing. Who is restricted is in no group.
    """
    rules = list_group_rules()
    restraints = all_restraints(at, local_day(timezone.now()))
    restricted = [each for each, held in restraints.items() if held.restricted]
    with staging(at) as area, at.transaction():
        groups = area.keep(_unrestricted(grouped(at.table(CUSTOMER)), restricted))
        asked = {rule.key: typed(rule) for rule in rules}
        now = area.keep(_asked(at, asked, as_of, None))
        before = [as_of - (week + 1) * WEEK for week in range(max((rule.weeks for rule in rules), default=0))]
        weeks = [area.keep(_asked(at, asked, as_of, day)) for day in before]
        found = {rule.key: _tallies(rule, groups, now, weeks[: rule.weeks]) for rule in rules}
        settled = _settle(rules, found, as_of)
        at.publish(INSIDE, _inside(rules, groups, now))
    return settled


def spared(at: Warehouse, rule: str) -> set[str]:
    """The customers inside an open incident that stands in for this rule."""
    keys = [each.key for each in list_group_rules() if rule in each.instead_of]
    return {row["customer_id"] for row in at.rows(INSIDE, columns=("customer_id",), rule=keys)} if keys else set()


def _unrestricted(groups: ir.Table, restricted: Sequence[str]) -> ir.Table:
    return groups.filter(groups.customer_id.notin(list(restricted))) if restricted else groups


def _asked(at: Warehouse, asked: Mapping[str, Typed], as_of: date, day: date | None) -> ir.Table:
    """The conditions of all customers: as of the run's day, or of a day before with what was known then."""
    found = facts.source(at) if day is None else facts.source_as_of(at, day)
    if asked:
        return compile_columns(asked, found, end_of_day(day or as_of))
    return found.fields.select("customer_id")


def _tallies(rule: GroupRuleDefinition, groups: ir.Table, now: ir.Table, weeks: Sequence[ir.Table]) -> list[Tally]:
    """The tallies of a rule: what holds ``now`` beside what held in the weeks before."""
    shown, *past = (
        {row["name"]: row for row in counts(held, groups, rule.over, [rule.key]).to_pyarrow().to_pylist()}
        for held in (now, *weeks)
    )
    sizes = {group: (int(row["size"]), int(row[rule.key])) for group, row in shown.items()}
    return tallies(sizes, [{group: int(row[rule.key]) for group, row in week.items()} for week in past])


@transaction.atomic
def _settle(
    rules: Sequence[GroupRuleDefinition], found: Mapping[str, Sequence[Tally]], as_of: date
) -> SettledIncidents:
    """The open incidents of each rule held against its tallies; those of rules no longer published are cleared."""
    cleared = _clear(Incident.objects.filter(cleared_on=None).exclude(rule__in=[rule.key for rule in rules]), as_of)
    raised = 0
    for rule in rules:
        is_open = {each.group: each for each in Incident.objects.filter(rule=rule.key, cleared_on=None)}
        by_group = {tally.group: tally for tally in found[rule.key]}
        ended = [group for group in is_open if group not in by_group or not lasts(rule, by_group[group])]
        cleared += _clear((is_open[group] for group in ended), as_of)
        for group in is_open.keys() - set(ended):
            tally = by_group[group]
            Incident.objects.filter(pk=is_open[group].pk).update(count=tally.count, usual=tally.usual, size=tally.size)
        fresh = [tally for tally in found[rule.key] if tally.group not in is_open and begins(rule, tally)]
        raised += len(Incident.objects.bulk_create(_incidents(rule, fresh, as_of)))
    return SettledIncidents(raised, cleared)


def _clear(incidents: Iterable[Incident], as_of: date) -> int:
    ended = list(incidents)
    for incident in ended:
        Incident.objects.filter(pk=incident.pk).update(cleared_on=max(as_of, incident.raised_on))
    return len(ended)


def _incidents(rule: GroupRuleDefinition, fresh: Iterable[Tally], as_of: date) -> list[Incident]:
    definition_id = published_ids(KIND.name)[rule.key]
    return [
        Incident(
            rule=rule.key,
            definition_id=definition_id,
            over=rule.over,
            group=tally.group,
            rank=Alert.Rank[rule.severity.name],
            raised_on=as_of,
            size=tally.size,
            count=tally.count,
            usual=tally.usual,
        )
        for tally in fresh
    ]


def _inside(rules: Sequence[GroupRuleDefinition], groups: ir.Table, now: ir.Table) -> ir.Table:
    """The customers of the groups with an open incident for whom its condition holds."""
    is_open: dict[str, list[str]] = {}
    for key, group in Incident.objects.filter(cleared_on=None).values_list("rule", "group"):
        is_open.setdefault(key, []).append(group)
    parts = [_inside_of(rule, is_open.get(rule.key, []), groups, now) for rule in rules if is_open.get(rule.key)]
    if not parts:
        return groups.filter(ibis.literal(value=False)).select(
            rule=ibis.literal(""), group_name=ibis.literal(""), customer_id=groups.customer_id
        )
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _inside_of(rule: GroupRuleDefinition, named: Sequence[str], groups: ir.Table, now: ir.Table) -> ir.Table:
    held = now.filter(now[rule.key])
    theirs = groups.filter(groups[rule.over].isin(list(named))).semi_join(held, "customer_id")
    return theirs.select(rule=ibis.literal(rule.key), group_name=theirs[rule.over], customer_id=theirs.customer_id)
