"""
A customer is erased, and nothing of them is found in any byte that Tieline keeps; a neighbour is still there.

Bytes alone do not prove it: DuckDB may compress texts, and Parquet and gzip do. So packed files are unpacked, and of
the warehouse every column of every table is read besides. That the search sees what is there is proven before.
"""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow

SETUP = """
import sys, os
from datetime import date
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from tieline.server import deliver, serve
from tieline.server.api import api
from tieline.foundation.warehouse.current import warehouse, close_warehouse
now = timezone.now()
"""

PREPARE = """
from tieline.simulator.simulate import simulate
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.looks import note_look, seal_looks
from tieline.know.ingest.commands import record_interaction
from tieline.know.ingest.models import Load
from tieline.foundation.jobs.models import Job
from datetime import timedelta
import json, uuid
day = date(2026, 10, 31)
serve.migrate()
folder = Path(sys.argv[1])
simulate(customers=120, seed=5, out=folder, ends_on=day, progress=lambda *_: None)
deliver.publish(Path("packs/telecom"))
deliver.load_folder(folder)
deliver.run(day)
rows = warehouse().fetch(
    "SELECT p.customer_id AS id, i.full_name AS name, c.value AS phone, l.party_ref AS ref FROM profile.customer p "
    "JOIN identity.link l ON l.party_id = p.customer_id AND l.system = 'billing' "
    "JOIN ingest.individual i ON i.party_ref = l.party_ref AND i.system = 'billing' "
    "JOIN identity.contact_point c ON c.party_id = p.customer_id AND c.medium = 'phone' "
    "WHERE p.customer_id IN (SELECT party_id FROM identity.link GROUP BY 1 HAVING count(*) >= 4) "
    "AND (SELECT count(DISTINCT o.party_id) FROM identity.contact_point o WHERE o.value = c.value) = 1 "
    "AND (SELECT count(*) FROM ingest.individual o WHERE o.full_name = i.full_name AND o.system = 'billing') = 1 "
    "ORDER BY 1 LIMIT 2", [])
for one in rows:
    record_interaction(customer_id=one["id"], at=now, channel="call", handled_by="li", text=f"{one['name']} called")
    shown = [row["id"] for row in rows]
    note_look("li", "GET /api/customers", shown, purpose="service", now=now - timedelta(minutes=9))
    said = {"tel": one["phone"]}
    record_change("correct_rows", "load", "L1", by="li", after=said, reason=f"for {one['name']}", now=now)
    Load.objects.filter(source="billing.lines").update(error_do="")
    Job.objects.create(id=uuid.uuid4(), task="x", due_at=now, state="failed", error=f"{one['phone']} {one['name']}")
seal_looks(now)
close_warehouse()
print(json.dumps(rows, ensure_ascii=False))
"""

ERASE = """
import json
from tieline.foundation.access.anchors import demand_sound
from tieline.foundation.privacy.erasing import erase_subject
from tieline.foundation.privacy.request_models import SubjectRequest
request = SubjectRequest.objects.create(
    kind="deletion", law="pipl", customer_id=sys.argv[1], received_at=now, received_by="bo", received_through="call",
    due_on=now.date())
erased = erase_subject(request, by="bo", now=now)
assert erased.customer_id == ""
close_warehouse()
print(json.dumps({"done": erased.done_with, "sound": demand_sound()}))
"""

AGAIN = """
import json
from tieline.know.ingest.models import Load
before = set(Load.objects.values_list("pk", flat=True))
for file in Path(sys.argv[1]).rglob("customers*"):
    file.write_bytes(file.read_bytes() + b"\\n")
deliver.load_folder(Path(sys.argv[1]))
deliver.run(date(2026, 11, 1))
close_warehouse()
new = Load.objects.exclude(pk__in=before)
print(json.dumps({each.source: each.rows_erased for each in new}))
"""


def run(folder: Path, script: str, *arguments: str) -> Any:
    """What a process of its own over this data folder says last, as JSON."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tieline.server.settings",
        "TIELINE_DATA": str(folder),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", SETUP + script, *arguments],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def contents(file: Path) -> Iterator[bytes]:
    """The bytes of a file, and what is packed in them."""
    held = file.read_bytes()
    yield held
    if held[:2] == b"\x1f\x8b":
        yield gzip.decompress(held)
    if held[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(held)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    if held[:4] == b"PAR1":
        rows = pq.read_table(io.BytesIO(held)).to_pylist()
        yield json.dumps(rows, default=str, ensure_ascii=False).encode()


def spellings(text: str) -> set[bytes]:
    """The bytes by which a text may be written."""
    return {text.encode(), text.encode("gb18030"), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode()}


def found_in(folder: Path, *texts: str) -> set[str]:
    """The files that hold one of the texts anywhere."""
    wanted = {each for text in texts for each in spellings(text)}
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file()
        for held in contents(file)
        if any(each in held for each in wanted)
    }


def tables_with(folder: Path, *texts: str) -> set[str]:
    """The tables of the warehouse with one of the texts in any column of any row."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as engine:
        names = engine.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        every = {
            f"{schema}.{name}": engine.execute(f'SELECT CAST(x AS VARCHAR) FROM "{schema}"."{name}" x').fetchall()
            for schema, name in names
        }
    return {name for name, rows in every.items() if any(text in row[0] for row in rows for text in texts)}


def marks(customer: dict[str, str]) -> list[str]:
    """By what a person could be told: phone in every spelling, name, numbers."""
    national = customer["phone"].removeprefix("+86")
    grouped = f"{national[:3]} {national[3:7]} {national[7:]}"
    dashed = grouped.replace(" ", "-")
    return [customer["phone"], national, grouped, dashed, customer["name"], customer["ref"], customer["id"]]


def test_nothing_of_an_erased_customer_is_found_in_any_byte(tmp_path: Path) -> None:
    folder, delivery = tmp_path / "data", tmp_path / "delivery"
    one, neighbour = run(folder, PREPARE, str(delivery))
    before = found_in(folder, *marks(one))
    assert {"warehouse.duckdb", "tieline.sqlite3"} <= {Path(each).name.removesuffix("-wal") for each in before}
    assert sum(each.startswith("inbox/") for each in before) >= 6
    assert {"ingest.individual", "identity.features", "profile.customer"} <= tables_with(folder, *marks(one))
    theirs = found_in(folder, *marks(neighbour)), tables_with(folder, *marks(neighbour))

    said = run(folder, ERASE, one["id"])

    assert found_in(folder, *marks(one)) == set()
    assert tables_with(folder, *marks(one)) == set()
    assert (found_in(folder, *marks(neighbour)), tables_with(folder, *marks(neighbour))) == theirs
    assert said["done"]["counts"]["records"] > 50
    assert said["sound"] > 0

    landed = run(folder, AGAIN, str(delivery))

    assert sum(landed.values()) >= 1, landed
    assert found_in(folder, *marks(one)) == set()
    assert tables_with(folder, *marks(one)) == set()
    assert tables_with(folder, *marks(neighbour)) >= {"profile.customer", "ingest.individual"}
