"""Where personal data of customers lies, put together from what each capability says of its own."""

import shutil
from pathlib import Path

from django.conf import settings

from tieline.act.tasks.erasing import count_tasks, erase_tasks
from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.access.audit_models import Look, LookedAt
from tieline.foundation.access.erasing import erase_entries, erase_looks, erase_openings, find_entries
from tieline.foundation.access.models import Change
from tieline.foundation.access.unusual_models import Trail, UserDay
from tieline.foundation.jobs.models import Job, Run, StageRun
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.derived import count_derived, erase_derived
from tieline.foundation.privacy.places import Erasing, Place, Whereabouts
from tieline.foundation.privacy.redacting import find_rows, redact_rows
from tieline.foundation.privacy.request_models import SubjectRequest
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.warehouse.current import warehouse
from tieline.know.identity.erasing import count_comparisons, count_decisions, erase_comparisons, erase_decisions
from tieline.know.identity.models import Decision
from tieline.know.ingest.erasing import count_notes, count_records, erase_notes, erase_records, loads_of, scrub_loads
from tieline.know.ingest.models import CheckResult, Correction, Feed, FetchedFile, Load, RecordedInteraction
from tieline.know.profile.erasing import find_subject
from tieline.notice.rules.erasing import count_alerts, erase_alerts
from tieline.notice.rules.models import Alert

JOB_TEXTS = ((Job, ("arguments", "result", "error", "progress")), (Run, ("error",)), (StageRun, ("report", "error")))


def find_customer(customer_id: str) -> Subject:
    """The customer as a data subject, or NotFound."""
    return find_subject(warehouse(), customer_id)


def count_jobs(subject: Subject) -> int:
    """Jobs and runs that name the customer in passing."""
    words = (*subject.words, *subject.names)
    return sum(len(find_rows(model, fields, words)) for model, fields in JOB_TEXTS)


def erase_jobs(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Take the words out of them; how many held one."""
    words = (*subject.words, *subject.names)
    return sum(redact_rows(model, fields, words) for model, fields in JOB_TEXTS)


def count_log(subject: Subject) -> int:
    """Entries of the change log, and looks, that tell of the customer."""
    looks = LookedAt.objects.filter(customer_id__in=subject.customers).count()
    return find_entries(subject.words, subject.names, _objects(subject)).count() + looks


def erase_log(subject: Subject, erasing: Erasing) -> int:
    """Blank those entries and looks, so that both still verify; how many."""
    request, by, now = erasing.request, erasing.by, erasing.now
    found = find_entries(subject.words, subject.names, _objects(subject))
    entries = erase_entries(found, request=request, by=by, now=now)
    looks = erase_looks(subject.customers, request=request, by=by, now=now)
    return entries + looks + erase_openings(subject.customers)


def _objects(subject: Subject) -> list[tuple[str, str]]:
    """The rows about the customer, which go after the entries about them."""
    tasks = Task.objects.filter(customer_id__in=subject.customers).values_list("pk", flat=True)
    return [("task", str(task)) for task in tasks]


def count_samples(subject: Subject) -> int:  # noqa: ARG001 - they are not searched
    """Samples that people uploaded to try a new source, of anybody."""
    return len(_samples())


def erase_samples(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Remove all of them: they are for trying, and kept for a week at most."""
    found = _samples()
    for place in found:
        shutil.rmtree(place, ignore_errors=True)
    return len(found)


def _samples() -> list[Path]:
    return [place for place in (Path(settings.TIELINE_DATA) / "samples").glob("*") if place.is_dir()]


PLACES = (
    Place(
        "log",
        Text(zh="变更日志与查看记录", en="change log and looks"),
        count_log,
        erase_log,
        (Change, Look, LookedAt, Trail, UserDay),
        how=Text(zh="内容抹去，链条仍可验证", en="Blanked; the chain still verifies"),
    ),
    Place("tasks", Text(zh="任务", en="tasks"), count_tasks, erase_tasks, (Task, Attempt)),
    Place("alerts", Text(zh="预警", en="alerts"), count_alerts, erase_alerts, (Alert,)),
    Place(
        "decisions", Text(zh="身份判定", en="decisions about persons"), count_decisions, erase_decisions, (Decision,)
    ),
    Place(
        "notes",
        Text(zh="人工记录、更正与加载出错信息", en="recorded contacts, corrections, and errors of loads"),
        count_notes,
        erase_notes,
        (RecordedInteraction, Correction, Load, CheckResult, Feed, FetchedFile),
        how=Text(zh="删除；出错信息中抹去姓名号码", en="Deleted; taken out of the text of errors"),
    ),
    Place(
        "jobs",
        Text(zh="后台作业与运行", en="jobs and runs"),
        count_jobs,
        erase_jobs,
        (Job, Run, StageRun),
        how=Text(zh="从文字中抹去", en="Taken out of their texts"),
    ),
    Place("samples", Text(zh="试用样本文件", en="sample files"), count_samples, erase_samples),
    Place(
        "comparisons",
        Text(zh="身份匹配的特征与配对", en="how persons compare"),
        count_comparisons,
        erase_comparisons,
        tables=("identity.features", "identity.pair", "identity.term_frequency"),
        in_warehouse=True,
    ),
    Place(
        "records",
        Text(zh="来源记录与隔离行", en="records of sources, and rejected rows"),
        count_records,
        erase_records,
        tables=("ingest.*",),
        in_warehouse=True,
    ),
    Place(
        "derived",
        Text(zh="客户档案、评分、标签与分群", en="profile, scores, tags and segments"),
        count_derived,
        erase_derived,
        tables=("identity.*", "profile.*", "scores.*", "tags.*", "segments.*", "rules.*"),
        in_warehouse=True,
    ),
)

WHEREABOUTS = Whereabouts(find_customer, PLACES, loads_of, scrub_loads)
OWN = (SubjectRequest,)
"""Names its customer while it is open, and nobody once it is done."""
