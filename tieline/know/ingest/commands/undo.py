"""Take a landed load back as if it had never landed, land it again, or let a held one land."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.ingest import queries
from tieline.know.ingest.landing import take_back
from tieline.know.ingest.models import Load
from tieline.know.ingest.receiving import mapping_digest

UNDER_WAY = (Load.State.RECEIVED, Load.State.VALIDATED)


def undo_load(load_id: str, *, why: str, by: str, now: datetime | None = None) -> Load:
    """Take a load and its replays back wholly; nothing happens the second time."""
    begin_undo(load_id, why=why, by=by, now=now)
    return finish_undo(load_id)


def begin_undo(load_id: str, *, why: str, by: str, now: datetime | None = None) -> Load:
    """
    The load in state ``undoing``, and its replays with it; ``finish_undo`` takes their records away.

    Nothing happens where it is undone, or on the way. What holds nothing yet (held, or a failed replay) is
    undone at once. Refused for a load that never landed, and while one of its replays is landing.
    """
    at = now or timezone.now()
    with transaction.atomic():
        load = _locked(load_id)
        if load.state in (Load.State.UNDOING, Load.State.UNDONE):
            return load
        if load.state not in (Load.State.LANDED, Load.State.HELD):
            raise Refused(f"The load is {load.state}: nothing of it has landed", where=load_id, do="Look at its error")
        replays = list(Load.objects.select_for_update().filter(corrects=load.pk).exclude(state=Load.State.UNDONE))
        if any(replay.state in UNDER_WAY for replay in replays):
            raise Refused("A replay of the load is landing", where=load_id, do="Wait until it has landed, then undo")
        before = load.state
        for each in (load, *replays):
            each.state = Load.State.UNDOING if each.state == Load.State.LANDED else Load.State.UNDONE
            each.undone_at, each.undone_by, each.undone_why = at, by, _reason(why)
            each.save()
        undone = [replay.pk for replay in replays]
        record_change(
            "undo_load", "load", load.pk, by=by, before={"state": before}, after={"replays": undone}, reason=why, now=at
        )
    return load


def finish_undo(load_id: str) -> Load:
    """Take away what loads on their way to ``undone`` have landed: this one and its replays; twice is as once."""
    load = queries.get_load(load_id)
    leaving = [each for each in (load, *Load.objects.filter(corrects=load.pk)) if each.state == Load.State.UNDOING]
    if leaving:
        with staging(warehouse()) as area, area.warehouse.transaction():
            for each in leaving:
                take_back(area, queries.ticket_of(each))
        Load.objects.filter(pk__in=[each.pk for each in leaving]).update(state=Load.State.UNDONE)
    return queries.get_load(load_id)


def redo_load(load_id: str, *, why: str, by: str, now: datetime | None = None) -> Load:
    """
    An undone load as it was received, to be landed again; nothing happens where it is on its way or has landed.

    Invalid where the mapping was changed since: the file becomes a load of its own then. Its replays stay undone.
    """
    at = now or timezone.now()
    with transaction.atomic():
        load = _locked(load_id)
        if load.state in (*UNDER_WAY, Load.State.LANDED):
            return load
        if load.state != Load.State.UNDONE:
            raise Refused(f"The load is {load.state}, not undone", where=load_id, do="Undo it first")
        if load.corrects and queries.get_load(load.corrects).state != Load.State.LANDED:
            raise Refused("The load that it corrects has not landed", where=load.corrects, do="Land that one first")
        if mapping_digest(queries.get_source(load.source)) != load.mapping:
            raise Invalid(
                "The mapping of the source was changed since", where=load.source, do="Deliver the file once more"
            )
        if not load.file.exists():
            raise NotFound("The received file is gone", where=str(load.file), do="Deliver the file again")
        load.state = Load.State.RECEIVED
        load.undone_at, load.undone_by, load.undone_why = None, "", ""
        load.save()
        record_change("redo_load", "load", load.pk, by=by, after={"state": load.state}, reason=_reason(why), now=at)
    return load


def release_load(load_id: str, *, why: str, by: str, now: datetime | None = None) -> Load:
    """A held load as it was received, to be landed in spite of its checks; nothing happens the second time."""
    at = now or timezone.now()
    with transaction.atomic():
        load = _locked(load_id)
        if load.released_at is not None and load.state != Load.State.HELD:
            return load
        if load.state != Load.State.HELD:
            raise Refused(f"The load is {load.state}, not held", where=load_id, do="Only a held load can be let in")
        load.state = Load.State.RECEIVED
        load.released_at, load.released_by, load.released_why = at, by, _reason(why)
        load.save()
        record_change("release_load", "load", load.pk, by=by, after={"state": load.state}, reason=why, now=at)
    return load


def _locked(load_id: str) -> Load:
    queries.get_load(load_id)
    return Load.objects.select_for_update().get(pk=load_id)


def _reason(why: str) -> str:
    said = why.strip()
    if not said:
        raise Invalid("A reason is missing", where="why", do="Say in a sentence why, for those who read it later")
    return said[:300]
