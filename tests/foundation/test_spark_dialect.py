"""Expressions of the stages mean the same on a real Spark cluster as in the embedded engine, odd values included."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pytest

from tests.spark_cluster import OPTIONS
from tieline.foundation.standards.emails import email_column
from tieline.foundation.standards.names import name_key_column, plain_name_column
from tieline.foundation.warehouse.connection import Warehouse, open_warehouse
from tieline.foundation.warehouse.staging import staging

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

UTC_INSTANT = dt.Timestamp(timezone="UTC")
WRITTEN = (
    *("2025-08-25T10:09:17+08:00", "2025-08-25 10:09:17.5Z", "2025-8-5", "2025-02-30", "", " ", "true", "12.50", "nan"),
    *(
        "Steven García",
        " a\vb\fc\t",
        "李,小明 先生",
        "张ms",
        "ms",
        "Jean-Luc  Müller",
        "ＡＢ１２",
        "a😀b",
        "O'Brien\\x",
    ),
    *(
        "$1 \\1",
        "a%b_c",
        "a${b}c[x]{1}&&",
        "İ ΟΔΟΣ",
        "a\u00a0b",
        "a\u2028c",
        "line\nbreak\r\n",
        "<Mailto:A.B@Mail.CN>; ",
    ),
)
NUMBERS = (0.5, 1.5, 2.5, -1.5, 2.675, 1.005, 1e15, 1e-5, 5e-4, 123456789.125, -0.001, 1e20, 33.333333333)
INSTANTS = (datetime(2026, 3, 29, 2, 30), datetime(1899, 5, 5, 1, 2, 3), datetime(2026, 12, 31, 23, 59, 59, 999999))  # noqa: DTZ001 - as the warehouse stores instants
LISTS: tuple[list[str | None] | None, ...] = (
    None,
    [],
    ["b", None, "a", "b"],
    ["é", "z", "Z", "中", "😀", "\uffff"],
    [""],
)

Say = Callable[[ir.Table], ir.Value]

OF_TEXTS: dict[str, Say] = {
    "instant with a zone": lambda t: t.text.try_cast(UTC_INSTANT).cast("timestamp"),
    "instant without one": lambda t: t.text.try_cast("timestamp"),
    "day": lambda t: t.text.try_cast("date"),
    "number": lambda t: t.text.try_cast("float64").nullif(float("nan")),
    "stripped": lambda t: t.text.strip(),
    "in small letters": lambda t: t.text.lower(),
    "of a length": lambda t: t.text.length(),
    "part": lambda t: t.text.substr(1, 3),
    "backwards": lambda t: t.text.reverse(),
    "place of a letter": lambda t: t.text.find("a"),
    "characters": lambda t: t.text.split("").join("|"),
    "words": lambda t: t.text.split(" ").sort().join("|"),
    "between dots": lambda t: t.text.split(".").join("|"),
    "last word": lambda t: t.text.split(" ")[t.text.split(" ").length() - 1],
    "white space": lambda t: t.text.re_replace(r"\s+", "_"),
    "no white space": lambda t: t.text.re_replace(r"[^\s]+", "_"),
    "title": lambda t: t.text.re_search(r"\bms\b"),
    "at the end": lambda t: t.text.re_search("k$|c$"),
    "any character": lambda t: t.text.re_replace("a.*", "_"),
    "signs": lambda t: t.text.re_replace(r"[][&&$\\]", "_"),
    "groups": lambda t: t.text.re_replace(r"(\w)(\w)", r"\2$\1"),
    "found": lambda t: t.text.re_extract(r"([0-9]+)-([0-9]+)", 2),
    "letters of all scripts": lambda t: t.text.re_replace(r"[^\p{L}\p{N}]+", " "),
    "digest": lambda t: t.text.hexdigest("md5"),
    "before": lambda t: t.text < "a",
    "name": lambda t: plain_name_column(t.text),
    "name in any order": lambda t: name_key_column(plain_name_column(t.text)),
    "e-mail": lambda t: email_column(t.text),
    "order": lambda t: ibis.row_number().over(order_by=[t.text, t.place]),
}

OF_OTHERS: dict[str, Say] = {
    "rounded": lambda t: t.number.round(2),
    "rounded to nothing": lambda t: (t.number / 1000).round(2).cast("string"),
    "whole": lambda t: ibis.ifelse(t.number < 1e10, t.number, 0.0).cast("int64"),
    "number as text": lambda t: t.number.cast("string"),
    "large number as text": lambda t: (t.number * -1e9).cast("string"),
    "small number as text": lambda t: (t.number / 1e5).cast("string"),
    "no number as text": lambda t: (t.number * 1e308 * 1e5).cast("string"),
    "least": lambda t: ibis.least(t.whole, t.place),
    "even": lambda t: t.whole % 2,
    "shifted": lambda t: (t.place << 13) >> 3,
    "instant as text": lambda t: t.at.cast("string"),
    "sortable": lambda t: t.at.strftime("%Y%m%d%H%M%S%f"),
    "seconds": lambda t: t.at.epoch_seconds().cast("int64"),
    "local time": lambda t: (t.at.cast("string") + " Europe/Berlin").try_cast(UTC_INSTANT).cast("timestamp"),
    "days": lambda t: t.at.date().delta(ibis.date("2026-03-01"), unit="day"),
    "end of the month": lambda t: (t.at.truncate("M") + ibis.interval(months=1) - ibis.interval(days=1)).date(),
    "by size, unknown last": lambda t: ibis.row_number().over(order_by=[t.whole.desc(), t.place]),
    "next": lambda t: t.whole.lead().over(ibis.window(group_by="group", order_by="place")),
    "different": lambda t: t.list.unique().sort(),
    "joined": lambda t: t.list.join(","),
    "first": lambda t: t.list[0],
    "last": lambda t: t.list[-1],
    "no such": lambda t: t.list[9],
    "rest": lambda t: t.list[1:],
    "known": lambda t: t.list.filter(lambda each: each.notnull()).join("-"),
}

OF_GROUPS: dict[str, Say] = {
    "sum": lambda t: t.number.sum(where=t.number < 1e10).round(6),
    "sum of nothing": lambda t: t.number.sum(where=t.place < 0),
    "different": lambda t: t.whole.nunique(where=t.whole > 0),
    "greatest text": lambda t: t.text.max(),
    "of the greatest": lambda t: t.whole.argmax(t.place),
    "of the least": lambda t: t.text.argmin(t.place, where=t.whole > 0),
    "of none": lambda t: t.text.argmax(t.place, where=t.place < 0),
    "texts in order": lambda t: t.text.group_concat(",", where=t.whole > 0, order_by=[t.whole.asc(), t.text]),
    "no texts": lambda t: t.text.group_concat(",", where=t.whole > 100, order_by=t.text),
    "empty texts": lambda t: t.text.group_concat(",", where=t.text == "", order_by=t.text),
    "collected": lambda t: t.text.collect(distinct=True).sort().join("\n"),
    "nothing collected": lambda t: t.text.collect(where=t.whole > 100).sort().join("\n"),
    "lists together": lambda t: t.list.collect().flatten().unique().sort(),
    "whether any": lambda t: (t.whole > 1).any(),
}


@pytest.fixture(scope="module")
def warehouses(spark_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, Warehouse]]:
    folder: Path = tmp_path_factory.mktemp("dialect")
    both = open_warehouse(f"duckdb:///{folder}/w.duckdb"), open_warehouse(f"{spark_url}{folder}/spark?{OPTIONS}")
    yield both
    for each in both:
        each.close()


def said(warehouse: Warehouse, expressions: dict[str, Say], *, grouped: bool = False) -> dict[str, list[Any]]:
    """What each expression gives for the rows of the odd values, by its name."""
    count = len(WRITTEN)
    columns: dict[str, tuple[str, list[Any]]] = {
        "place": ("int64", list(range(count))),
        "group": ("string", ["a" if place % 3 else "b" for place in range(count)]),
        "text": ("string", list(WRITTEN)),
        "number": ("float64", [NUMBERS[place % len(NUMBERS)] for place in range(count)]),
        "whole": ("int64", [None if place % 7 == 3 else place % 5 - 2 for place in range(count)]),
        "at": ("timestamp", [None if place % 5 == 4 else INSTANTS[place % 3] for place in range(count)]),
        "list": ("array<string>", [LISTS[place % len(LISTS)] for place in range(count)]),
    }
    with staging(warehouse) as area:
        rows = area.keep_values(columns)
        values = {name: say(rows) for name, say in expressions.items()}
        found = rows.group_by("group").agg(**values).order_by("group") if grouped else rows.select("place", **values)
        told = (found if grouped else found.order_by("place")).to_pyarrow().to_pylist()
    return {name: [row[name] for row in told] for name in expressions}


@pytest.mark.parametrize("expressions", [OF_TEXTS, OF_OTHERS], ids=["texts", "others"])
def test_expressions_mean_the_same(warehouses: tuple[Warehouse, Warehouse], expressions: dict[str, Say]) -> None:
    embedded, spark = (said(each, expressions) for each in warehouses)
    assert {name: found for name, found in spark.items() if repr(found) != repr(embedded[name])} == {}


def test_aggregates_mean_the_same(warehouses: tuple[Warehouse, Warehouse]) -> None:
    embedded, spark = (said(each, OF_GROUPS, grouped=True) for each in warehouses)
    assert {name: found for name, found in spark.items() if found != embedded[name]} == {}
