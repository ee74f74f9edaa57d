"""The timeline of one customer: contacts, orders and payments in one order, newest first, by pages."""

import base64
import binascii
import heapq
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.days import naive_utc
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Row
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.queries import list_recorded_interactions
from tieline.know.profile.queries.customer import current_id
from tieline.know.profile.shapes import TimelineEntry
from tieline.know.profile.tables import CONTACT, ORDER, PAYMENT

Place = tuple[datetime, str, str, str]
"""Where an entry stands: instant, kind of entry, system, reference. Sorted by it, no two are equal."""


@dataclass(frozen=True)
class Lane:
    """One table that has entries for the timeline."""

    entry: str
    table: Table
    at: str
    ref: str


LANES = (
    Lane("contact", CONTACT, "at", "interaction_ref"),
    Lane("order", ORDER, "at", "order_ref"),
    Lane("payment", PAYMENT, "paid_at", "payment_ref"),
)

EMPTY: Row = dict.fromkeys(TimelineEntry.model_fields)


def list_timeline(
    seen: Projection,
    customer_id: str,
    *,
    before: str = "",
    channel: str = "",
    kind: str = "",
    limit: int = 50,
    held: Mapping[str, list[Row]] | None = None,
) -> Row:
    """
    A page of entries newest first, and the cursor of the next page; NotFound without such a customer.

    ``held`` are rows of lanes that a caller who knows the customer has read already, all of them.
    """
    if held is None:
        customer_id = current_id(seen, customer_id)
    after = read_cursor(before) if before else None
    entries = {
        place: entry for place, entry in _pending(seen, customer_id, channel, kind) if after is None or place < after
    }
    for lane in LANES:
        equal = _filter(lane, channel, kind)
        if equal is not None:
            bound = {lane.at: after[0]} if after else None
            rows = (held or {}).get(lane.entry)
            if rows is None:
                rows = seen.rows(lane.table, at_most=bound, customer_id=customer_id, **equal)
            entries.update(_newest(lane, rows, after, limit + 1))
    page = sorted(entries, reverse=True)[:limit]
    more = len(entries) > limit and bool(page)
    return {"items": [entries[place] for place in page], "next": write_cursor(page[-1]) if more else None}


def write_cursor(place: Place) -> str:
    """The place as text that only this module reads."""
    text = json.dumps([place[0].isoformat(), *place[1:]], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_cursor(text: str) -> Place:
    """The place behind a cursor, or Invalid."""
    try:
        at, entry, system, ref = json.loads(base64.urlsafe_b64decode(text.encode()))
        return datetime.fromisoformat(at), str(entry), str(system), str(ref)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid(
            "This is not a place in the timeline", where="before", do="Send 'next' of the page before, unchanged"
        ) from error


def _filter(lane: Lane, channel: str, kind: str) -> dict[str, Any] | None:
    """Conditions on the lane's columns; None when the lane has nothing of the kind."""
    if lane.entry == "contact":
        return {**({"channel": channel} if channel else {}), **({"kind": kind} if kind else {})}
    if kind not in ("", lane.entry):
        return None
    if not channel:
        return {}
    return {"channel": channel} if lane.entry == "order" else None


def _newest(lane: Lane, rows: list[Row], after: Place | None, wanted: int) -> list[tuple[Place, Row]]:
    """The newest ``wanted`` entries of a lane behind the cursor; one customer's rows are few enough to sort here."""
    places = [(_place(lane, row), row) for row in rows if row[lane.at] is not None]
    behind = [each for each in places if after is None or each[0] < after]
    newest = heapq.nlargest(wanted, behind, key=lambda each: each[0])
    return [(place, _entry(lane, row)) for place, row in newest]


def _pending(seen: Projection, customer_id: str, channel: str, kind: str) -> Iterator[tuple[Place, Row]]:
    """What people recorded in Tieline; the landed entry of the same place takes its place once the run has seen it."""
    if not seen.sight.reads(CONTACT.category):
        return  # that somebody was called says something by itself
    for recorded in list_recorded_interactions([customer_id]):
        if channel in ("", recorded.channel) and kind in ("", recorded.kind):
            row = {
                "system": "tieline",
                "interaction_ref": str(recorded.id),
                "at": naive_utc(recorded.at),
                "channel": recorded.channel,
                "direction": "outbound",
                "kind": recorded.kind,
                "reason": recorded.reason or None,
                "text": recorded.text or None,
                "response": recorded.response or None,
                "handled_by": recorded.handled_by,
            }
            shown = {**seen.row_as_seen(CONTACT, row), "at": row["at"], "interaction_ref": row["interaction_ref"]}
            yield _place(LANES[0], row), {**_entry(LANES[0], shown), "is_pending": True}


def _place(lane: Lane, row: Row) -> Place:
    return row[lane.at], lane.entry, row.get("system") or "", row[lane.ref]


def _entry(lane: Lane, row: Row) -> Row:
    entry_id = f"{lane.entry}:{row.get('system') or ''}:{row[lane.ref]}"
    entry = {**EMPTY, **row, "entry": lane.entry, "at": row[lane.at], "entry_id": entry_id, "is_pending": False}
    if lane.entry != "contact":
        entry["kind"] = lane.entry
    if lane.entry == "payment":
        entry["response"] = row["method"]
    return entry
