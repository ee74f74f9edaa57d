"""Why a customer carries a tag, or why not: its condition part by part, with the rows that count."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.days import end_of_day
from tieline.foundation.errors import Unavailable
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.explain import MOST_ROWS, Part, explain, explain_reading
from tieline.foundation.expressions.interpreter import Reading
from tieline.foundation.warehouse.connection import Readable
from tieline.know.profile.queries import snapshot_day
from tieline.know.profile.withheld import names_are_seen, withhold
from tieline.know.tags.conditions import condition, published_scope, sentences
from tieline.know.tags.contexts import context_of
from tieline.know.tags.queries import get_tag, get_tag_row, is_carried, seen_tags
from tieline.know.tags.shown import shown, told
from tieline.know.tags.tag import TagDefinition
from tieline.know.tags.values import typed


def why(seen: Projection, customer_id: str, key: str) -> dict[str, Any]:
    """
    The tag's condition over the customer's own rows; NotFound for an unknown tag or customer.

    It is worked out with everything that is known, and told without what the reader does not see.
    """
    tag, value = get_tag(key), get_tag_row(seen, customer_id).get(key)
    day = _day(seen)
    expression = typed(tag, published_scope(with_tags=False))
    context = context_of(seen.everything, customer_id)
    found = told_parts(expression, context, end_of_day(day))
    if tag.value is None:
        found["parts"] = _categories(tag, context, end_of_day(day), seen.sight)
    else:
        found["parts"] = withhold(found["parts"], expression, seen.sight)
    return {
        "customer_id": customer_id,
        "key": key,
        "name": tag.name,
        "says": tag.says,
        "kind": tag.kind.value,
        "type": tag.type.value,
        "carried": is_carried(value),
        "shown": shown(tag, value) if tag in seen_tags(seen.sight) else None,
        "sentence": told(tag, expression.scope),
        **found,
    }


def _day(at: Readable) -> date:
    day = snapshot_day(at)
    if day is None:
        raise Unavailable("The pipeline has not run yet", do="Start a run first")
    return day


def _categories(tag: TagDefinition, context: Mapping[str, Any], now: datetime, sight: Sight) -> list[dict[str, Any]]:
    """Each category as a part, with its condition's parts: the first that holds is the value."""
    scope = published_scope(with_tags=False)
    parts = []
    for category in tag.categories:
        asked = condition(category.when or "", scope)
        found = told_parts(asked, context, now)
        found["parts"] = withhold(found["parts"], asked, sight)
        said = sentences(asked)
        words = {"zh": f"{category.name.zh}：{said['zh']}", "en": f"{category.name.en}: {said['en']}"}
        held = explain(asked, context, now, "en").held if names_are_seen(asked.names, sight) else None
        parts.append({**_simple(found["parts"]), "sentence": words, "held": held, **_joined(found)})
    return parts


def _simple(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """What a whole says that has one part only: that part's values; else nothing of its own."""
    if len(parts) == 1:
        return parts[0]
    return {"actual": {"zh": "", "en": ""}, "rows": [], "row_count": 0}


def _joined(found: dict[str, Any]) -> dict[str, Any]:
    return found if len(found["parts"]) > 1 else {"joined": None, "parts": []}


def told_parts(
    expression: Typed, context: Mapping[str, Any], now: datetime, most_rows: int = MOST_ROWS
) -> dict[str, Any]:
    """How the parts of an expression are joined, and each part in both languages with its newest rows."""
    reading = Reading(context, now)
    zh, en = explain_reading(expression, reading, "zh"), explain_reading(expression, reading, "en")
    parts = [_told(left, right, most_rows) for left, right in zip(zh.parts, en.parts, strict=True)]
    return {"joined": zh.joined or None, "parts": parts}


def _told(zh: Part, en: Part, most_rows: int) -> dict[str, Any]:
    rows = [
        {"list": evidence.list, "values": _cells(row)} for evidence in zh.evidence for row in evidence.rows[:most_rows]
    ]
    return {
        "sentence": {"zh": zh.sentence, "en": en.sentence},
        "held": zh.held,
        "actual": {"zh": zh.actual, "en": en.actual},
        "rows": rows,
        "row_count": sum(evidence.total for evidence in zh.evidence),
        "joined": zh.joined or None,
        "parts": [_told(left, right, most_rows) for left, right in zip(zh.parts, en.parts, strict=True)],
    }


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """The known columns of a row as JSON holds them; days and instants in ISO, instants in UTC."""
    return {name: _cell(value) for name, value in row.items() if value is not None and name != "customer_id"}


def _cell(value: Any) -> str | float | bool:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + ("" if value.tzinfo else "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float) else str(value)
