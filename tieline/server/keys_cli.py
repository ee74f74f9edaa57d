"""``tieline keys``: making, changing and looking at the keys that seal fields of the operational database."""

import typer
from rich.table import Table as Grid

from tieline.server.terminal import console

key_commands = typer.Typer(no_args_is_help=True, help="Keys that seal what identifies people in the database.")


@key_commands.command("new")
def new() -> None:
    """Make an entry for TIELINE_KEYS. It is shown once and kept nowhere."""
    from tieline.foundation.keys.wrapping import new_entry  # noqa: PLC0415 - needs Django to be set up

    console.print("Put it first in TIELINE_KEYS, former entries after it, joined by ;", highlight=False)
    console.print(f"  {new_entry()}", soft_wrap=True, highlight=False)
    console.print("Keep a copy where the backups are not: without it neither they nor the database can be read.")


@key_commands.command("status")
def status() -> None:
    """Show the data keys, what wraps them, and how many rows stand under each."""
    from tieline.foundation.keys.queries import list_keys  # noqa: PLC0415 - needs Django to be set up
    from tieline.foundation.keys.wrapping import current_wrapping, is_configured  # noqa: PLC0415 - as above

    grid = Grid("for", "number", "key", "state", "rows", "wrapped by", "made", box=None)
    for key in list_keys():
        told = (key.purpose, str(key.number), key.id, key.state, f"{key.rows:,}", key.wrapped_by)
        grid.add_row(*told, f"{key.made_at:%Y-%m-%d %H:%M}")
    console.print(grid)
    console.print(f"New data keys are wrapped by {current_wrapping().name}.")
    if not is_configured():
        console.print("[yellow]![/] That is for development: make a key with tieline keys new, and set TIELINE_KEYS")


@key_commands.command("rotate")
def rotate() -> None:
    """Make new data keys; rows are sealed anew in the background, by the running server or the next one."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django to be set up

    from tieline.foundation.keys.commands import count_waiting_rows, rotate_keys  # noqa: PLC0415 - as above
    from tieline.foundation.keys.jobs import ask_to_seal_anew  # noqa: PLC0415 - as above

    made = rotate_keys(by="", now=timezone.now())
    ask_to_seal_anew()
    console.print(f"[green]✓[/] {', '.join(f'{key.purpose} {key.number} ({key.pk})' for key in made)}")
    console.print(f"{count_waiting_rows():,} rows are sealed anew in the background; see tieline keys status")


@key_commands.command("rewrap")
def rewrap() -> None:
    """Wrap all data keys with the present key-encryption key; afterwards the former one is not needed here."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django to be set up

    from tieline.foundation.keys.commands import rewrap_keys  # noqa: PLC0415 - as above
    from tieline.foundation.keys.wrapping import current_wrapping  # noqa: PLC0415 - as above

    count = rewrap_keys(by="", now=timezone.now())
    console.print(f"[green]✓[/] {count} data keys wrapped anew, by {current_wrapping().name}; no row was touched")
    console.print("Keep the former key as long as backups are kept that were made with it.")
