"""Bandit looks through the product; each finding that stays has its reason here, and none has it for nothing."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]

DECLARED = "names of tables and columns are declared in the code; values are bound"
NARROWS = "narrows a type for the checker; nothing depends on it"
OWN_PROGRAM = "our own module, started without a shell; its task comes on standard input or as one argument"
NO_PASSWORD = "a word or an empty default, no password"

ACCEPTED: dict[tuple[str, str], tuple[int, str]] = {
    ("foundation/access/attempts.py", "B105"): (1, NO_PASSWORD),
    ("foundation/access/commands.py", "B105"): (1, NO_PASSWORD),
    ("foundation/access/projecting.py", "B101"): (1, NARROWS),
    ("foundation/access/sessions.py", "B101"): (1, NARROWS),
    ("foundation/keys/migrating.py", "B608"): (1, "names of a model's own columns; values are bound"),
    ("foundation/packs/reading.py", "B101"): (1, NARROWS),
    ("foundation/warehouse/connection.py", "B608"): (2, DECLARED),
    ("foundation/warehouse/copying.py", "B404"): (1, "cp, found on the path, with two paths of our own"),
    ("foundation/warehouse/copying.py", "B603"): (1, "as above, started without a shell"),
    ("foundation/warehouse/embedded.py", "B608"): (3, DECLARED),
    ("foundation/warehouse/finding.py", "B608"): (2, DECLARED),
    ("foundation/warehouse/shredding.py", "B608"): (2, "names that the engine told, and one made here"),
    ("foundation/warehouse/spark.py", "B608"): (1, DECLARED),
    ("know/ingest/connectors/browsing.py", "B608"): (1, "names that the database told, quoted by its own rules"),
    ("know/ingest/connectors/bulk.py", "B404"): (1, OWN_PROGRAM),
    ("know/ingest/connectors/bulk.py", "B603"): (1, OWN_PROGRAM),
    ("know/ingest/connectors/bulk.py", "B608"): (
        1,
        "a statement that was parsed and is one SELECT, read-only over there",
    ),
    ("know/ingest/models.py", "B105"): (1, NO_PASSWORD),
    ("know/ingest/reading/excel_file.py", "B404"): (1, OWN_PROGRAM),
    ("know/ingest/reading/excel_file.py", "B603"): (1, OWN_PROGRAM),
    ("server/backup/operational.py", "B404"): (1, "programs of PostgreSQL"),
    ("server/backup/operational.py", "B603"): (1, "as above, started without a shell; names come from the settings"),
    ("server/cli.py", "B107"): (1, NO_PASSWORD),
    ("server/demo.py", "B105"): (1, "of a demonstration on one machine, said on the screen"),
    ("simulator/parts.py", "B608"): (1, "made of constants of the simulator"),
    ("simulator/words.py", "B608"): (2, "made of constants of the simulator"),
}
"""Module and check: how many findings, and why they stay."""


def test_bandit_finds_nothing_that_has_no_reason() -> None:
    program = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--format", "json", "tieline"]
    told = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(told.stdout)
    assert not report["errors"]
    assert len(report["metrics"]) > 200, "every module was looked at"
    found = Counter((each["filename"].removeprefix("tieline/"), each["test_id"]) for each in report["results"])
    assert found == {place: count for place, (count, _) in ACCEPTED.items()}, [
        f"{each['filename']}:{each['line_number']} {each['test_id']} {each['issue_text']}" for each in report["results"]
    ]


def test_no_module_silences_bandit_by_itself() -> None:
    silenced = [path for path in (ROOT / "tieline").rglob("*.py") if "nosec" in path.read_text(encoding="utf-8")]
    assert not silenced
