"""From definitions to values: what the ``tags`` stage of the pipeline does."""

from datetime import date

from django.utils import timezone

from tieline.foundation.days import local_day
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile.queries import count_customers
from tieline.know.profile.restraints import all_restraints, not_profiled, without
from tieline.know.tags.conditions import asked_of_all, published_scope
from tieline.know.tags.queries import list_tags, published_tag_table
from tieline.know.tags.tables import VALUE_COUNT
from tieline.know.tags.values import tag_columns, typed, value_counts


def refresh_tags(as_of: date, progress: Progress) -> StageResult:
    """
    Publish the value of every tag for every customer at the end of the day, and how many carry each value.

    A tag that stands on scores is null for who objected to profiling or is restricted.
    """
    tags, at = list_tags(), warehouse()
    scope = published_scope(with_tags=False)
    expressions = {tag.key: typed(tag, scope) for tag in tags}
    progress(0.0, "tagging customers")
    with staging(at) as area, at.transaction():
        computed = tag_columns(asked_of_all(at, expressions, as_of), tags)
        predicted = [key for key, each in expressions.items() if _stands_on_scores(each)]
        held = not_profiled(all_restraints(at, local_day(timezone.now())))
        values = area.keep(without(area, computed, held, predicted))
        progress(0.8, "counting")
        customers = at.publish(published_tag_table(), values)
        at.publish(VALUE_COUNT, value_counts(values, tags))
    return StageResult(rows_in=count_customers(at), rows_out=customers, report={"tags": len(tags)})


def _stands_on_scores(tag: Typed) -> bool:
    return any(name.startswith("scores.") for name in tag.names.fields)
