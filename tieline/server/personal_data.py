"""Where personal data of customers lies, put together from what each capability says of its own."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from tieline.act.tasks.erasing import count_tasks, erase_tasks
from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.access.audit_models import Look, LookedAt
from tieline.foundation.access.erasing import erase_entries, erase_looks, erase_openings, find_entries
from tieline.foundation.access.models import Change
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.unusual_models import Trail, UserDay
from tieline.foundation.exports import removing as exports
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.queries import exports_with
from tieline.foundation.jobs.models import Evaluation, Job, Run, StageRun, Touch
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy import consent_commands
from tieline.foundation.privacy.consent_models import ConsentPerson, ConsentStatement
from tieline.foundation.privacy.derived import count_derived, erase_derived
from tieline.foundation.privacy.granted_models import GrantedRight
from tieline.foundation.privacy.places import Erasing, Place, Told, Whereabouts
from tieline.foundation.privacy.redacting import batched, find_rows, redact_rows
from tieline.foundation.privacy.request_models import LegalHold, SubjectRequest
from tieline.foundation.privacy.rights import count_rights, erase_rights
from tieline.foundation.privacy.subjects import PARTY, Subject
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.erasing import count_comparisons, count_decisions, erase_comparisons, erase_decisions
from tieline.know.identity.models import Decision
from tieline.know.ingest.erasing import (
    count_notes,
    count_records,
    erase_notes,
    erase_records,
    landed_loads,
    loads_of,
    scrub_loads,
)
from tieline.know.ingest.models import CheckResult, Correction, Feed, FetchedFile, Load, RecordedInteraction
from tieline.know.profile.erasing import find_erased, find_subject, find_subjects
from tieline.know.profile.portable import PORTABLE
from tieline.know.tags.queries import published_tag_table
from tieline.notice.rules.erasing import count_alerts, erase_alerts
from tieline.notice.rules.models import Alert
from tieline.server.backup.key_files import readable_until
from tieline.server.reference import declared_tables

JOB_TEXTS = (
    (Job, ("arguments", "result", "error", "progress")),
    (Run, ("error",)),
    (StageRun, ("report", "error")),
    (Touch, ("report", "error")),
    (Evaluation, ("error",)),
)


EXPORT_TEXTS = ("filters", "reason", "decision_reason", "why", "approved")


def find_customer(customer_id: str) -> Subject:
    """The customer as a data subject, or NotFound."""
    return find_subject(warehouse(), customer_id)


def find_customers(customer_ids: Sequence[str]) -> Subject:
    """Several customers as one data subject, without those who are not there; NotFound where nobody is."""
    return find_subjects(warehouse(), customer_ids)


def find_returned() -> list[str]:
    """Customers who are there although they were erased."""
    return find_erased(warehouse())


def tell_customer(seen: Projection, customer_id: str) -> Told:
    """Everything that is known of a customer, by table, as the asker's role for the purpose shows it."""
    known: Told = {}
    for name, table in told_tables().items():
        key: Any = {table.subject: customer_id}
        rows = seen.rows(table, **key)
        if rows:
            known[name] = rows
    return known


def told_tables() -> dict[str, Table]:
    """The tables that name a customer in each row, by name, as they are published now."""
    every = (*declared_tables(), published_tag_table())
    return {table.full_name: table for table in every if table.subject in ("customer_id", "party_id")}


def count_exports(subject: Subject) -> int:
    """Files of exports that hold the customer, and exports whose words name the customer."""
    named = find_rows(Export, EXPORT_TEXTS, (*subject.words, *subject.names))
    return sum(len(exports_with(each)) for each in subject.customers) + len(named)


def erase_exports(subject: Subject, erasing: Erasing) -> int:
    """Remove those files, and take the words out of what was asked for; how many exports."""
    named = redact_rows(Export, EXPORT_TEXTS, (*subject.words, *subject.names))
    return named + sum(exports.forget_customer(each, by=erasing.by, now=erasing.now) for each in subject.customers)


def _persons(subject: Subject) -> set[tuple[str, str]]:
    return {(mark.system, mark.value) for mark in subject.marks if mark.kind == PARTY}


def count_statements(subject: Subject) -> int:
    """What the customer agreed and objected to."""
    return len({row.statement_id for system, ref in _persons(subject) for row in _said_by(system, ref)})


def _said_by(system: str, party_ref: str) -> QuerySet[ConsentPerson]:
    return ConsentPerson.objects.filter(system=system, party_ref=party_ref)


def erase_statements(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Remove what binds nobody else; how many statements."""
    return consent_commands.forget_customer(_persons(subject))


def count_requests(subject: Subject) -> int:
    """Requests and holds that name the customer, beside the one at hand."""
    requests = SubjectRequest.objects.filter(customer_id__in=subject.customers)
    requests = requests.exclude(kind=SubjectRequest.Kind.DELETION, state__in=SubjectRequest.OPEN)
    return requests.count() + LegalHold.objects.filter(customer_id__in=subject.customers).count()


def erase_requests(subject: Subject, erasing: Erasing) -> int:
    """Let other requests name nobody, closing those that are open, and delete holds; how many."""
    others = SubjectRequest.objects.filter(customer_id__in=subject.customers)
    others = others.exclude(state=SubjectRequest.State.WORKING, kind=SubjectRequest.Kind.DELETION)
    said = {"state": SubjectRequest.State.REFUSED, "closed_by": erasing.by, "closed_at": erasing.now}
    others.filter(state__in=SubjectRequest.OPEN).update(**said)
    changed = others.update(customer_id="", refused_why="", extended_why="")
    return changed + LegalHold.objects.filter(customer_id__in=subject.customers).delete()[0]


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
    return len({pk for entries in _entries(subject) for pk in entries.values_list("pk", flat=True)}) + looks


def erase_log(subject: Subject, erasing: Erasing) -> int:
    """Blank those entries and looks, so that both still verify; how many."""
    request, by, now = erasing.request, erasing.by, erasing.now
    entries = sum(erase_entries(found, request=request, by=by, now=now) for found in _entries(subject))
    looks = erase_looks(subject.customers, request=request, by=by, now=now)
    return entries + looks + erase_openings(subject.customers)


def _entries(subject: Subject) -> Iterator[QuerySet[Change]]:
    """Entries that tell of the customer, by some words, names and objects at a time; one may be among several."""
    yield from (find_entries(words, ()) for words in batched(subject.words))
    yield from (find_entries((), names) for names in batched(subject.names))
    yield from (find_entries((), (), objects) for objects in batched(_objects(subject)))


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
        (Job, Run, StageRun, Touch, Evaluation),
        how=Text(zh="从文字中抹去", en="Taken out of their texts"),
    ),
    Place("exports", Text(zh="导出文件", en="exports"), count_exports, erase_exports, (Export,)),
    Place(
        "statements",
        Text(zh="同意与反对声明", en="what was agreed and objected to"),
        count_statements,
        erase_statements,
        (ConsentStatement, ConsentPerson),
    ),
    Place(
        "rights",
        Text(zh="已同意的更正、限制与反对", en="corrections, restrictions and objections that were granted"),
        count_rights,
        erase_rights,
        (GrantedRight,),
    ),
    Place(
        "requests",
        Text(zh="此前的权利请求与法律保全", en="former requests and legal holds"),
        count_requests,
        erase_requests,
        (SubjectRequest, LegalHold),
        how=Text(zh="请求不再指向客户；保全记录删除", en="Requests name nobody any more; holds are deleted"),
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
        tables=("identity.*", "profile.*", "scores.*", "tags.*", "segments.*", "rules.*", "rehearsal.*"),
        in_warehouse=True,
    ),
)

WHEREABOUTS = Whereabouts(
    find_customer,
    find_customers,
    PLACES,
    loads_of,
    landed_loads,
    scrub_loads,
    find_returned,
    tell_customer,
    told_tables,
    readable_until,
    PORTABLE,
)
