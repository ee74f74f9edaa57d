"""The compiled form says what the interpreter says, computes equal aggregates once, and refuses by name."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.foundation.expressions.customers import FIELDS, LISTS, NOW, SCOPE, SUMMER_ZONE_NOW, customers
from tests.foundation.expressions.trees import trees
from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.columns import COLUMN_TYPES
from tieline.foundation.expressions.compiler import Source, check_compilable, compile_columns
from tieline.foundation.expressions.errors import WrongExpression
from tieline.foundation.expressions.interpreter import evaluate
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import FieldType
from tieline.foundation.expressions.tree import Node
from tieline.foundation.expressions.types import BOOLEAN, DATE, INSTANT, NUMBER, TEXT
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.embedded import EmbeddedWarehouse
from tieline.foundation.warehouse.tables import Column, Table


def _declared(name: str, columns: Mapping[str, FieldType]) -> Table:
    declared = tuple(Column(column, COLUMN_TYPES[item.type], "") for column, item in columns.items())
    return Table("expressions", name, "row", (), (Column("customer_id", "string", ""), *declared))


FIELDS_TABLE = _declared("customer", FIELDS)
LIST_TABLES = {name: _declared(name, item.columns) for name, item in LISTS.items()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    warehouse = EmbeddedWarehouse(Path(tmp_path_factory.mktemp("warehouse")) / "warehouse.duckdb")
    yield warehouse
    warehouse.close()


def publish(store: Warehouse, found: list[dict[str, Any]]) -> Source:
    def rows(table: Table, values: list[dict[str, Any]]) -> None:
        schema = table.ibis_schema
        store.publish(table, ibis.memtable(pa.Table.from_pylist(values, schema=schema.to_pyarrow()), schema=schema))

    rows(FIELDS_TABLE, [{"customer_id": str(number), **customer} for number, customer in enumerate(found)])
    for name, table in LIST_TABLES.items():
        facts = [{"customer_id": str(number), **row} for number, customer in enumerate(found) for row in customer[name]]
        rows(table, facts)
    lists = {name: store.table(table) for name, table in LIST_TABLES.items()}
    return Source("customer_id", store.table(FIELDS_TABLE), lists)


def compiled(store: Warehouse, found: list[dict[str, Any]], expressions: list[Typed], now: datetime) -> list[list[Any]]:
    """The values of each expression, one list per customer, as the engine computes them."""
    named = {f"value_{number}": typed for number, typed in enumerate(expressions)}
    table = compile_columns(named, publish(store, found), now)
    rows = {row["customer_id"]: row for row in store.ibis.to_pyarrow(table).to_pylist()}
    assert len(rows) == len(found)
    return [[rows[str(number)][name] for name in named] for number in range(len(found))]


def as_column(value: Any) -> Any:
    """A value of the interpreter in the form that the compiled column has."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value.total_seconds() if isinstance(value, timedelta) else value


def typed(text: str) -> Typed:
    return check(parse(text), SCOPE)


def a_customer(**values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(FIELDS), "contacts": [], "usage": [], **values}


def a_contact(**values: Any) -> dict[str, Any]:
    return {"reason": None, "at": None, "rating": None, "is_complaint": None, **values}


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking against a real engine takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    found=customers(),
    drawn=st.lists(trees(BOOLEAN, BOOLEAN, NUMBER, TEXT, DATE, INSTANT), min_size=1, max_size=6),
    now=st.sampled_from([NOW, SUMMER_ZONE_NOW]),
)
def test_random_expressions_over_random_data_equal_the_interpreter(
    store: Warehouse, found: list[dict[str, Any]], drawn: list[Node], now: datetime
) -> None:
    expressions = [check(node, SCOPE) for node in drawn]
    rows = compiled(store, found, expressions, now)
    for customer, values in zip(found, rows, strict=True):
        for expression, value in zip(expressions, values, strict=True):
            assert value == as_column(evaluate(expression, customer, now)), expression.text


LATE_MAY = datetime(2026, 5, 31, 12, 0, 0, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(contacts)", 3.0),
        ("count(contacts.rating)", 2.0),
        ("sum(contacts.rating)", 7.5),
        ("mean(contacts.rating)", 3.75),
        ("median(contacts.rating)", 3.75),
        ("min(contacts.rating)", 2.5),
        ("count(distinct values(contacts.reason))", 2.0),
        ('count(contacts[reason = "mnp query" and at > now() - duration("P7D")])', 1.0),
        ("sum(contacts[rating > 100].rating)", None),
        ("last(contacts.rating)", 2.5),
        ('last(contacts[reason != "bill"].reason)', "mnp query"),
        ("trend(contacts.rating)", None),
        ("trend(usage.minutes)", None),
        ("exists(contacts[rating > 4])", True),
        ("exists(usage)", False),
        ("start of month(today())", date(2026, 5, 1)),
        ("start of month(seen_at)", date(2026, 5, 1)),
        ("start of week(seen_at)", date(2026, 5, 25)),
        ("start of year(birth_date)", date(1990, 1, 1)),
        ("start of billing cycle(birth_date, 31)", date(1990, 1, 31)),
        ('start of billing cycle(birth_date + duration("P27D"), 30)', date(1990, 1, 30)),
        ('start of billing cycle(birth_date + duration("P28D"), 30)', date(1990, 2, 28)),
        ("start of billing cycle(birth_date, fee)", None),
        ("days since(seen_at)", 0.0),
        ("days since(birth_date)", 13269.0),
        ("some c in contacts satisfies c.rating > 4", True),
        ("some c in contacts satisfies c.rating > 100", None),
        ("every c in contacts[rating != null] satisfies c.rating > 2", True),
        ('"bill" in contacts.reason', True),
        ('list contains(contacts.reason, "fault")', False),
        ("count(contacts[rating * 40 = fee])", 1.0),
        ("count(usage)", 0.0),
        ("mean(usage.minutes)", None),
        ("some u in usage satisfies u.minutes > 1", False),
        ("every u in usage satisfies u.minutes > 1", True),
        ("fee = null", False),
        ("plan = null", True),
        ('plan < "a"', None),
        ('plan in ("a", "b")', False),
        ("fee in [100..200)", False),
        ("fee between 100 and 200", True),
        ("fee / 0", None),
        ("fee ** 400", None),
        ("not(fee < null) and plan = null", None),
        ('not(starts with("a", plan)) = null', True),
        ("(fee > 1) = (plan = null)", True),
        ("fee ** 400 > 1", None),
        ("if plan = null then null else 1", None),
        ("date(seen_at)", date(2026, 5, 31)),
        ("seen_at.hour", 1.0),
        ('birth_date + duration("P1M")', date(1990, 2, 28)),
        ("(today() - birth_date).days", 13269.0),
        ("years and months duration(birth_date, today()).years", 36.0),
        ('seen_at < now() - duration("PT6H")', True),
        ('if now() - seen_at < duration("PT12H") then fee > 1 else null', True),
        ('if now() - seen_at < duration("PT6H") then fee > 1 else null', None),
        ("today().day", 31.0),
    ],
)
def test_a_known_customer_gives_known_values(store: Warehouse, text: str, expected: Any) -> None:
    found = a_customer(
        fee=200.0,
        birth_date=date(1990, 1, 31),
        seen_at=datetime(2026, 5, 30, 17, 0),  # noqa: DTZ001  # the warehouse stores naive UTC
        contacts=[
            a_contact(reason="mnp query", at=datetime(2026, 5, 30), rating=2.5),  # noqa: DTZ001  # as above
            a_contact(reason="mnp query", at=datetime(2026, 5, 1)),  # noqa: DTZ001  # as above
            a_contact(reason="bill", at=None, rating=5.0),
        ],
    )
    assert compiled(store, [found], [typed(text)], LATE_MAY) == [[expected]]
    assert as_column(evaluate(typed(text), found, LATE_MAY)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trend(usage.minutes)", 2.0),
        ("trend(usage[minutes < 14].minutes)", None),
        ("last(usage.minutes)", 20.0),
        ("sum(usage[day >= start of month(today())].minutes)", 34.0),
        ("sum(usage[day >= start of billing cycle(today(), fee)].minutes) / sum(usage[minutes = 10].minutes)", 2.0),
    ],
)
def test_use_over_days_has_a_trend_a_last_value_and_windows_of_the_calendar(
    store: Warehouse, text: str, expected: Any
) -> None:
    use = [(date(2026, 4, 30), 10.0), (date(2026, 5, 2), 14.0), (date(2026, 5, 5), 20.0), (date(2026, 5, 5), None)]
    found = a_customer(fee=5.0, usage=[{"day": day, "minutes": minutes} for day, minutes in use])
    now = datetime(2026, 5, 5, 23, 0, tzinfo=NOW.tzinfo)
    assert compiled(store, [found], [typed(text)], now) == [[expected]]
    assert evaluate(typed(text), found, now) == expected


def test_equal_aggregates_are_computed_once_in_one_pass_over_their_list(store: Warehouse) -> None:
    texts = (
        "count(contacts[rating > 3 and is_complaint]) > 1",
        "count(contacts[is_complaint and 3 < rating]) > 5",
        "sum(contacts.rating) > 1",
    )
    source = publish(store, [a_customer()])
    table = compile_columns({f"v{number}": typed(text) for number, text in enumerate(texts)}, source, NOW)
    sql = str(store.ibis.compile(table))
    assert sql.count("GROUP BY") == 1
    assert sql.count("COUNT(") == 1


def test_what_a_person_types_is_bound_or_quoted_and_never_read_as_sql(store: Warehouse) -> None:
    nasty = "x'); DROP TABLE customer; --"
    text = f'plan = "{nasty}" or matches(city, "{nasty.replace(")", "")}")'
    assert compiled(store, [a_customer(plan=nasty)], [typed(text)], NOW) == [[True]]


@pytest.mark.parametrize(
    ("text", "named", "column"),
    [
        ("contacts[1].rating > 3", "A row by itself", 9),
        ("for c in contacts return c.rating", "A list of number by itself", 1),
        ('count(contacts[at + duration("P1M") > now()])', "An instant plus months", 19),
        ("birth_date + (today() - contract_end) > today()", "duration that differs", 12),
        ("contains(substring before(plan, city), plan)", "substring before", 10),
        ("count(usage[minutes > mean(usage.minutes)])", "aggregate inside a filter", 23),
        ('matches(plan, "(?=a)")', "look-around", 1),
        ("fee > 1 and matches(plan, city)", "differs by customer", 27),
    ],
)
def test_what_cannot_be_compiled_is_refused_by_name_and_place(text: str, named: str, column: int) -> None:
    with pytest.raises(WrongExpression, match=named) as refusal:
        check_compilable(typed(text))
    assert refusal.value.place.column == column


def test_a_compilable_condition_passes_without_data() -> None:
    assert check_compilable(typed("count(contacts[rating > 3]) > 0")).type == BOOLEAN
