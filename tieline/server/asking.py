"""What was published since the last run, asked of everybody at once: nobody waits a night for the rule he wrote."""

from django_tasks import task

from tieline.act.tasks.commands import refresh_tasks
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.evaluations import unasked
from tieline.foundation.jobs.models import Run
from tieline.foundation.jobs.queries import find_newest_run
from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.foundation.jobs.stages import Progress
from tieline.know.segments.commands import refresh_segments
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.know.tags.commands import refresh_tags
from tieline.know.tags.definitions import KIND as TAGS
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.definitions import KIND as RULES

ASK_KEY = "ask what was published"
STAGES = ((TAGS.name, refresh_tags), (SEGMENTS.name, refresh_segments), (RULES.name, refresh_rules))


@task(queue_name=WAREHOUSE, priority=4)
def ask_published_job() -> int:
    """How many definitions everybody was asked for because they were published, or taken back, since the last time."""
    return ask_published(progress_of_current_job())


def publication_waits() -> bool:
    """Whether something was published since everybody was asked; never before the first run, nor while one goes on."""
    run = find_newest_run()
    return run is not None and run.state == Run.State.DONE and any(unasked(kind) for kind, _ in STAGES)


def ask_published(progress: Progress) -> int:
    """
    Ask everybody the tags, segments and rules again, from the first kind of which something was published.

    As of the day that is shown, as a run would; what follows from the new answers follows: alerts and tasks. How many
    definitions were new or gone; 0, and nothing is done, where there are none or the next run sees to them.
    """
    run = find_newest_run()
    waiting = [unasked(kind) for kind, _ in STAGES]
    if run is None or run.state != Run.State.DONE or not any(waiting):
        return 0
    first = next(place for place, keys in enumerate(waiting) if keys)
    stages = [*(refresh for _, refresh in STAGES[first:]), refresh_tasks]
    for place, refresh in enumerate(stages):

        def within(share: float, doing: str, place: int = place) -> None:
            progress((place + share) / len(stages), doing)

        refresh(run.as_of, within)
    return sum(map(len, waiting))
