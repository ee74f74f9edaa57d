"""
What a role may not export is in no export: by the content of the file in every format, by filter and by order.

For each category there is a role that may export all but it: it is hidden, masked, or merely readable. Each exports
the customers, and where it is masked every list. What stands in the file of somebody who may export everything must
be told there, or nothing was proven.
"""

import csv
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from tests.foundation.exports.asking import ASKS, Browser, give, person, write
from tests.server.telling import tokens
from tests.server.test_leaks import Probes, Secrets, operator, secrets_of
from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.exports.exportable import list_exportables
from tieline.foundation.exports.folder import file_of
from tieline.foundation.exports.models import Export
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.shapes import CustomerFilter
from tieline.know.profile.tables import CUSTOMER
from tieline.notice.rules.models import Alert

__all__ = ["operator"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1200)]

LEVELS = ("hidden", "masked", "readable")
FORMAT_OF = {"hidden": "csv", "masked": "xlsx", "readable": "parquet"}
WANTED: dict[str, dict[str, Any]] = {
    "customers": {},
    "segment": {"segment": "value_at_risk"},
    "alerts": {"state": "all"},
}


def test_no_export_holds_what_a_role_may_not_export(operator: Warehouse) -> None:
    assert set(WANTED) == {each.key for each in list_exportables()}
    telling = telling_of(operator)
    demand_that_the_whole_is_told(telling)
    probes = Probes()
    for category in CATEGORIES:
        for level in LEVELS:
            give(f"all_but_{category}", ASKS, {"otherwise": "exportable", category: level}, rows=10**6)
            asking = Browser(person(f"{category}.{level}", f"all_but_{category}"))
            for what in WANTED if level == "masked" else ["customers"]:
                found = exported(asking, what, FORMAT_OF[level]) & telling[category]
                probes.look(category, level, f"{what} as {FORMAT_OF[level]}", found)
            probe_order(probes, asking, category, level)
    assert not probes.leaks, f"{len(probes.leaks)} of {probes.asked} probes:\n" + "\n".join(probes.leaks[:40])
    assert probes.asked >= 120


def telling_of(store: Warehouse) -> Secrets:
    """Of each category what no column of another category holds, not even as a part, as an address holds the city."""
    secrets = secrets_of(store, words_of_alerts())
    others: dict[str, set[str]] = {category: set() for category in CATEGORIES}
    for row in store.rows(CUSTOMER):
        for name, value in row.items():
            words = tokens(str(value)) | {str(value)}
            for category in set(others) - {CUSTOMER.category_of(name)}:
                others[category] |= words
    return {category: values - others[category] for category, values in secrets.items()}


def words_of_alerts() -> set[str]:
    """What alerts hold that no table of the warehouse does: days and words that stand elsewhere by chance."""
    found: set[str] = set()
    for alert in Alert.objects.all():
        found |= {alert.rule, alert.severity, alert.state, str(alert.raised_on), str(alert.cleared_on)}
    return found


def exported(asking: Browser, what: str, kind: str) -> set[str]:
    """Every value and word in the rows of the file that somebody gets of a list; nothing where it is refused."""
    status, plan = asking.send("/plan", what=what, filters=WANTED[what])
    if status == 403 or plan["rows"] == 0:
        return set()
    columns = [each["name"] for each in plan["columns"]]
    status, asked = asking.ask(what=what, filters=WANTED[what], columns=columns, format=kind)
    assert (status, asked["state"]) == (201, "queued"), asked
    export = write(asked["id"])
    assert (export.state, export.rows_written) == ("ready", export.rows)
    cells = cells_of(export)
    found = set(cells).union(*map(tokens, cells))
    Export.objects.filter(pk=export.pk).update(state="expired")  # or there would be too many at a time
    return found


def cells_of(export: Export) -> list[str]:
    """The cells of a file as text, without titles and mark."""
    path = file_of(export)
    rows: list[list[Any]]
    if export.format == "parquet":
        rows = [list(row.values()) for row in pq.read_table(path).to_pylist()]
    elif export.format == "xlsx":
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    else:
        rows = list(csv.reader(path.open(encoding="utf-8-sig")))[1:-1]
    return [str(cell) for row in rows for cell in row]


def probe_order(probes: Probes, asking: Browser, category: str, level: str) -> None:
    """Sorting or filtering a file by what would not go out in full is refused."""
    sorts = [{"sort": each} for each in get_args(CustomerFilter.model_fields["sort"].annotation)]
    filters: list[dict[str, Any]] = [*sorts, {"city": "x"}, {"plan": "x"}, {"manager": "x"}, {"active": True}]
    for wanted in filters:
        ((name, value),) = wanted.items()
        column = {"sort": str(value).removeprefix("-"), "active": "is_active"}.get(name, name)
        if CUSTOMER.category_of(column) == category:
            status, _ = asking.send("/plan", what="customers", filters=wanted)
            probes.look(category, level, f"{name} {value}", set() if status == 403 else {name})


def demand_that_the_whole_is_told(telling: Secrets) -> None:
    """Who may export everything finds these values in the file of each format, or a missing one would prove nothing."""
    give("whole", ASKS, rows=10**6)
    whole = Browser(person("whole", "whole"))
    for kind in FORMAT_OF.values():
        found = set().union(*(exported(whole, what, kind) for what in WANTED))
        told = {category for category in CATEGORIES if found & telling[category]}
        assert told >= {"name", "phone", "address", "number", "contract", "money"}, kind
