"""What ingest keeps beside source records: recorded contacts, rejected rows, corrections, and delivered files."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from tieline.foundation.days import local_day
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.retention_keeping import Keepable, Letting, MonthOfRows, Old, Survey
from tieline.foundation.privacy.retention_rows import of_held, old_rows, survey_rows
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest.erasing import loads_of
from tieline.know.ingest.models import Correction, Load, RecordedInteraction
from tieline.know.ingest.tables import REJECTED_ROW

RECEIVED = {"received_at": Text(zh="收到时间", en="when the delivery came")}
OVER = (Load.State.LANDED, Load.State.UNDONE)
"""States of loads whose file nothing waits for."""


def survey_recorded(old: Old) -> Survey:
    """Contacts that people recorded."""
    return survey_rows(RecordedInteraction.objects.all(), old, of_held(old))


def let_recorded_go(letting: Letting) -> int:
    """Delete them; their records leave with the next run. How many."""
    found = old_rows(RecordedInteraction.objects.all(), letting, of_held(letting.old))
    return RecordedInteraction.objects.filter(pk__in=found).delete()[0]


def survey_corrections(old: Old) -> Survey:
    """What people corrected of rejected rows."""
    return survey_rows(Correction.objects.all(), old, Q(load__in=held_loads(old)))


def let_corrections_go(letting: Letting) -> int:
    """Delete them; how many."""
    found = old_rows(Correction.objects.all(), letting, Q(load__in=held_loads(letting.old)))
    return Correction.objects.filter(pk__in=found).delete()[0]


def survey_rejected(old: Old) -> Survey:
    """Rejected rows, by the day on which their load came."""
    rows, kept = _rejected_by_load(), held_loads(old)
    days = {load: local_day(at) for load, at in _received(rows)}
    months: dict[date, MonthOfRows] = {}
    held = 0
    for load_id, day in days.items():
        is_past, count = day < old.before, rows[load_id]
        goes = count if is_past and load_id not in kept else 0
        held += count - goes if is_past else 0
        month = day.replace(day=1)
        former = months.get(month, MonthOfRows(month, 0, 0))
        months[month] = MonthOfRows(month, former.rows + count, former.goes + goes)
    return Survey(
        rows=sum(rows.values()),
        goes=sum(each.goes for each in months.values()),
        held=held,
        undated=sum(count for load_id, count in rows.items() if load_id not in days),
        oldest=min(days.values(), default=None),
        months=tuple(months[month] for month in sorted(months)),
    )


def let_rejected_go(letting: Letting) -> int:
    """Take the rejected rows of whole loads out of the warehouse; how many rows."""
    rows = _rejected_by_load()
    loads = old_rows(Load.objects.filter(pk__in=rows), letting, Q(pk__in=held_loads(letting.old)))
    store = warehouse()
    with store.transaction():
        return sum(store.retract(REJECTED_ROW, load_id=load_id) for load_id in loads)


def survey_files(old: Old) -> Survey:
    """Loads whose delivered file is still on the disk, and may go."""
    return survey_rows(_with_file(), old, Q(pk__in=held_loads(old)))


def let_files_go(letting: Letting) -> int:
    """
    Remove the files of loads that came long ago; how many.

    What they brought stays. Such a load can be taken back, but landed again only when its file is delivered anew.
    """
    found = old_rows(_with_file(), letting, Q(pk__in=held_loads(letting.old)))
    for load in Load.objects.filter(pk__in=found):
        load.file.unlink(missing_ok=True)
    return Load.objects.filter(pk__in=found).update(scrubbed_at=letting.now)


def held_loads(old: Old) -> list[str]:
    """The loads that may hold something of a customer under a legal hold."""
    return sorted({load for subject in old.held for load in loads_of(subject)})


def _rejected_by_load() -> dict[str, int]:
    if not warehouse().has(REJECTED_ROW):
        return {}
    rows = warehouse().table(REJECTED_ROW)
    counts = rows.group_by("load_id").agg(rows=lambda each: each.count())
    return {each["load_id"]: each["rows"] for each in counts.to_pyarrow().to_pylist()}


def _received(rows: dict[str, int]) -> Iterable[tuple[str, datetime]]:
    return Load.objects.filter(pk__in=rows).values_list("pk", "received_at")


def _with_file() -> QuerySet[Load]:
    """Loads that are over and have a file; a file stays while rows of it wait to be corrected, which may need it."""
    names = [place.name for place in (Path(settings.TIELINE_DATA) / "inbox").glob("*/*")]
    return Load.objects.filter(pk__in=names, state__in=OVER).exclude(pk__in=_rejected_by_load())


KEPT_ROWS = (
    Keepable(
        "recorded_contacts",
        Text(zh="人工记录的接触", en="Contacts that people recorded"),
        Text(
            zh="在 Tieline 中记录的接触及其内容；来源记录与档案随下一次运行更新。",
            en="Recorded in Tieline, with what was said; records and profiles follow in the next run.",
        ),
        {"at": Text(zh="接触时间", en="when it was")},
        survey_recorded,
        let_recorded_go,
        lists=("contacts",),
        looks_back=90,
    ),
    Keepable(
        "rejected_rows",
        Text(zh="被拒收的行", en="Rejected rows"),
        Text(
            zh="未能入库的原始行；之后不能再更正。", en="Rows that did not land; they cannot be corrected afterwards."
        ),
        RECEIVED,
        survey_rejected,
        let_rejected_go,
        tables=(REJECTED_ROW.full_name,),
        in_warehouse=True,
    ),
    Keepable(
        "corrections",
        Text(zh="人工更正", en="Corrections"),
        Text(zh="人工更正过的行的内容与原因。", en="What people made of rejected rows, and why."),
        {"corrected_at": Text(zh="更正时间", en="when it was corrected")},
        survey_corrections,
        let_corrections_go,
    ),
    Keepable(
        "delivered_files",
        Text(zh="已送达的文件", en="Delivered files"),
        Text(
            zh="磁盘上的原始文件；入库的记录保留。有待更正行的文件不删除。",
            en="The files on disk; what they brought stays. A file stays while rows of it wait to be corrected.",
        ),
        RECEIVED,
        survey_files,
        let_files_go,
    ),
)
