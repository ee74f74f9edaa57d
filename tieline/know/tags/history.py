"""The values that tags had: every change with its day and cause, and the value as of any day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.access.projection import Projection
from tieline.foundation.days import aware, naive_utc
from tieline.foundation.errors import NotFound
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.staging import Staging
from tieline.know.tags.queries import get_tag, get_tag_row, seen_tags
from tieline.know.tags.shown import shown
from tieline.know.tags.tables import CHANGE
from tieline.know.tags.tag import TagDefinition, TagType

Value = str | float | bool | None

MOST_SHOWN = 200
"""A page of a history shows no more changes than this, the newest."""


def record_changes(
    area: Staging, found: ir.Table, as_of: date, now: datetime, cause: str, because: Mapping[str, str]
) -> int:
    """
    Keep the rows of ``differences`` of customers who were there before; how many. ``because`` says why, by tag.

    Who comes or goes has no changes: there is nothing to compare with.
    """
    reasons = area.keep_values({"reasoned": ("string", list(because)), "because": ("string", list(because.values()))})
    stayed = found.filter(found.stayed).left_join(reasons, [("tag", "reasoned")])
    stayed = stayed.mutate(
        day=ibis.literal(as_of), at=ibis.literal(naive_utc(now), "timestamp"), cause=ibis.literal(cause)
    )
    return area.warehouse.append(CHANGE, stayed)


def value_as_of(at: Readable, customer_id: str, tag: TagDefinition, day: date) -> Value:
    """
    The value that a tag had for a customer at the end of a day, by going back from the value now.

    A day before the changes are known gives the oldest value that is known.
    """
    later = [row for row in _changes(at, customer_id, tag.key) if row["day"] > day]
    if not later:
        now: Value = get_tag_row(at, customer_id).get(tag.key)
        return now
    return value_of(tag, later[0]["before"])


def value_of(tag: TagDefinition, text: str | None) -> Value:
    """A value from its text in ``tags.change``."""
    if text is None:
        return None
    if tag.type is TagType.BOOLEAN:
        return text.lower() == "true"
    return float(text) if tag.type is TagType.NUMBER else text


def get_tag_history(seen: Projection, customer_id: str, key: str, day: date | None) -> dict[str, Any]:
    """
    The changes of a tag of a customer, the newest first, with causes; and its value as of ``day`` where that is asked.

    NotFound for a tag whose value the reader may not know, and for an unknown customer.
    """
    tag = get_tag(key)
    if tag.key not in {each.key for each in seen_tags(seen.sight)}:
        raise NotFound(f"There is no tag '{key}' that you see", do="Look at the list of tags")
    now = get_tag_row(seen, customer_id).get(key)
    changes = _changes(seen, customer_id, key)
    return {
        "customer_id": customer_id,
        "key": key,
        "name": tag.name,
        "now": _told(tag, now),
        "as_of": day,
        "then": _told(tag, value_as_of(seen, customer_id, tag, day)) if day else None,
        "changes": [_change(tag, row) for row in reversed(changes[-MOST_SHOWN:])],
        "total": len(changes),
    }


def _change(tag: TagDefinition, row: Row) -> dict[str, Any]:
    told = {side: _told(tag, value_of(tag, row[side])) for side in ("before", "after")}
    because = [name for name in (row["because"] or "").split(" ") if name]
    return {**told, "day": row["day"], "at": aware(row["at"]), "cause": row["cause"], "because": because}


def _told(tag: TagDefinition, value: Value) -> dict[str, Any]:
    return {"value": value, "shown": shown(tag, value) if value is not None else None}


def _changes(at: Readable, customer_id: str, key: str) -> Sequence[Row]:
    """The oldest first."""
    return at.rows(CHANGE, customer_id=customer_id, tag=key, order_by=("at",))
