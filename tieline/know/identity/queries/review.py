"""The queue of pairs that the policy leaves to people, and what people decided."""

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import ENDS, Person
from tieline.know.identity.queries.parties import decision_row, search_decisions
from tieline.know.identity.queries.persons import accounts_held, first_name, known_systems, records_of, told
from tieline.know.identity.shapes import PairFilter
from tieline.know.identity.tables import LINK, PAIR
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL

SHOWN = ("phone", "email", "birth_date", "address")


def list_pairs(warehouse: Warehouse, wanted: PairFilter, *, limit: int, offset: int) -> dict[str, Any]:
    """
    A page of the pairs that wait for a person's word: the strongest pair of each two parties.

    Two parties of which any persons were said to be apart do not come back, nor do those that are one by now.
    """
    waiting = _waiting(warehouse)
    counts = warehouse.ibis.to_pyarrow(_per_system(waiting)).to_pylist()
    found = _with(waiting, wanted.system)
    total = warehouse.ibis.to_pyarrow(found.count()).as_py()
    page = _in_order(warehouse, found, wanted.sort).limit(limit, offset=offset)
    rows = warehouse.ibis.to_pyarrow(page).to_pylist()
    return {
        "items": _told_pairs(warehouse, rows),
        "total": total,
        "systems": sorted(counts, key=lambda row: str(row["system"])),
        "known_systems": known_systems(warehouse),
        "decided": Decision.objects.count(),
    }


def list_decisions(*, search: str, limit: int, offset: int) -> dict[str, Any]:
    """A page of what people decided, the newest first."""
    found = Decision.objects.filter(search_decisions(search)).order_by("-decided_at", "pair_id")
    return {"items": [decision_row(each) for each in found[offset : offset + limit]], "total": found.count()}


def _waiting(warehouse: Warehouse) -> ir.Table:
    """One row per two parties: the strongest pair in review, and how many there are."""
    pairs, links = warehouse.table(PAIR), warehouse.table(LINK)
    review = pairs.filter(pairs.verdict == "review")
    one = links.select("system", "party_ref", one_party="party_id")
    two = links.select(other_system="system", other_party_ref="party_ref", other_party="party_id")
    joined = review.join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    between = _between(joined.filter(joined.one_party != joined.other_party))
    said = _said(one, two)
    if said is not None:
        between = between.anti_join(said, ["low", "high"])
    order = ibis.window(group_by=["low", "high"], order_by=[ibis.desc("weight"), "pair_id"])
    placed = between.mutate(place=ibis.row_number().over(order), pairs=between.count().over(group_by=["low", "high"]))
    return placed.filter(placed.place == 0)


def _said(one: ir.Table, two: ir.Table) -> ir.Table | None:
    """``low, high``: two parties about whose persons people have decided; None where nobody has decided anything."""
    decisions = [{name: getattr(each, name) for name in ENDS} for each in Decision.objects.all()]
    if not decisions:
        return None
    ends = ibis.memtable(decisions, schema=dict.fromkeys(ENDS, "string"))
    parties = ends.join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    return _between(parties).select("low", "high").distinct()


def _between(pairs: ir.Table) -> ir.Table:
    """With the two parties in their order as ``low`` and ``high``."""
    mine, theirs = pairs.one_party, pairs.other_party
    return pairs.mutate(low=ibis.least(mine, theirs), high=ibis.greatest(mine, theirs))


def _per_system(waiting: ir.Table) -> ir.Table:
    ends = ibis.union(
        waiting.select("pair_id", "system"), waiting.select("pair_id", system="other_system"), distinct=True
    )
    return ends.group_by("system").agg(pairs=ends.pair_id.nunique())


def _with(waiting: ir.Table, system: str) -> ir.Table:
    return waiting.filter((waiting.system == system) | (waiting.other_system == system)) if system else waiting


def _in_order(warehouse: Warehouse, waiting: ir.Table, sort: str) -> ir.Table:
    first = {"accounts": _by_accounts, "newest": _by_age}.get(sort)
    rows = first(warehouse, waiting) if first else waiting.mutate(first=ibis.literal(0))
    return rows.order_by([rows["first"].desc(nulls_first=False), ibis.desc("weight"), "pair_id"])


def _by_accounts(warehouse: Warehouse, waiting: ir.Table) -> ir.Table:
    """``first``: how many accounts both parties hold together."""
    held = _accounts_per_party(warehouse)
    mine = held.select(one_party="party_id", mine="accounts")
    theirs = held.select(other_party="party_id", theirs="accounts")
    both = waiting.left_join(mine, "one_party").drop("one_party_right")
    both = both.left_join(theirs, "other_party").drop("other_party_right")
    return both.mutate(first=both.mine.fill_null(0) + both.theirs.fill_null(0))


def _by_age(warehouse: Warehouse, waiting: ir.Table) -> ir.Table:
    """``first``: when a record of either person last changed."""
    people = current(warehouse, INDIVIDUAL)
    at = people.group_by(["system", "party_ref"]).agg(at=people.updated_at.max())
    one = at.select("system", "party_ref", mine="at")
    two = at.select(other_system="system", other_party_ref="party_ref", theirs="at")
    both = waiting.join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    return both.mutate(first=ibis.greatest(both.mine, both.theirs))


def _accounts_per_party(warehouse: Warehouse) -> ir.Table:
    accounts = current(warehouse, BILLING_ACCOUNT).select("system", "party_ref", "account_ref").distinct()
    owned = accounts.join(warehouse.table(LINK).select("system", "party_ref", "party_id"), ["system", "party_ref"])
    return owned.group_by("party_id").agg(accounts=owned.count())


def _told_pairs(warehouse: Warehouse, rows: Sequence[Row]) -> list[dict[str, Any]]:
    parties = sorted({row[name] for row in rows for name in ("one_party", "other_party")})
    links = warehouse.rows(LINK, columns=("system", "party_ref", "party_id"), party_id=parties) if parties else []
    held = accounts_held(warehouse, [Person(link["system"], link["party_ref"]) for link in links])
    sizes, accounts = dict.fromkeys(parties, 0), dict.fromkeys(parties, 0)
    for link in links:
        sizes[link["party_id"]] += 1
        accounts[link["party_id"]] += held.get(Person(link["system"], link["party_ref"]), 0)
    ends = {end for row in rows for end in _ends(row)}
    said = {person: told(records) for person, records in records_of(warehouse, ends).items()}
    return [
        {
            **{name: row[name] for name in ("pair_id", "rule", "evidence", "weight", "probability", "pairs")},
            "sides": [
                {
                    **person._asdict(),
                    "name": first_name(said[person]),
                    **{name: next(iter(said[person][name]), None) for name in SHOWN},
                    "party_id": party,
                    "persons": sizes[party],
                    "accounts": accounts[party],
                }
                for person, party in zip(_ends(row), (row["one_party"], row["other_party"]), strict=True)
            ],
        }
        for row in rows
    ]


def _ends(row: Row) -> tuple[Person, Person]:
    return Person(row["system"], row["party_ref"]), Person(row["other_system"], row["other_party_ref"])
