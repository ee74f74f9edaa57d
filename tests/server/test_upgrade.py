"""A data folder of an earlier version: derived tables of another shape are told, and derived again by a timer."""

from datetime import UTC, datetime

import pytest

from tieline.foundation.jobs.models import Run
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.models import SeenLoad
from tieline.know.identity.seen import mark_seen
from tieline.know.identity.tables import PAIR
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INDIVIDUAL
from tieline.server.touching import FOLLOW_KEY
from tieline.server.upgrade import tables_of_an_earlier_version
from tieline.server.work import timers

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def as_before(table: Table) -> Table:
    """The table as a version declared it that lacked the last column."""
    return Table(table.schema, table.name, table.one_row_per, table.key, table.columns[:-1])


def test_tables_of_this_version_and_none_at_all_need_nothing(warehouse: Warehouse) -> None:
    assert tables_of_an_earlier_version() == []
    warehouse.create(PAIR)
    assert tables_of_an_earlier_version() == []


def test_a_derived_table_that_lacks_a_column_is_told_and_what_was_delivered_is_not(warehouse: Warehouse) -> None:
    for table in (PAIR, INDIVIDUAL):
        warehouse.create(as_before(table))
    assert tables_of_an_earlier_version() == ["identity.pair"]
    warehouse.publish(PAIR, warehouse.table(as_before(PAIR)).mutate(**{PAIR.columns[-1].name: None}))
    assert tables_of_an_earlier_version() == []


@pytest.mark.django_db
def test_until_it_is_derived_again_nothing_is_matched_on_arrival(warehouse: Warehouse) -> None:
    Run.objects.create(as_of=NOW.date(), state=Run.State.DONE)
    mark_seen([landed("first", 1)], SeenLoad.How.RUN, now=NOW)
    landed("new", 2)
    assert due() == {FOLLOW_KEY}
    warehouse.create(as_before(PAIR))
    assert due() == {"derive anew"}


def landed(name: str, number: int) -> Load:
    return Load.objects.create(
        id=name,
        number=number,
        source="crm.people",
        file_name=f"{name}.csv",
        sha256=name,
        mapping="",
        bytes=1,
        state=Load.State.LANDED,
        received_at=NOW,
        records={"individual": 1},
    )


def due() -> set[str]:
    """Those of the timers that wait for what lands or for a version, whose condition holds."""
    waiting = {FOLLOW_KEY, "derive anew"}
    return {timer.key for timer in timers() if timer.key in waiting and timer.when is not None and timer.when()}
