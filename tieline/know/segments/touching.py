"""``touch_segments``: the segments of customers of whom something changed, asked anew as a run would ask them."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from tieline.foundation.expressions.checker import Typed
from tieline.foundation.jobs.evaluations import settled
from tieline.foundation.warehouse.staging import Staging
from tieline.know.profile.touched import Followed, Touched
from tieline.know.segments.commands import who_is_in
from tieline.know.segments.definitions import KIND, SegmentDefinition, in_order
from tieline.know.segments.membership import membership
from tieline.know.segments.queries import list_segments
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.segments.transitions import KEY, record_transitions, transitions
from tieline.know.tags.conditions import condition, published_scope
from tieline.know.tags.memberships import PREFIX


def touch_segments(area: Staging, touched: Touched, as_of: date, cause: str) -> Followed:
    """
    Ask the segments that read what changed of the touched customers; who enters gets a row, who leaves loses it.

    The rows are then those that a run gives. Only segments that everybody was asked for as they are published now are
    asked. Transitions are kept with ``cause``; the fields ``segments.…`` of those that changed join what is touched.
    """
    at, known = area.warehouse, settled(KIND.name)
    segments = [each for each in list_segments() if each.key in known]
    because = _because(touched, segments)
    asked = [each for each in segments if each.key in because]
    if not asked:
        return Followed(touched)
    keys = [each.key for each in asked]
    published = at.table(MEMBERSHIP)
    before = area.keep(published.filter(published.segment.isin(keys)).semi_join(touched.customers, "customer_id"))
    holds = who_is_in(at, area, asked, as_of, touched.customers)
    after = area.keep(membership(holds, keys, before, as_of))
    moved = area.keep(transitions(before, after))
    counted = moved.group_by("segment").aggregate(n=moved.count()).to_pyarrow().to_pylist()
    if counted:
        at.remove(MEMBERSHIP, moved.filter(moved.change == "left").select(*KEY))
        at.append(MEMBERSHIP, after.semi_join(moved.filter(moved.change == "entered"), KEY))
        record_transitions(at, moved, as_of, timezone.now(), cause, because, known)
    changed = touched.with_fields(f"{PREFIX}{row['segment']}" for row in counted)
    return Followed(changed, tuple(keys), sum(row["n"] for row in counted))


def _because(touched: Touched, segments: Sequence[SegmentDefinition]) -> dict[str, str]:
    """By key of the segments that may differ what of their reading changed; with those that name such a segment."""
    scope = published_scope(with_tags=True)
    typed: dict[str, Typed] = {each.key: condition(each.when, scope) for each in in_order(segments, scope)}
    found: dict[str, str] = {}
    for key, each in typed.items():
        others = {f"{PREFIX}{name}" for name in each.names.of("segments") if name in found}
        met = touched.met_by(each.names) | others
        if met:
            found[key] = " ".join(sorted(met))
    return found
