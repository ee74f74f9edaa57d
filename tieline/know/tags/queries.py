"""What is read of tags: the definitions, the catalogue with counts, the tags of one customer."""

from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.packs.queries import get_published, published
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.tables import Table
from tieline.know.profile.queries import count_customers
from tieline.know.profile.tables import CUSTOMER
from tieline.know.profile.withheld import expression_is_seen
from tieline.know.tags.conditions import published_scope
from tieline.know.tags.shown import shown, told
from tieline.know.tags.tables import VALUE_COUNT, customer_tag
from tieline.know.tags.tag import KIND_NAME, TagDefinition, TagKind, TagType
from tieline.know.tags.values import COLUMN_TYPE, expression

_KINDS = list(TagKind)


def list_tags() -> list[TagDefinition]:
    """The published tags by kind, order and key."""
    return sorted(published(KIND_NAME, TagDefinition), key=lambda tag: (_KINDS.index(tag.kind), tag.order, tag.key))


def get_tag(key: str) -> TagDefinition:
    """The published tag, or NotFound."""
    return get_published(KIND_NAME, key, TagDefinition)


def published_tag_table() -> Table:
    """``tags.customer_tag`` with a column for each published tag."""
    return customer_tag((tag.key, COLUMN_TYPE[tag.type], tag.says.en) for tag in published(KIND_NAME, TagDefinition))


def tag_catalogue(at: Readable) -> dict[str, Any]:
    """Every published tag with its sentence, and count and share of customers per value."""
    customers, tags, scope = count_customers(at), list_tags(), published_scope(with_tags=False)
    counts: dict[str, dict[str, int]] = {tag.key: {} for tag in tags}
    for row in at.rows(VALUE_COUNT):
        counts.setdefault(row["tag"], {})[row["value"]] = row["customers"]
    items = [
        {
            **_head(tag),
            "sentence": told(tag, scope),
            "condition": expression(tag),
            "count": sum(counts[tag.key].values()),
            "share": _share(sum(counts[tag.key].values()), customers),
            "values": _values(tag, counts[tag.key], customers),
        }
        for tag in tags
    ]
    return {"items": items, "total": len(items), "customers": customers}


def _head(tag: TagDefinition) -> dict[str, Any]:
    return {"key": tag.key, "name": tag.name, "says": tag.says, "kind": tag.kind.value, "type": tag.type.value}


def _values(tag: TagDefinition, counts: dict[str, int], customers: int) -> list[dict[str, Any]]:
    """The declared values in their order, then others found, most frequent first; none for booleans and numbers."""
    if tag.type in (TagType.BOOLEAN, TagType.NUMBER):
        return []
    declared = [each.key for each in (tag.bands or tag.categories)]
    others = sorted(set(counts) - set(declared), key=lambda value: (-counts[value], value))
    return [
        {
            "key": value,
            "name": shown(tag, value),
            "count": counts.get(value, 0),
            "share": _share(counts.get(value, 0), customers),
        }
        for value in (*declared, *others)
    ]


def _share(count: int, customers: int) -> float:
    return count / customers if customers else 0.0


def get_tag_row(at: Readable, customer_id: str) -> Row:
    """The value of each tag for the customer; NotFound for an unknown customer, empty before the first run."""
    table = published_tag_table()
    for row in at.rows(table, limit=1, customer_id=customer_id):
        return row
    at.row(CUSTOMER, columns=("customer_id",), customer_id=customer_id)
    return {}


def get_customer_tags(seen: Projection, customer_id: str) -> dict[str, Any]:
    """The tags that the customer carries, by kind, each with its value for people, as far as the reader sees them."""
    values = get_tag_row(seen, customer_id)
    carried = [(tag, values[tag.key]) for tag in seen_tags(seen.sight) if is_carried(values.get(tag.key))]
    groups = [
        {
            "kind": kind.value,
            "items": [
                {**_head(tag), "value": value, "shown": shown(tag, value)} for tag, value in carried if tag.kind is kind
            ],
        }
        for kind in TagKind
    ]
    return {"customer_id": customer_id, "groups": [group for group in groups if group["items"]], "total": len(carried)}


def seen_tags(sight: Sight) -> list[TagDefinition]:
    """
    The published tags whose values a reader may know: not numbers that tell a figure which is held back.

    Bands, categories and yes or no are judgements, which tell less than what they are made of.
    """
    if sight.sees_all:
        return list_tags()
    scope = published_scope(with_tags=False)
    return [
        tag
        for tag in list_tags()
        if tag.type is not TagType.NUMBER or expression_is_seen(expression(tag), scope, sight)
    ]


def is_carried(value: Any) -> bool:
    """Whether a customer with this value carries the tag: neither null nor false."""
    return value is not None and value is not False
