"""What is read of segments: the definitions, the catalogue with sizes, the customers of one."""

from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.packs.queries import get_published, published
from tieline.foundation.warehouse.connection import Readable
from tieline.know.profile.queries import count_customers, heads_of
from tieline.know.segments.definitions import KIND, SegmentDefinition
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.tags.conditions import condition, published_scope, sentences

_HEAD = ("customer_number", "name", "phone", "plan")


def list_segments() -> list[SegmentDefinition]:
    """The published segments in the order of their keys."""
    return published(KIND.name, SegmentDefinition)


def segment_catalogue(at: Readable) -> dict[str, Any]:
    """Every published segment with its sentence, and count and share of customers."""
    customers, scope = count_customers(at), published_scope(with_tags=True)
    counted = at.table(MEMBERSHIP).group_by("segment").aggregate(members=lambda rows: rows.count())
    sizes = {row["segment"]: int(row["members"]) for row in counted.to_pyarrow().to_pylist()}
    items = [
        {
            "key": segment.key,
            "name": segment.name,
            "says": segment.says,
            "sentence": sentences(condition(segment.when, scope)),
            "condition": segment.when.strip(),
            "count": sizes.get(segment.key, 0),
            "share": sizes.get(segment.key, 0) / customers if customers else 0.0,
        }
        for segment in list_segments()
    ]
    return {"items": items, "total": len(items), "customers": customers}


def list_customers(seen: Projection, key: str, *, limit: int, offset: int) -> dict[str, Any]:
    """A page of the segment's customers by id, each with the day of entering; NotFound for an unknown segment."""
    get_published(KIND.name, key, SegmentDefinition)
    seen.sight.demand_category("judgement", "list the customers of a segment")
    members = seen.table(MEMBERSHIP)
    members = members.filter(members.segment == key)
    page = members.order_by("customer_id").limit(limit, offset=offset).to_pyarrow().to_pylist()
    heads = heads_of(seen, [row["customer_id"] for row in page], _HEAD)
    unknown = dict.fromkeys(_HEAD)
    items = [{**unknown, **heads.get(row["customer_id"], {}), **row} for row in page]
    return {"items": items, "total": int(members.count().execute())}
