"""``tieline backup`` and ``tieline restore``."""

import time
from pathlib import Path
from typing import Annotated

import typer

from tieline.server.terminal import bar, console

backup_commands = typer.Typer(help="Take, check and end backups; without a further word: take one.")

Keys = Annotated[Path | None, typer.Option("--keys", help="Folder of key files; by default TIELINE_BACKUP_KEYS.")]
Archive = Annotated[Path, typer.Argument(help="The file that tieline backup wrote.")]
LOOK_EVERY_SECONDS = 0.5


@backup_commands.callback(invoke_without_command=True)
def backup(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--to", help="Folder for the archive; by default TIELINE_BACKUPS.")] = None,
    keys: Keys = None,
) -> None:
    """Write both stores and the files beside them, as of one instant, into one sealed archive; its key lies apart."""
    if context.invoked_subcommand:
        return
    from django.utils import timezone  # noqa: PLC0415 - needs Django to be set up

    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - as above
    from tieline.server.backup.key_files import keys_folder  # noqa: PLC0415 - as above
    from tieline.server.backup.taking import take_backup  # noqa: PLC0415 - as above
    from tieline.server.deliver import server_holds_the_warehouse  # noqa: PLC0415 - as above

    to, keys = to and to.resolve(), keys and keys.resolve()
    if server_holds_the_warehouse():
        archive = _by_the_server(to, keys)
    else:
        with bar("Taking a backup") as progress:
            taken = take_backup(warehouse(), now=timezone.now(), by="", folder=to, keys=keys, progress=progress)
        archive = str(taken.archive)
    console.print(f"[green]✓[/] {archive}", soft_wrap=True, highlight=False)
    console.print(f"Its key is in {keys or keys_folder()}: keep it apart from the archive.", soft_wrap=True)


@backup_commands.command("verify")
def verify(archive: Archive, keys: Keys = None) -> None:
    """Read every byte of an archive and hold it against its manifest; nothing is written."""
    from tieline.server.backup.restoring import verify_backup  # noqa: PLC0415 - needs Django to be set up

    with bar("Checking the backup") as progress:
        found = verify_backup(archive, keys, progress)
    console.print(
        f"[green]✓[/] {found.backup}: {found.parts} parts, {found.bytes:,} bytes, Tieline {found.version}, all whole"
    )


@backup_commands.command("list")
def listed(keys: Keys = None) -> None:
    """Show the backups whose keys are here, and until when each can be read."""
    from tieline.server.backup.key_files import list_key_files  # noqa: PLC0415 - needs Django to be set up

    for kept in list_key_files(keys):
        until = f"{kept.readable_until:%Y-%m-%d %H:%M}"
        console.print(f"{kept.backup}  readable until {until}  wrapped by {kept.wrapped_by}", highlight=False)


@backup_commands.command("prune")
def prune(keys: Keys = None) -> None:
    """Destroy the keys of backups that are older than TIELINE_BACKUP_KEEP_DAYS: nobody can read them any more."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django to be set up

    from tieline.server.backup.pruning import prune_backups  # noqa: PLC0415 - as above

    over = prune_backups(timezone.now(), keys=keys)
    console.print(f"[green]✓[/] {len(over)} backups can never be read again {' '.join(over)}".rstrip())


def restore(
    archive: Archive,
    keys: Keys = None,
    replace: Annotated[bool, typer.Option("--replace", help="Keep aside what is there, and restore.")] = False,  # noqa: FBT002 - typer makes it the flag --replace
) -> None:
    """Bring a backup back into an empty installation; the server must be stopped."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django to be set up

    from tieline.server.backup.restored import settle_restored  # noqa: PLC0415 - as above
    from tieline.server.backup.restoring import restore_backup  # noqa: PLC0415 - as above

    with bar("Restoring") as progress:
        found = restore_backup(archive, keys=keys, replace=replace, now=timezone.now(), progress=progress)
    for said in settle_restored(found, now=timezone.now(), keys=keys):
        console.print(said)
    console.print(f"[green]✓[/] Restored the state of {found.made_at:%Y-%m-%d %H:%M} UTC ({found.parts} parts)")


def _by_the_server(to: Path | None, keys: Path | None) -> str:
    """The path of the archive that the running server wrote."""
    from tieline.foundation.errors import Unavailable  # noqa: PLC0415 - needs Django to be set up
    from tieline.foundation.jobs.commands import add_job  # noqa: PLC0415 - as above
    from tieline.foundation.jobs.models import Job  # noqa: PLC0415 - as above
    from tieline.server.backup.jobs import take_backup_job  # noqa: PLC0415 - as above

    job = add_job(take_backup_job, [str(to) if to else None, str(keys) if keys else None], {})
    with bar("The server takes a backup") as progress:
        while job.state not in (Job.State.DONE, Job.State.FAILED):
            time.sleep(LOOK_EVERY_SECONDS)
            job.refresh_from_db()
            share, _, doing = job.progress.partition(" % ")
            progress(int(share) / 100 if share.isdigit() else 0.0, doing)
    if job.state == Job.State.FAILED:
        raise Unavailable(f"The backup failed: {job.error}", do="Mend the cause and take it again")
    return str(job.result)
