"""What follows a restore: migrations, an entry in the change log, and erasing anew who was erased since."""

import json
from datetime import datetime
from pathlib import Path

from tieline.foundation.access.changes import record_change
from tieline.foundation.privacy.places import declare_whereabouts
from tieline.foundation.privacy.reapplying import erasures, reapply_erasures
from tieline.server.backup.key_files import keys_folder
from tieline.server.backup.restoring import Verified
from tieline.server.personal_data import WHEREABOUTS
from tieline.server.serve import migrate

ERASED = "erased.json"
"""Beside the key files, newer than any backup: who was erased, as keyed hashes."""


def settle_restored(found: Verified, *, now: datetime, keys: Path | None = None) -> list[str]:
    """What was done, as sentences: a restored installation is of this version and knows nobody who was erased."""
    migrate()
    record_change("restore_backup", "backup", found.backup, by="", after={"made_at": found.made_at}, now=now)
    path = (keys or keys_folder()) / ERASED
    if not path.is_file():
        return [f"There is no list of erased customers at {path}: erase again who was erased after the backup."]
    declare_whereabouts(WHEREABOUTS)
    gone = reapply_erasures(json.loads(path.read_text("utf-8")), by="", now=now)
    return [f"{gone} customers who were erased after the backup were erased again."]


def keep_erasures() -> int:
    """How many entries the list of the erased has, written down where no restore replaces it."""
    kept = erasures()
    folder = keys_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    making: Path = folder / f"{ERASED}.new"
    making.write_text(json.dumps(kept), "utf-8")
    making.replace(folder / ERASED)
    return len(kept["erased"])
