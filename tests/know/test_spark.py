"""Load, identity, profile, tags, segments: Spark gives the tables of the embedded warehouse, row by row."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.spark_cluster import OPTIONS
from tieline.foundation.jobs.models import Evaluation
from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.warehouse.current import close_warehouse, warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity import tables as identity
from tieline.know.identity.commands import refresh_identity
from tieline.know.ingest import queries
from tieline.know.ingest.commands import load_folder
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import RECORDS, REJECTED_ROW
from tieline.know.profile import tables as profile
from tieline.know.profile.commands import refresh_profile
from tieline.know.segments import tables as segments
from tieline.know.segments.commands import refresh_segments
from tieline.know.tags.commands import refresh_tags
from tieline.know.tags.queries import published_tag_table
from tieline.know.tags.tables import VALUE_COUNT
from tieline.pipeline import KINDS
from tieline.simulator.simulate import simulate

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

DAY = date(2026, 10, 31)
CUSTOMERS, DAYS = 40, 40
FEEDS = (
    "billing.customers",
    "billing.accounts",
    "billing.lines",
    "billing.bills",
    "billing.payments",
    "network.daily",
    "network.monthly",
    "callcentre",
    "app.accounts",
    "store.customers",
    "store.preferences",
)
PACK = Path(__file__).parents[2] / "packs" / "telecom"

ODD = """\
key: odd.customers
name: {zh: 其他, en: Others}
system: odd
where: {files: "odd/*.txt"}
rejected_share_limit: 0.9
format: {type: csv, delimiter: "|"}
records:
  - record: individual
    key: [no]
    map:
      party_ref: no
      full_name: name
      phone: phone
      email: mail
      address: address
      postal_code: postcode
      same_as_system: {value: billing}
      same_as_ref: known
      updated_at: {column: changed, type: timestamp, time_zone: Europe/Berlin}
    characteristics:
      spend: {column: spend, type: number}
      children: {column: children, type: integer}
      note: note
  - record: party_status
    key: [no]
    map:
      party_ref: no
      left: {column: left, type: boolean}
  - record: area
    key: [postcode]
    map:
      postal_code: postcode
      population: {column: population, type: integer}
  - record: product_order
    key: [no]
    only_if: {column: item, filled: true}
    map:
      order_ref: no
      party_ref: no
      at: {column: changed, type: timestamp, time_zone: Europe/Berlin}
      channel: {value: shop}
      item: item
      amount: {column: spend, type: number, unit: fen, to: yuan}
      status: {value: delivered}
"""

ROWS = """\
no|name|phone|mail|address|postcode|known|changed|spend|children|note|left|population|item
1|Steven\vGarcía|+86 139 1234 5678|<mailto:S.G@QQ.com>;|4 Road|310013|?|2025-08-25T10:09:17+05:30|1.005|2|a.b|no|9|case
2|张伟ms|13912345678||浙江省杭州市西湖区 长江路 56 号 4 号楼|310014|?|2026-03-29 02:30:00|12345678.9|0|$1 \\1|yes|1,200|
3|ΟΔΟΣ İpek|0139-1234-5678|ipek@a.b.cn||99|?|2026-10-25 02:30:00.5|0.00001|-3|${x}|否||phone
4|O'Brien\\x Ann||ann_@x.com||310015||2026-01-01|100.5|7|\u200b|是|7|
5|ＷＡＮＧ　ｌｅｉ|１３９１２３４５６７９|w@example.com||310016|?|2025-02-30|-0.001|1.5||true|x|card
"""
"""``?`` stands for the number of a customer of billing."""

Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack") / "telecom"
    shutil.copytree(PACK, folder)
    (folder / "sources" / "odd_customers.yaml").write_text(ODD, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("operator") / "delivery"
    simulate(CUSTOMERS, 7, folder, DAY, lambda share, doing: None, days=DAYS, feeds=FEEDS)
    billing = (folder / "billing" / "customers-0001.csv").read_bytes().splitlines()[1:]
    rows = ROWS
    for line in billing[: ROWS.count("|?|")]:
        rows = rows.replace("|?|", f"|{line.split(b',')[0].decode()}|", 1)
    (folder / "odd").mkdir()
    (folder / "odd" / "customers.txt").write_text(rows, encoding="utf-8")
    return folder


def declared(module: Any) -> list[Table]:
    return [found for found in vars(module).values() if isinstance(found, Table)]


OF_MOMENTS = {"profile.seen"}
"""What says when something was done, which is another moment each time."""
KNOWN = [*declared(identity), *declared(profile), VALUE_COUNT, *declared(segments)]
TABLES = {each.full_name: each for each in [*RECORDS.values(), REJECTED_ROW, *KNOWN]}


def tables_of(url: str, data: Path, pack: Path, delivery: Path, settings: Any) -> Mapping[str, Rows]:
    """Every table of these stages after the delivery was loaded and they ran, in an order of its own."""
    settings.TIELINE_DATA, settings.TIELINE_WAREHOUSE = data, url
    close_warehouse()
    Load.objects.all().delete()
    Evaluation.objects.all().delete()
    apply_pack(pack, KINDS, by="")
    sources = [source for source in queries.list_sources() if source.key.startswith((*FEEDS, "odd"))]
    report = load_folder(sources, delivery)
    assert not report.problems
    for refresh in (refresh_identity, refresh_profile, refresh_tags, refresh_segments):
        refresh(DAY, lambda share, doing: None)
    tables = {**TABLES, "tags.customer_tag": published_tag_table()}
    read_of = {name: read(table) for name, table in tables.items() if name not in OF_MOMENTS}
    found = {name: sorted(map(comparable, rows), key=repr) for name, rows in read_of.items()}
    close_warehouse()
    return found


def read(table: Table) -> Rows:
    return [tuple(row.values()) for row in warehouse().table(table).to_pyarrow().to_pylist()]


def comparable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with figures to the ninth digit: sums and logarithms differ behind it."""
    return tuple(float(f"{value:.9g}") if isinstance(value, float) else value for value in row)


@pytest.mark.django_db
def test_spark_gives_the_tables_of_the_embedded_warehouse(
    spark_url: str, pack: Path, delivery: Path, tmp_path: Path, settings: Any
) -> None:
    own = tmp_path / "embedded", tmp_path / "spark"
    embedded = tables_of(f"duckdb:///{own[0]}/warehouse.duckdb", own[0], pack, delivery, settings)
    spark = tables_of(f"{spark_url}{own[1]}/warehouse?{OPTIONS}", own[1], pack, delivery, settings)
    assert {name: rows for name, rows in spark.items() if rows != embedded[name]} == {}
    without_rows = {name for name, rows in embedded.items() if not rows}
    assert without_rows <= {"identity.term_frequency", "identity.settled", "segments.change", "segments.listed"}
