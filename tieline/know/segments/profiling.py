"""What is told of a segment beside its customers: what distinguishes them, whom it shares with others, who uses it."""

from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import Unavailable
from tieline.know.segments.comparing import FEWEST, Overlap, Standing, Value, overlaps, standings
from tieline.know.segments.queries import get_segment, list_segments
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.segments.uses import uses_of
from tieline.know.tags.conditions import condition, published_scope
from tieline.know.tags.queries import published_tag_table, seen_tags
from tieline.know.tags.shown import shown
from tieline.know.tags.tag import TagDefinition, TagType
from tieline.know.tags.values import value_counts


def segment_profile(seen: Projection, key: str) -> dict[str, Any]:
    """
    The tag values that are surely more or less common among the members than among everybody else.

    ``named`` are values of tags that the segment's own condition asks for. Of the customers and tags that the reader
    sees; a segment of too few members has no profile.
    """
    segment = get_segment(key)
    seen.sight.demand_category("judgement", "see the profile of a segment")
    tags = [tag for tag in seen_tags(seen.sight) if tag.type is not TagType.NUMBER]
    table = seen.table(published_tag_table())
    missing = [tag.key for tag in tags if tag.key not in table.columns]
    if missing:
        raise Unavailable(f"tags.{missing[0]} has not been computed yet", do="Start a run")
    membership = seen.table(MEMBERSHIP)
    inside = table.semi_join(membership.filter(membership.segment == key), "customer_id")
    members, customers = int(inside.count().execute()), int(table.count().execute())
    found: dict[Value, Standing] = {}
    if members >= FEWEST:
        counted = [
            {(row["tag"], row["value"]): row["customers"] for row in value_counts(of, tags).to_pyarrow().to_pylist()}
            for of in (inside, table)
        ]
        found = standings(counted[0], counted[1], members, customers)
    named = condition(segment.when, published_scope(with_tags=True)).names.of("tags")
    by_key = {tag.key: tag for tag in tags}
    items = [_standing(by_key[tag], value, each, named) for (tag, value), each in found.items()]
    return {"items": items, "total": len(items), "members": members, "customers": customers, "fewest": FEWEST}


def _standing(tag: TagDefinition, value: str, found: Standing, named: frozenset[str]) -> dict[str, Any]:
    return {
        "tag": tag.key,
        "name": tag.name,
        "kind": tag.kind.value,
        "value": value,
        "shown": None if tag.type is TagType.BOOLEAN else shown(tag, value),
        "count": found.inside,
        "share": found.share,
        "share_of_all": found.share_of_all,
        "lift": found.lift,
        "named": tag.key in named,
    }


def segment_overlaps(seen: Projection, key: str) -> dict[str, Any]:
    """The overlap of the segment with each other one, the greatest first, of the customers whom the reader sees."""
    get_segment(key)
    seen.sight.demand_category("judgement", "see whom segments share")
    found = overlaps(seen.table(MEMBERSHIP), key)
    others = {segment.key: segment for segment in list_segments() if segment.key != key}
    pairs = [(others[other], found.get(other, Overlap(0, 0, 0))) for other in others]
    pairs.sort(key=lambda pair: (-pair[1].jaccard, pair[0].key))
    return {
        "items": [
            {
                "key": other.key,
                "name": other.name,
                "size": each.other,
                "both": each.both,
                "of_this": each.of_one,
                "of_other": each.of_other,
                "jaccard": each.jaccard,
            }
            for other, each in pairs
        ],
        "total": len(pairs),
    }


def segment_uses(key: str) -> dict[str, Any]:
    """The published definitions that name the segment; NotFound for an unknown one."""
    get_segment(key)
    found = uses_of(key)
    return {"items": [{"kind": each.kind, "key": each.key, "name": each.name} for each in found], "total": len(found)}
