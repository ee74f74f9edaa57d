"""Which folders make up each table of a warehouse of files: one small JSON file, replaced whole."""

import json
import os
import shutil
from pathlib import Path
from uuid import uuid4

FILE = "catalogue.json"


class Catalogue:
    """The parts of every table below one folder. A part is a folder that is written once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts: dict[str, list[str]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / FILE
        if kept.exists():
            self.parts = json.loads(kept.read_text(encoding="utf-8"))
        self.sweep()

    def new_part(self, table: str) -> str:
        """The name of a part that is not there yet."""
        return f"{table}/{uuid4().hex}"

    def path(self, part: str) -> Path:
        """The folder of a part."""
        return self.folder / "parts" / part

    def commit(self, parts: dict[str, list[str]]) -> None:
        """Put these lists into force; readers that began before go on with the files that they have."""
        target, written = self.folder / FILE, self.folder / f".{uuid4().hex}.json"
        with written.open("w", encoding="utf-8") as file:
            json.dump(parts, file)
            file.flush()
            os.fsync(file.fileno())
        written.replace(target)
        self.parts = parts

    def sweep(self) -> int:
        """Remove what no list names: parts of transactions that were killed, and those that were replaced; how many."""
        removed = 0
        named = {part for parts in self.parts.values() for part in parts}
        for found in (self.folder / "parts").glob("*/*"):
            if f"{found.parent.name}/{found.name}" not in named:
                shutil.rmtree(found, ignore_errors=True)
                removed += 1
        return removed
