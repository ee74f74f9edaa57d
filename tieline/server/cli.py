"""The command line ``tieline``. Each command is a few steps; what takes long shows a bar."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import django
import typer
from rich.table import Table as Grid

from tieline.server.backup_cli import backup_commands, restore
from tieline.server.keys_cli import key_commands
from tieline.server.terminal import bar, console, told_errors

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Tieline, the customer-relationship engine for telecom operators."
)
pack_commands = typer.Typer(no_args_is_help=True, help="Check and publish definitions kept as files.")
app.add_typer(pack_commands, name="pack")

audit_commands = typer.Typer(no_args_is_help=True, help="Prove that the change log is as it was written.")
app.add_typer(audit_commands, name="audit")
app.add_typer(key_commands, name="keys")
app.add_typer(backup_commands, name="backup")
app.command()(restore)

PackPath = Annotated[Path, typer.Option("--pack", help="Folder of a pack, such as packs/telecom.")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day to ask every condition about; default today.")
]

export_commands = typer.Typer(no_args_is_help=True, help="Find out from which export a file came.")
app.add_typer(export_commands, name="export")

Anew = Annotated[bool, typer.Option("--anew", help="Give up an interrupted run and begin at the first stage.")]


def main() -> None:
    """Entry point: sets Django up, runs the command, tells errors."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tieline.server.settings")
    with told_errors():
        django.setup()
        app()


@app.command()
def up(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the product, after bringing the database to this version."""
    from tieline.server import serve  # noqa: PLC0415 - needs Django to be set up
    from tieline.server.backup.unfinished import demand_finished  # noqa: PLC0415 - as above

    demand_finished()
    serve.migrate()
    if warning := serve.demand_keys_for(host):
        console.print(f"[yellow]![/] {warning}")
    console.print(f"Tieline on [bold]{serve.scheme()}://{host}:{port}[/]  (Ctrl+C stops it)")
    serve.serve(host, port)


@app.command()
def demo(customers: int = 20_000, seed: int = 7, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Make an operator in a box once, then serve it."""
    from tieline.server import demo as steps  # noqa: PLC0415 - needs Django to be set up

    steps.prepare(customers=customers, seed=seed)
    steps.serve(host, port)


@app.command()
def simulate(
    out: Annotated[Path, typer.Option(help="Folder to write to; must not hold anything yet.")],
    customers: Annotated[int, typer.Option(min=10, help="How many customers.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    ends_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of history; default today.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Only the last so many days of what is dated.")] = None,
    feeds: Annotated[list[str] | None, typer.Option(help="Only this system or feed; may be repeated.")] = None,
) -> None:
    """Write what an operator's systems would hand over, and the truth behind it."""
    from tieline.simulator.simulate import simulate as write  # noqa: PLC0415 - heavy

    with bar(f"Simulating {customers:,} customers") as progress:
        write(customers, seed, out, _day(ends_on), progress, days=days, feeds=feeds or ())
    console.print(f"Files of each system in {out}, the truth in {out / 'truth'}")


@app.command()
def load(
    pack: PackPath,
    folder: Annotated[Path, typer.Option("--from", help="Folder with the files of each system.")],
) -> None:
    """Publish a pack, and load every file that its sources find below a folder."""
    from tieline.server import deliver, serve  # noqa: PLC0415 - needs Django to be set up

    serve.migrate()
    deliver.publish(pack)
    failed = deliver.load_folder(folder)
    raise typer.Exit(1 if failed else 0)


@app.command()
def fetch(
    source: Annotated[str | None, typer.Argument(help="Key of a source; by default all that are fetched.")] = None,
) -> None:
    """Fetch what is new through the connections of sources, and load it."""
    from tieline.server import deliver, serve  # noqa: PLC0415 - needs Django to be set up

    serve.migrate()
    failed = deliver.fetch(source)
    raise typer.Exit(1 if failed else 0)


@app.command()
def run(as_of: Day = None, anew: Anew = False) -> None:  # noqa: FBT002 - typer makes it the flag --anew
    """Run the pipeline as of a day, or continue a run that was interrupted."""
    from tieline.server import deliver, serve  # noqa: PLC0415 - needs Django to be set up

    serve.migrate()
    deliver.run(_day(as_of), anew=anew)


@app.command()
def worker() -> None:
    """Work off jobs in a process of its own (with PostgreSQL as the operational database)."""
    from tieline.server import deliver  # noqa: PLC0415 - needs Django to be set up

    deliver.work()


@app.command()
def user(
    login: str,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="agent, supervisor, marketer, analyst or admin; may be given again.")],
    team: Annotated[str | None, typer.Option(help="Key of the team.")] = None,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Create a user."""
    from tieline.foundation.access.commands import create_user  # noqa: PLC0415 - needs Django to be set up
    from tieline.server.serve import migrate  # noqa: PLC0415 - as above

    migrate()
    create_user(login=login, name=name, roles=role, password=password, team=team)
    console.print(f"User [bold]{login}[/] may log in.")


@app.command("event-key")
def event_key(
    name: Annotated[str, typer.Argument(help="Whose key it is, such as app.")],
    source: Annotated[list[str], typer.Option(help="Source it may send to; may be given again; * for all.")],
) -> None:
    """Make a key by which a machine sends events. It is shown once and kept nowhere."""
    from tieline.know.ingest.events.keys import new_key  # noqa: PLC0415 - needs Django to be set up

    key, entry = new_key(name, source)
    console.print(f"The key, for the sender's header X-API-Key:\n  {key}", soft_wrap=True)
    console.print(
        f"Its entry for the server's TIELINE_EVENT_KEYS (several are joined by ;):\n  {entry}", soft_wrap=True
    )


@app.command()
def doctor() -> None:
    """Check the machine, the stores and the definitions, and say what to do."""
    from tieline.server.doctor import examine  # noqa: PLC0415 - needs Django to be set up

    findings = examine()
    grid = Grid("", "what", "found", "what to do", box=None)
    for finding in findings:
        grid.add_row("[green]✓[/]" if finding.good else "[red]✗[/]", finding.what, finding.found, finding.do)
    console.print(grid)
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)


@app.command()
def reference() -> None:
    """Write the reference pages and the API document from the code."""
    from tieline.server.reference import write_reference  # noqa: PLC0415 - needs Django to be set up

    for path in write_reference():
        console.print(f"wrote {path}")


@pack_commands.command("check")
def check_pack(pack: Path) -> None:
    """Read a pack and say what is wrong with it, with the place of each mistake; publishes nothing."""
    from tieline.foundation.packs.reading import open_pack  # noqa: PLC0415 - needs Django to be set up
    from tieline.pipeline import KINDS  # noqa: PLC0415 - as above

    found = open_pack(pack, KINDS)
    console.print(f"{found.key}: {len(found.definitions.items)} definitions, all good")


@pack_commands.command("apply")
def apply(pack: Path) -> None:
    """Publish a pack: all of it or nothing."""
    from tieline.server import deliver, serve  # noqa: PLC0415 - needs Django to be set up

    serve.migrate()
    deliver.publish(pack)


@pack_commands.command("export")
def export(
    folder: Path,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite files that are there.")] = False,  # noqa: FBT002 - typer makes it the flag --replace
) -> None:
    """Write the definitions that were made on the screen into the folder of a pack, one file each."""
    from tieline.foundation.packs.export import export_local  # noqa: PLC0415 - needs Django to be set up
    from tieline.pipeline import KINDS  # noqa: PLC0415 - as above

    files = export_local(folder, KINDS, replace=replace)
    for path in files:
        console.print(f"wrote {path}")
    if not files:
        console.print("No definition was made on the screen.")


@export_commands.command("trace")
def trace_export(file: Path) -> None:
    """Say which export a file, or a piece of one, came from, who asked for it and whose rows are in it."""
    from tieline.server.leaks import tell_trace  # noqa: PLC0415 - needs Django

    raise typer.Exit(0 if tell_trace(file) else 1)


@audit_commands.command("verify")
def verify_audit(
    anchors: Annotated[
        list[Path] | None, typer.Option("--anchor", help="File with anchors that were given away; may be repeated.")
    ] = None,
) -> None:
    """Find any entry or look that was altered, taken out, put in or reordered; the exit code is 1 then."""
    from tieline.foundation.access.anchors import demand_sound, read_anchors  # noqa: PLC0415 - needs Django

    given = [each for path in anchors or [] for each in read_anchors(path.read_text("utf-8"), path.name)]
    console.print(f"The change log is sound: {demand_sound(given):,} entries, {len(given)} anchors given.")


@audit_commands.command("anchor")
def anchor_audit(out: Annotated[Path | None, typer.Option(help="File to add the line to.")] = None) -> None:
    """Write down the head of the change log as one line, to be kept by somebody else."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from tieline.foundation.access.anchors import anchor_changes, anchor_text  # noqa: PLC0415 - as above

    anchor = anchor_changes(timezone.now())
    line = anchor_text(anchor) if anchor else ""
    if out is None:
        console.print(line, soft_wrap=True, highlight=False)
    else:
        with out.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _day(given: datetime | None) -> date:
    from tieline.foundation.days import today  # noqa: PLC0415 - needs Django to be set up

    return given.date() if given else today()
