"""Applying a pack: all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tieline.foundation.access.changes import record_change
from tieline.foundation.packs.kinds import Kind, Read
from tieline.foundation.packs.models import Application, Definition
from tieline.foundation.packs.published import LOCAL, published_reads
from tieline.foundation.packs.reading import Pack, open_pack
from tieline.foundation.packs.versions import digest


@dataclass(frozen=True)
class Applied:
    """What applying did, per kind: how many are published, how many of them are new or changed, how many retired."""

    pack: str
    counts: Mapping[str, Mapping[str, int]]
    hidden: Sequence[Read] = ()
    """Definitions of the pack that are not published, as one made on the screen stands before each."""

    @property
    def changed(self) -> int:
        """How many definitions are new, changed or retired."""
        return sum(count["changed"] + count["retired"] for count in self.counts.values())


def apply_pack(path: Path, kinds: Sequence[Kind[Any]], by: str, *, now: datetime | None = None) -> Applied:
    """
    Publish the definitions of the pack at ``path`` and of those it extends; retire all others of these kinds.

    Those made on the screen stay, also before one of the pack with the same key, until they are taken back or
    the pack says the same.
    Everything is read and checked before the first row is written, and the rows are one transaction.
    A body that did not change gets no new version, so applying twice changes nothing. ``by`` is a login,
    or empty for the command line.
    """
    at = now or timezone.now()
    with transaction.atomic():
        pack = open_pack(Path(path), kinds, local=published_reads(kinds, pack=LOCAL))
        counts = {kind.name: _apply_kind(kind.name, pack, by, at) for kind in kinds}
        Application.objects.create(
            pack=pack.key,
            packs=[file.key for file in pack.files],
            time_zone=pack.nearest("time_zone"),
            country=pack.nearest("country"),
            counts=counts,
            applied_at=at,
            applied_by=by,
        )
        applied = Applied(pack.key, counts, pack.hidden)
        if applied.changed:
            record_change("apply_pack", "pack", pack.key, by=by, after=counts)
    return applied


def _apply_kind(kind: str, pack: Pack, by: str, at: datetime) -> dict[str, int]:
    wanted = {item.key: item for item in pack.definitions.items if item.kind == kind}
    published = {
        row.key: row
        for row in Definition.objects.select_for_update().filter(kind=kind, state=Definition.State.PUBLISHED)
    }
    unchanged = {key for key, row in published.items() if key in wanted and row.digest == digest(wanted[key].body)}
    gone = [row.pk for key, row in published.items() if key not in unchanged]
    Definition.objects.filter(pk__in=gone).update(state=Definition.State.RETIRED)
    hidden = {item.key: item.pack for item in pack.hidden if item.kind == kind}
    for key in unchanged:
        row, over = published[key], hidden.get(key, "")
        if (row.pack, row.over) != (wanted[key].pack, over):
            Definition.objects.filter(pk=row.pk).update(pack=wanted[key].pack, over=over)
    changed = [item for key, item in wanted.items() if key not in unchanged]
    Definition.objects.bulk_create(_rows(kind, changed, by, at))
    retired = sum(1 for key in published if key not in wanted)
    return {"published": len(wanted), "changed": len(changed), "retired": retired}


def _rows(kind: str, items: Sequence[Read], by: str, at: datetime) -> list[Definition]:
    versions = dict(
        Definition.objects.filter(kind=kind, key__in=[item.key for item in items])
        .values_list("key")
        .annotate(newest=Max("version"))
    )
    return [
        Definition(
            kind=kind,
            key=item.key,
            version=versions.get(item.key, 0) + 1,
            body=item.body,
            digest=digest(item.body),
            pack=item.pack,
            applied_at=at,
            applied_by=by,
        )
        for item in items
    ]
