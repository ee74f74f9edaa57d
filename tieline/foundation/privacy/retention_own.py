"""What the foundation itself keeps and lets go: looks at customers, and failed jobs with their errors."""

from datetime import datetime, time

from django.db.models import Q, QuerySet

from tieline.foundation.access.audit_models import Look, LookedAt
from tieline.foundation.access.letting_go import let_looks_go
from tieline.foundation.days import operator_zone
from tieline.foundation.jobs.models import Job
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.retention_keeping import Keepable, Letting, Minimum, Old, Survey
from tieline.foundation.privacy.retention_rows import of_held, old_rows, survey_rows

LOGS = Minimum(
    "CN",
    6,
    Text(
        zh="《网络安全法》（2017）第二十一条第三项：网络日志留存不少于六个月",
        en="China's Cybersecurity Law (2017), art. 21(3): logs of the network, six months",
    ),
)


def survey_looks(old: Old) -> Survey:
    """Looks, sealed or not."""
    held = Q(pk__in=LookedAt.objects.filter(of_held(old)).values("look"))
    return survey_rows(Look.objects.all(), old, held)


def let_old_looks_go(letting: Letting) -> int:
    """Delete old looks, and say so in the change log; how many."""
    before = datetime.combine(letting.old.before, time(), tzinfo=operator_zone())
    held = {each for subject in letting.old.held for each in subject.customers}
    return let_looks_go(before, held, limit=letting.limit, rule=letting.rule, now=letting.now)


def survey_failed(old: Old) -> Survey:
    """Failed jobs; those that were done are forgotten after a month anyway."""
    return survey_rows(_failed(), old)


def let_failed_go(letting: Letting) -> int:
    """Delete them with their errors; how many."""
    return Job.objects.filter(pk__in=old_rows(_failed(), letting)).delete()[0]


def _failed() -> QuerySet[Job]:
    return Job.objects.filter(state=Job.State.FAILED)


KEPT = (
    Keepable(
        "looks",
        Text(zh="查看记录", en="Looks"),
        Text(
            zh="谁何时看了哪些客户；删除后变更日志仍可验证。",
            en="Who was shown which customers, and when; the change log verifies afterwards too.",
        ),
        {"at": Text(zh="查看时间", en="when it was")},
        survey_looks,
        let_old_looks_go,
        minimums=(LOGS,),
    ),
    Keepable(
        "failed_jobs",
        Text(zh="失败的后台作业", en="Failed jobs"),
        Text(zh="失败的作业及其出错信息。", en="Jobs that failed, with their errors."),
        {"finished_at": Text(zh="失败时间", en="when it failed")},
        survey_failed,
        let_failed_go,
    ),
)
