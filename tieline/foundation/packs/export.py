"""Definitions made on the screen as the files of a pack, so that they can be reviewed in git."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tieline.foundation.errors import Refused
from tieline.foundation.packs.documents import yaml_of
from tieline.foundation.packs.kinds import Kind
from tieline.foundation.packs.published import LOCAL, published_reads


def export_local(folder: Path, kinds: Sequence[Kind[Any]], *, replace: bool = False) -> list[Path]:
    """
    The files written below a pack's folder, ``sources/<key>.yaml`` and the like: one per definition from the screen.

    A file that is there already is refused unless it may be replaced. Once the pack says the same, applying it
    makes the definitions its own.
    """
    folders = {kind.name: kind.folder for kind in kinds}
    wanted = {
        folder / folders[item.kind] / f"{item.key}.yaml": item.body for item in published_reads(kinds, pack=LOCAL)
    }
    there = [path for path in wanted if path.exists()]
    if there and not replace:
        raise Refused("A file is there already", where=str(there[0]), do="Give another folder, or --replace")
    for path, body in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml_of(body), encoding="utf-8")
    return sorted(wanted)
