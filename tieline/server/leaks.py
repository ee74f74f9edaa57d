"""``tieline export trace``: what leads from a file to its export, told on the terminal."""

from pathlib import Path

from tieline.foundation.exports.tracing import Found, trace_file
from tieline.server.terminal import console


def tell_trace(file: Path) -> bool:
    """Print every export that a file leads to; whether one of them is proven."""
    found = trace_file(file)
    for each in found:
        _tell(each)
    if not found:
        console.print("No export of this installation is found in the file.")
    return any(each.proven for each in found)


def _tell(found: Found) -> None:
    export = found.export
    mark = "[green]✓[/] proven" if found.proven else "[yellow]![/] not proven"
    console.print(f"{mark}: export [bold]{export.id}[/] ({export.what}, {export.format}, {export.rows_written} rows)")
    console.print(f"  asked by {export.asked_by} at {export.asked_at:%Y-%m-%d %H:%M} UTC for {export.purpose}")
    console.print(f"  reason: {export.reason}", markup=False)
    if found.same_bytes:
        console.print("  the file is the one that was downloaded, byte by byte")
    if found.rows:
        shown = ", ".join(str(row) for row in sorted(found.rows)[:10])
        console.print(f"  {len(found.rows):,} rows carry its trace: {shown}{' …' if len(found.rows) > 10 else ''}")
        console.print(f"  customers of the first: {', '.join(found.customers) or 'forgotten since'}")
    if found.forged:
        console.print(f"  {found.forged:,} traces in its name were not made here")
    if found.marked and not found.proven:
        console.print("  it carries the mark only, which anybody can write")
