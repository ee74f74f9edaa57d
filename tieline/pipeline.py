"""
READ FIRST: everything Tieline does with what it knows, in order.

Sources become records, records parties, parties customers with a profile; scores, tags and segments say what is
known about each; rules notice, and tasks give the right person something to do. What came of a task is an
interaction, and so a source of the next run: the loop closes through data. What lands between two runs is followed
for the customers concerned (``server.touching``); a run begins by holding what that left against what it finds.

Each stage replaces its tables in one transaction and may be repeated: a run that was killed goes on at the stage
that was interrupted and ends with the same tables.
"""

from datetime import date
from typing import Any

from opentelemetry import trace

from tieline.act.tasks.commands import refresh_tasks
from tieline.act.tasks.definitions import KIND as TASK_TEMPLATES
from tieline.act.tasks.keeping import KEPT as KEPT_TASKS
from tieline.foundation.access.roles import KIND as ROLES
from tieline.foundation.jobs.models import Run
from tieline.foundation.jobs.runs import do_stage, finish_run, start_or_resume_run
from tieline.foundation.jobs.stages import Progress, Stage
from tieline.foundation.packs.kinds import Kind
from tieline.foundation.privacy.consent_definitions import TEXTS as CONSENT_TEXTS
from tieline.foundation.privacy.consent_definitions import TOPICS as CONSENT_TOPICS
from tieline.foundation.privacy.register_definitions import CONTROLLERS, PROCESSING
from tieline.foundation.privacy.retention_definitions import KIND as RETENTION
from tieline.foundation.privacy.retention_keeping import declare_keepables
from tieline.foundation.privacy.retention_own import KEPT as KEPT_LOGS
from tieline.know.identity.commands import refresh_identity
from tieline.know.identity.definitions import KIND as MATCH_POLICY
from tieline.know.ingest.commands import refresh_ingest
from tieline.know.ingest.definitions import CONNECTIONS
from tieline.know.ingest.definitions import KIND as SOURCES
from tieline.know.ingest.keeping import KEPT as KEPT_RECORDS
from tieline.know.profile.commands import refresh_profile
from tieline.know.profile.definitions import KIND as SURVIVORSHIP
from tieline.know.profile.keeping import KEPT as KEPT_CUSTOMERS
from tieline.know.scores.commands import refresh_scores
from tieline.know.scores.definitions import KIND as MODELS
from tieline.know.segments.commands import refresh_segments
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.know.tags.commands import refresh_tags
from tieline.know.tags.definitions import KIND as TAGS
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.definitions import KIND as RULES
from tieline.notice.rules.group_definitions import KIND as GROUP_RULES
from tieline.notice.rules.keeping import KEPT as KEPT_ALERTS
from tieline.notice.rules.parity import check_parity

STAGES = (
    Stage("parity", check_parity),
    Stage("ingest", refresh_ingest),
    Stage("identity", refresh_identity),
    Stage("profile", refresh_profile),
    Stage("scores", refresh_scores),
    Stage("tags", refresh_tags),
    Stage("segments", refresh_segments),
    Stage("rules", refresh_rules),
    Stage("tasks", refresh_tasks),
)

KINDS: tuple[Kind[Any], ...] = (
    ROLES,
    CONSENT_TOPICS,
    CONSENT_TEXTS,
    CONNECTIONS,
    SOURCES,
    MATCH_POLICY,
    SURVIVORSHIP,
    MODELS,
    TAGS,
    SEGMENTS,
    RULES,
    GROUP_RULES,
    TASK_TEMPLATES,
    RETENTION,
    CONTROLLERS,
    PROCESSING,
)
"""Every kind of definition that a pack may hold."""

declare_keepables((*KEPT_RECORDS, *KEPT_CUSTOMERS, *KEPT_ALERTS, *KEPT_TASKS, *KEPT_LOGS))


def run_pipeline(as_of: date | None, *, by: str, progress: Progress, anew: bool = False) -> Run:
    """The finished run as of the day (None: the interrupted run's, else today); continues one that was killed."""
    run = start_or_resume_run(as_of, by, anew=anew)
    for position, stage in enumerate(STAGES):

        def within(share: float, doing: str, position: int = position, name: str = stage.name) -> None:
            progress((position + share) / len(STAGES), f"{name} {doing}".strip())

        within(0.0, "")
        with trace.get_tracer("tieline").start_as_current_span(f"stage {stage.name}"):
            do_stage(run, stage, position, within)
    finish_run(run)
    return run
