"""What ``tieline doctor`` examines: the machine, the stores, the definitions, the web app; read only."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tieline.foundation.access.anchors import verify_log
from tieline.foundation.errors import TielineError
from tieline.foundation.keys.commands import demand_keys
from tieline.foundation.keys.wrapping import current_wrapping, is_configured
from tieline.foundation.packs.models import Definition
from tieline.foundation.warehouse.current import warehouse
from tieline.server.serve import web_is_built

LEAST_FREE_GB = 2


@dataclass(frozen=True)
class Finding:
    """One thing examined: whether it is good, what was found, and what to do when it is not."""

    good: bool
    what: str
    found: str
    do: str = ""


def examine() -> list[Finding]:
    """All findings, in the order in which to mend them."""
    return [_python(), _disk(), *_database(), _keys(), _warehouse(), _web()]


def _python() -> Finding:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(sys.version_info >= (3, 11), "Python", found, "Install Python 3.11 or later")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.TIELINE_DATA).free / 1e9
    return Finding(
        free >= LEAST_FREE_GB, "Disk of the data folder", f"{free:.0f} GB free", "Make room, or move TIELINE_DATA"
    )


def _database() -> Iterator[Finding]:
    vendor = connection.vendor
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        yield Finding(
            good=False,
            what="Operational database",
            found=f"{vendor}: {error}",
            do="Check TIELINE_DATABASE and that it runs",
        )
        return
    yield Finding(good=True, what="Operational database", found=vendor)
    yield Finding(waiting == 0, "Migrations", f"{waiting} not applied", "Run tieline up, which applies them")
    if waiting == 0:
        count = Definition.objects.filter(state=Definition.State.PUBLISHED).count()
        yield _change_log()
        yield Finding(
            count > 0, "Definitions", f"{count} published", "Publish a pack: tieline pack apply packs/telecom"
        )


def _change_log() -> Finding:
    verdict = verify_log()
    found = verdict.what or f"{verdict.sound} entries, none altered"
    return Finding(verdict.broken_at is None, "Change log", found, "Somebody wrote past Tieline: compare with a backup")


def _keys() -> Finding:
    try:
        demand_keys()
    except DatabaseError:
        return Finding(good=True, what="Keys", found="none yet")
    except TielineError as error:
        return Finding(good=False, what="Keys", found=error.what, do=error.do)
    reached = settings.HTTPS or connection.vendor == "postgresql"
    found = current_wrapping().name if is_configured() else "derived from the secret key, for development"
    return Finding(is_configured() or not reached, "Keys", found, "Make one with tieline keys new, set TIELINE_KEYS")


def _warehouse() -> Finding:
    try:
        found = warehouse()
    except TielineError as error:
        held = "another process" in error.what
        return Finding(held, "Warehouse", error.what, "" if held else error.do)
    return Finding(good=True, what="Warehouse", found=Path(found.path).name)


def _web() -> Finding:
    return Finding(web_is_built(), "Web app", str(settings.WEB_DIR), "Build it: make web")
