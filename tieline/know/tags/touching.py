"""``touch_tags``: the tags of customers of whom something changed, asked anew as a run would ask them."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from uuid import UUID

import ibis.expr.types as ir
from django.utils import timezone

from tieline.foundation.expressions.checker import Typed
from tieline.foundation.jobs.evaluations import settled
from tieline.foundation.packs.queries import published_stamp
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Column
from tieline.know.profile.tables import CUSTOMER
from tieline.know.profile.touched import Followed, Touched
from tieline.know.tags.commands import tags_of, unprofiled
from tieline.know.tags.conditions import published_scope
from tieline.know.tags.counting import adjust_counts
from tieline.know.tags.differences import differences, side_by_side
from tieline.know.tags.history import record_changes
from tieline.know.tags.queries import list_tags
from tieline.know.tags.tables import CUSTOMER_TAG
from tieline.know.tags.tag import KIND_NAME, TagDefinition
from tieline.know.tags.values import typed

VALUES, PROFILED, BESIDE = "touched_values", "touched_profiled", "touched_beside"
DIFFERENT, ROWS = "touched_different", "touched_rows"

_typed: dict[UUID, Mapping[str, Typed]] = {}
"""The expressions of the published tags by the stamp of what is published; replaced whole, so threads need no lock."""

_lately: dict[tuple[UUID | None, frozenset[str]], set[str]] = {}
"""Tags that were asked when these lists had changed, by the stamp of what is published."""


def touch_tags(area: Staging, touched: Touched, as_of: date, cause: str) -> Followed:
    """
    Ask the tags that read what changed of the touched customers, and replace the rows whose values differ.

    The rows are then those that a run gives with the scores of the last one. Who is no customer any more loses the row.
    Only tags that everybody was asked for as they are published now are asked: others wait for the next run. What is
    found is kept as changes with ``cause``; the fields ``tags.…`` of those that changed join what is touched.
    """
    at, expressions = area.warehouse, typed_tags()
    if not at.has(CUSTOMER_TAG):
        return Followed(touched)
    tags = asked_of(at, touched, expressions)
    keys = [tag.key for tag in tags]
    recipe = (published_stamp(), as_of, tuple(keys), touched.customers.get_name())
    computed = area.keep_known(VALUES, recipe, lambda: tags_of(at, tags, expressions, as_of, touched.customers))
    values = unprofiled(area, computed, expressions, touched.ids())
    if values is not computed:
        values = area.keep_as(PROFILED, values)
    beside = _beside(area, values, keys, touched.customers, recipe)
    if not _any(beside):
        return Followed(touched, tuple(keys))
    _replace(area, values, beside, keys, recipe)
    different = area.keep_known(DIFFERENT, recipe, lambda: differences(beside, keys))
    because = {key: " ".join(sorted(touched.met_by(expressions[key].names))) for key in keys}
    record_changes(area, different, as_of, timezone.now(), cause, because)
    counted = different.group_by(["tag", "before", "after"]).aggregate(customers=different.count())
    rows = counted.to_pyarrow().to_pylist()
    adjust_counts(area, tags, rows)
    changed = touched.with_fields(f"tags.{row['tag']}" for row in rows)
    return Followed(changed, tuple(keys), sum(row["customers"] for row in rows))


def asked_of(at: Warehouse, touched: Touched, expressions: Mapping[str, Typed]) -> list[TagDefinition]:
    """
    The tags whose values may differ for the touched customers; where one of them is new, all of them.

    With those that were asked lately when the same lists had changed: each event changes other figures, and to ask a
    few tags more costs less than to write another statement.
    """
    known = settled(KIND_NAME) & set(at.table(CUSTOMER_TAG).columns)
    tags = [tag for tag in list_tags() if tag.key in known]
    customers = at.table(CUSTOMER).semi_join(touched.customers, "customer_id")
    if _any(customers.anti_join(at.table(CUSTOMER_TAG), "customer_id")):
        return tags
    met = frozenset(tag.key for tag in tags if touched.met_by(expressions[tag.key].names))
    lately = _lately.setdefault((published_stamp(), touched.lists), set())
    if met:
        lately |= met
    return [tag for tag in tags if met and tag.key in lately]


def typed_tags() -> Mapping[str, Typed]:
    """The checked expression of each published tag; checked once for what is published."""
    stamp = published_stamp()
    found = _typed.get(stamp) if stamp else None
    if found is None:
        scope = published_scope(with_tags=False)
        found = {tag.key: typed(tag, scope) for tag in list_tags()}
        if stamp:
            _typed.clear()
            _lately.clear()
            _typed[stamp] = found
    return found


def _beside(
    area: Staging, values: ir.Table, tags: Sequence[str], customers: ir.Table, recipe: tuple[Hashable, ...]
) -> ir.Table:
    """The touched customers whose values differ from the published ones, with both."""
    before = area.warehouse.table(CUSTOMER_TAG).semi_join(customers, "customer_id")
    return area.keep_known(BESIDE, (recipe, values.get_name()), lambda: side_by_side(before, values, tags))


def _replace(
    area: Staging, values: ir.Table, beside: ir.Table, tags: Sequence[str], recipe: tuple[Hashable, ...]
) -> None:
    """Rows of those who differ: the tags that were asked as they are now, the others as they were."""
    at = area.warehouse
    stored = at.table(CUSTOMER_TAG)
    differing = beside.select("customer_id")

    def now() -> ir.Table:
        others = stored.drop(*tags).semi_join(differing, "customer_id").rename(old_id="customer_id")
        return values.semi_join(differing, "customer_id").left_join(others, [("customer_id", "old_id")]).drop("old_id")

    rows = area.keep_known(ROWS, (recipe, values.get_name()), now)
    at.remove(CUSTOMER_TAG, differing)
    columns = [Column(name, str(kind), "A tag.") for name, kind in stored.schema().items() if name != "customer_id"]
    at.append(CUSTOMER_TAG.with_columns(columns), rows)


def _any(rows: ir.Table) -> bool:
    return bool(rows.limit(1).count().to_pyarrow().as_py())
