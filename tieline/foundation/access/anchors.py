"""
Anchors of the change log: its head at an instant, kept by somebody who cannot be made to change it.

The chain finds what was altered, taken out or put in between. Who may write the whole database could write all of it
anew, head and all; an anchor that lies elsewhere (with an auditor, in a mail box, on paper) finds that too.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tieline.foundation.access.audit_models import ChangeAnchor
from tieline.foundation.access.changes import Verdict, verify_changes
from tieline.foundation.access.looks import verify_looks
from tieline.foundation.access.models import Change, ChangeHead
from tieline.foundation.errors import Invalid, Refused


@dataclass(frozen=True)
class Anchor:
    """The newest entry at an instant, and its hash."""

    sequence: int
    hash: str


def anchor_changes(now: datetime) -> ChangeAnchor | None:
    """Keep the head of the log as it is now; the anchor of this head where there is one, None for an empty log."""
    head = ChangeHead.objects.filter(pk=1).first()
    if head is None or head.sequence == 0:
        return None
    kept, _ = ChangeAnchor.objects.get_or_create(sequence=head.sequence, defaults={"hash": head.hash, "at": now})
    return kept


def anchor_text(anchor: ChangeAnchor) -> str:
    """An anchor as one line of JSON, to be given away."""
    said = {"tieline_anchor": 1, "sequence": anchor.sequence, "hash": anchor.hash, "at": anchor.at.isoformat()}
    return json.dumps(said)


def read_anchors(text: str, where: str = "anchor") -> list[Anchor]:
    """The anchors of a text with one on each line; Invalid for anything else."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            said: dict[str, Any] = json.loads(line)
            found.append(Anchor(int(said["sequence"]), str(said["hash"])))
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(
                "This is no anchor", where=f"{where}, line {number}", do="Give lines as 'tieline audit anchor' writes"
            ) from error
    return found


def verify_log(given: Iterable[Anchor] = ()) -> Verdict:
    """
    Whether the change log is sound: its chain, every anchor that is kept or given, and the looks that it seals.

    The verdict names the first entry with which something is wrong.
    """
    verdict = verify_changes()
    if verdict.broken_at is not None:
        return verdict
    kept = [Anchor(each.sequence, each.hash) for each in ChangeAnchor.objects.order_by("sequence")]
    for anchor in sorted({*kept, *given}, key=lambda each: each.sequence):
        found = Change.objects.filter(sequence=anchor.sequence).values_list("hash", flat=True).first()
        if found != anchor.hash:
            what = f"Entry {anchor.sequence} is not the one that was anchored"
            return Verdict(anchor.sequence - 1, anchor.sequence, what)
    return verify_looks(verdict)


def demand_sound(given: Iterable[Anchor] = ()) -> int:
    """How many entries are sound; Refused with the place of the first that is not."""
    verdict = verify_log(given)
    if verdict.broken_at is not None:
        raise Refused(
            verdict.what,
            where=f"entry {verdict.broken_at} of the change log",
            do="Compare with a backup from before, and find out who could write to the database",
        )
    return verdict.sound
