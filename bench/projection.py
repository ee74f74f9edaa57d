"""
What reading through the projection costs: the same questions without a policy, and as holders of several roles.

    python -m bench.projection FOLDER      # a data folder with a built profile, such as bench.profile --keep leaves

Every question is asked of many customers in turn by everybody, one after the other, so that all meet the same machine.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

ROUNDS = 60
"""Customers of whom everybody asks everything."""


@dataclass(frozen=True)
class Asked:
    """The median milliseconds of one question for each who asks, in the order of ``WHO``."""

    question: str
    milliseconds: list[float]


def main(rounds: int) -> None:
    """A line per question: the median without policy, and what each role takes more."""
    from tieline.know.profile.queries import count_customers  # noqa: PLC0415 - after django.setup

    store, seen = readers()
    names = list(seen)
    print(f"{count_customers(store):,} customers, {rounds} rounds; milliseconds are medians.\n")
    print("| question | without policy | " + " | ".join(names[1:]) + " |")
    print("|---|" + "---:|" * len(names))
    for asked in measured(store, seen, rounds):
        plain, *others = asked.milliseconds
        more = [f"{each:.1f} ms ({each / plain - 1:+.0%})" for each in others]
        print(f"| {asked.question} | {plain:.1f} ms | " + " | ".join(more) + " |")


def readers() -> tuple[Any, dict[str, Any]]:
    """The warehouse, and who reads it: without policy, as two roles of the telecom pack, and those of an area."""
    import ibis.expr.types as ir  # noqa: PLC0415 - after django.setup

    from tieline.foundation.access.projection import Projection  # noqa: PLC0415 - as above
    from tieline.foundation.access.reach import Extent, declare_subjects  # noqa: PLC0415 - as above
    from tieline.foundation.access.roles import Level  # noqa: PLC0415 - as above
    from tieline.foundation.access.sight import EVERYTHING, Grant, Sight  # noqa: PLC0415 - as above
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - as above
    from tieline.foundation.warehouse.tables import Table  # noqa: PLC0415 - as above
    from tieline.know.profile.reach import SUBJECTS  # noqa: PLC0415 - as above

    class Plain(Projection):
        """The warehouse without any policy, for those who ask for a projection."""

        def place(self, table: Table) -> str:
            return store.place(table)

        def asked(self, table: Table, name: str) -> str:
            return store.asked(table, name)

        def table(self, table: Table) -> ir.Table:
            return store.table(table)

    def sight(extent: Extent, **fields: Level) -> Sight:
        return Sight("service", ("service",), (Grant(extent, tuple(fields.items())),))

    store = warehouse()
    declare_subjects(SUBJECTS)
    everybody, area = Extent(everybody=True), Extent(areas=tuple(biggest_cities(store)))
    masked: dict[str, Level] = {"name": "masked", "phone": "masked", "email": "masked", "address": "hidden"}
    return store, {
        "without policy": Plain(store, EVERYTHING),
        "agent (documents masked)": Projection(store, sight(everybody, otherwise="readable", document="masked")),
        "names and numbers masked": Projection(store, sight(everybody, otherwise="readable", **masked)),
        "only two cities": Projection(store, sight(area, otherwise="readable")),
    }


def biggest_cities(store: Any) -> list[str]:
    """The two cities with the most customers."""
    from tieline.know.profile.tables import CUSTOMER  # noqa: PLC0415 - after django.setup

    cities = (
        store.table(CUSTOMER)
        .filter(lambda rows: rows.city.notnull())
        .group_by("city")
        .aggregate(n=lambda rows: rows.count())
    )
    found: list[str] = cities.order_by([cities.n.desc(), "city"]).limit(2).to_pyarrow()["city"].to_pylist()
    return found


def measured(store: Any, seen: dict[str, Any], rounds: int) -> list[Asked]:
    """The medians of every question."""
    found = []
    for question, ask in questions(store, rounds).items():
        taken: dict[str, list[float]] = {who: [] for who in seen}
        for number in range(-2, rounds):  # the first two only warm up: statements are compiled once
            for who, projection in seen.items():
                started = time.perf_counter()
                ask(projection, number % rounds)
                if number >= 0:
                    taken[who].append((time.perf_counter() - started) * 1000)
        found.append(Asked(question, [statistics.median(each) for each in taken.values()]))
    return found


def questions(store: Any, rounds: int) -> dict[str, Callable[[Any, int], Any]]:
    """What is asked: of a projection, and the number of the round, which chooses the customer."""
    from tieline.know.profile import queries  # noqa: PLC0415 - after django.setup
    from tieline.know.profile.shapes import CustomerFilter  # noqa: PLC0415 - as above
    from tieline.know.profile.tables import CUSTOMER  # noqa: PLC0415 - as above

    customers = store.table(CUSTOMER)
    within = customers.filter(customers.city.isin(biggest_cities(store)) & customers.phone.notnull()).limit(rounds)
    rows: Sequence[dict[str, Any]] = within.to_pyarrow().to_pylist()
    wanted = CustomerFilter()

    def page(seen: Any, number: int) -> Any:
        return queries.get_customer(seen, rows[number % len(rows)]["customer_id"], usage_days=60, contacts=20)

    def find(field: str) -> Callable[[Any, int], Any]:
        return lambda seen, number: queries.find_customers(
            seen, str(rows[number % len(rows)][field]), limit=20, offset=0
        )

    return {
        "360° page": page,
        "search by name": find("name"),
        "search by number": find("phone"),
        "first page of all": lambda seen, _: queries.list_customers(seen, wanted, login="li", limit=20, offset=0),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    os.environ |= {"TIELINE_DATA": str(given.folder), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    django.setup()
    main(given.rounds)
