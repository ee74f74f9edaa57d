"""From definitions to values: what the ``tags`` stage of the pipeline does."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import ibis.expr.types as ir
from django.utils import timezone

from tieline.foundation.days import local_day
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.jobs.evaluations import evaluating, settled
from tieline.foundation.jobs.queries import cause_of_run
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.profile.queries import count_customers
from tieline.know.profile.restraints import all_restraints, not_profiled, without
from tieline.know.tags.conditions import asked_of_all, published_scope
from tieline.know.tags.differences import differences, side_by_side
from tieline.know.tags.history import record_changes
from tieline.know.tags.queries import list_tags, published_tag_table
from tieline.know.tags.tables import CUSTOMER_TAG, VALUE_COUNT
from tieline.know.tags.tag import KIND_NAME, TagDefinition
from tieline.know.tags.values import comparable, tag_columns, typed, value_counts

ANOTHER_DEFINITION = "definition"
"""What a change is told to be because of where the tag was published anew since it was asked."""


def refresh_tags(as_of: date, progress: Progress) -> StageResult:
    """
    Publish the value of every tag for every customer at the end of the day, and how many carry each value.

    A tag that stands on scores is null for who objected to profiling or is restricted. What differs from before is
    kept as changes; of a tag that is asked for the first time nothing is.
    """
    tags, at = list_tags(), warehouse()
    scope, known = published_scope(with_tags=False), settled(KIND_NAME)
    expressions = {tag.key: typed(tag, scope) for tag in tags}
    progress(0.0, "tagging customers")
    with evaluating(KIND_NAME), staging(at) as area, at.transaction():
        values = area.keep(unprofiled(area, tags_of(at, tags, expressions, as_of), expressions))
        progress(0.6, "comparing")
        because = {tag.key: "" if tag.key in known else ANOTHER_DEFINITION for tag in tags}
        changed = _keep_changes(area, values, because, as_of)
        progress(0.8, "counting")
        customers = at.publish(published_tag_table(), values)
        at.publish(VALUE_COUNT, value_counts(values, tags))
    report = {"tags": len(tags), "changed": changed}
    return StageResult(rows_in=count_customers(at), rows_out=customers, report=report)


def tags_of(
    at: Warehouse,
    tags: Sequence[TagDefinition],
    expressions: Mapping[str, Typed],
    as_of: date,
    among: ir.Table | None = None,
) -> ir.Table:
    """One row per customer, or per one of ``among``, with the value of each of these tags at the end of the day."""
    return tag_columns(asked_of_all(at, {tag.key: expressions[tag.key] for tag in tags}, as_of, among), tags)


def unprofiled(
    area: Staging, values: ir.Table, expressions: Mapping[str, Typed], among: Collection[str] | None = None
) -> ir.Table:
    """
    The values with tags that stand on scores null for who objected to profiling or is restricted.

    ``among`` are the customers whose values they are; without, everybody.
    """
    predicted = [key for key in values.columns if key in expressions and _stands_on_scores(expressions[key])]
    held = not_profiled(all_restraints(area.warehouse, local_day(timezone.now())))
    return without(area, values, held if among is None else [each for each in held if each in among], predicted)


def _keep_changes(area: Staging, values: ir.Table, because: Mapping[str, str], as_of: date) -> int:
    """What differs from the published values, of tags that have any; how many."""
    at = area.warehouse
    if not at.has(CUSTOMER_TAG):
        return 0
    before = at.table(CUSTOMER_TAG)
    known = [key for key in because if comparable(before, values, key)]
    if not known:
        return 0
    beside = area.keep(side_by_side(before, values, known))
    return record_changes(area, differences(beside, known), as_of, timezone.now(), cause_of_run(), because)


def _stands_on_scores(tag: Typed) -> bool:
    return any(name.startswith("scores.") for name in tag.names.fields)
