"""What is read of segments: the definitions, the catalogue with sizes, the customers of one and how they differ."""

from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import Refused
from tieline.foundation.packs.queries import get_published, published
from tieline.foundation.warehouse.connection import Readable
from tieline.know.profile.queries import count_customers, heads_of, snapshot_day
from tieline.know.segments.definitions import KIND, SegmentDefinition
from tieline.know.segments.tables import MEMBERSHIP, SIZE
from tieline.know.tags.conditions import condition, published_scope, sentences

LISTED_BY_HAND = {"zh": "由人员列出的客户", "en": "Customers whom people listed"}
"""The sentence of a segment without a condition."""

DAYS = 400
"""So many days of sizes are told."""

_HEAD = ("customer_number", "name", "phone", "plan")


def list_segments() -> list[SegmentDefinition]:
    """The published segments in the order of their keys."""
    return published(KIND.name, SegmentDefinition)


def get_segment(key: str) -> SegmentDefinition:
    """The published segment, or NotFound."""
    return get_published(KIND.name, key, SegmentDefinition)


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
            "sentence": LISTED_BY_HAND if segment.listed else sentences(condition(segment.when, scope)),
            "condition": "" if segment.listed else segment.when.strip(),
            "listed": segment.listed,
            "used_for": segment.used_for,
            "count": sizes.get(segment.key, 0),
            "share": sizes.get(segment.key, 0) / customers if customers else 0.0,
        }
        for segment in list_segments()
    ]
    return {"items": items, "total": len(items), "customers": customers, "as_of": snapshot_day(at)}


def list_customers(seen: Projection, key: str, *, newest: bool = False, limit: int, offset: int) -> dict[str, Any]:
    """
    A page of the segment's customers by id, or who came last first, each with the day of entering.

    NotFound for an unknown segment.
    """
    get_segment(key)
    seen.sight.demand_category("judgement", "list the customers of a segment")
    members = seen.table(MEMBERSHIP)
    members = members.filter(members.segment == key)
    order = [members.since.desc(), members.customer_id] if newest else [members.customer_id]
    page = members.order_by(order).limit(limit, offset=offset).to_pyarrow().to_pylist()
    heads = heads_of(seen, [row["customer_id"] for row in page], _HEAD)
    unknown = dict.fromkeys(_HEAD)
    items = [{**unknown, **heads.get(row["customer_id"], {}), **row} for row in page]
    return {"items": items, "total": int(members.count().execute())}


def members_of(seen: Projection, key: str) -> list[str]:
    """The ids of everybody in the segment now whom the reader sees; NotFound for an unknown segment."""
    get_segment(key)
    members = seen.table(MEMBERSHIP)
    found = members.filter(members.segment == key).select("customer_id").order_by("customer_id").to_pyarrow()
    return [str(each) for each in found.column("customer_id").to_pylist()]


def segment_history(seen: Projection, key: str) -> dict[str, Any]:
    """
    The size of the segment after each run, the oldest first; NotFound for an unknown segment.

    Refused for who does not see everybody: what a run counted was of all customers.
    """
    get_segment(key)
    if not seen.sight.everybody:
        raise Refused(
            "Sizes over time are of all customers, of whom you do not see everybody",
            do="Look at the size now, which is of those whom you see",
        )
    rows = seen.rows(SIZE, segment=key, order_by=("day",), descending=True, limit=DAYS)
    items = [{**row, "share": row["members"] / row["customers"] if row["customers"] else 0.0} for row in rows]
    return {"items": items[::-1], "total": len(items)}
