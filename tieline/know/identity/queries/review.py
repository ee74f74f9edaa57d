"""The queue of pairs that the policy leaves to people, and what people decided."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.access.projection import Projection
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import ENDS, Person
from tieline.know.identity.queries.parties import decision_row, search_decisions
from tieline.know.identity.queries.persons import first_name, known_systems, records_of, told
from tieline.know.identity.shapes import PairFilter
from tieline.know.identity.tables import LINK, PAIR
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import INDIVIDUAL

SHOWN = ("phone", "email", "birth_date", "address")


def list_pairs(warehouse: Projection, wanted: PairFilter, *, limit: int, offset: int) -> dict[str, Any]:
    """
    A page of the pairs that wait for a person's word: the strongest pair of each two parties.

    Two parties of which any persons were said to be apart do not come back, nor do those that are one by now.
    """
    waiting, systems = _waiting(warehouse), known_systems(warehouse)
    with_accounts = waiting.accounts + waiting.other_accounts > 0
    concerned = with_accounts if wanted.concerning == "customers" else ibis.literal(value=True)
    wanted_too = concerned & _names(waiting, wanted.system) if wanted.system else concerned
    counts = {
        "waiting": waiting.count(),
        "customers": with_accounts.sum(),
        "total": waiting.count(where=wanted_too),
        **{f"of {name}": waiting.count(where=concerned & _names(waiting, name)) for name in systems},
    }
    (counted,) = _rows(warehouse, waiting.agg(**counts))
    page = _in_order(warehouse, waiting.filter(wanted_too), wanted.sort).limit(limit, offset=offset)
    return {
        "items": _told_pairs(warehouse, _rows(warehouse, page)),
        **{name: counted[name] or 0 for name in ("total", "waiting", "customers")},
        "systems": [{"system": name, "pairs": count} for name in systems if (count := counted[f"of {name}"])],
        "known_systems": systems,
        "decided": Decision.objects.count(),
    }


def list_decisions(seen: Projection, *, search: str, limit: int, offset: int) -> dict[str, Any]:
    """A page of what people decided, the newest first."""
    found = Decision.objects.filter(search_decisions(search, by_reference=seen.sight.reads("number"))).order_by(
        "-decided_at", "pair_id"
    )
    return {"items": [decision_row(seen, each) for each in found[offset : offset + limit]], "total": found.count()}


def _rows(warehouse: Readable, found: ir.Table) -> list[Row]:
    rows: list[Row] = warehouse.ibis.to_pyarrow(found).to_pylist()
    return rows


def _waiting(warehouse: Readable) -> ir.Table:
    """One row per two parties: the strongest pair in review, and how many there are."""
    pairs = warehouse.table(PAIR)
    between = _between(pairs.filter(pairs.verdict == "review"))
    said = _said(warehouse.table(LINK))
    if said is not None:
        between = between.anti_join(said, ["low", "high"])
    order = ibis.window(group_by=["low", "high"], order_by=[ibis.desc("weight"), "pair_id"])
    placed = between.mutate(place=ibis.row_number().over(order), pairs=between.count().over(group_by=["low", "high"]))
    return placed.filter(placed.place == 0)


def _said(links: ir.Table) -> ir.Table | None:
    """``low, high``: two parties about whose persons people have decided; None where nobody has decided anything."""
    decisions = [{name: getattr(each, name) for name in ENDS} for each in Decision.objects.all()]
    if not decisions:
        return None
    ends = ibis.memtable(decisions, schema=dict.fromkeys(ENDS, "string"))
    one = links.select("system", "party_ref", "party_id")
    two = links.select(other_system="system", other_party_ref="party_ref", other_party_id="party_id")
    parties = ends.join(one, list(ENDS[:2])).join(two, list(ENDS[2:]))
    return _between(parties).select("low", "high").distinct()


def _between(pairs: ir.Table) -> ir.Table:
    """With the two parties in their order as ``low`` and ``high``."""
    mine, theirs = pairs.party_id, pairs.other_party_id
    return pairs.mutate(low=ibis.least(mine, theirs), high=ibis.greatest(mine, theirs))


def _names(waiting: ir.Table, system: str) -> ir.BooleanValue:
    return (waiting.system == system) | (waiting.other_system == system)


def _in_order(warehouse: Readable, waiting: ir.Table, sort: str) -> ir.Table:
    rows = _with_age(warehouse, waiting) if sort == "newest" else waiting
    first = {"newest": ["age"], "worth": ["worth"]}.get(sort, [])
    return rows.order_by([*(rows[name].desc(nulls_first=False) for name in first), ibis.desc("weight"), "pair_id"])


def _with_age(warehouse: Readable, waiting: ir.Table) -> ir.Table:
    """With ``age``: when a record of either person last changed."""
    other = waiting.select("pair_id", system="other_system", party_ref="other_party_ref")
    ends = ibis.union(waiting.select("pair_id", *ENDS[:2]), other, distinct=False)
    changed = ends.join(current(warehouse, INDIVIDUAL), list(ENDS[:2]))
    at = changed.group_by("pair_id").agg(age=changed.updated_at.max())
    return waiting.left_join(at, "pair_id").drop("pair_id_right")


def _told_pairs(seen: Projection, rows: Sequence[Row]) -> list[dict[str, Any]]:
    parties = sorted({row[name] for row in rows for name in ("party_id", "other_party_id")})
    links = seen.rows(LINK, columns=("party_id",), party_id=parties) if parties else []
    sizes = Counter(link["party_id"] for link in links)
    ends = {end for row in rows for end in _ends(row)}
    said = {person: told(records) for person, records in records_of(seen, ends).items()}
    return [
        {
            **{name: row[name] for name in ("pair_id", "rule", "evidence", "weight", "probability", "pairs")},
            "sides": [
                {
                    "system": person.system,
                    "party_ref": seen.number(person.party_ref),
                    "name": first_name(said[person]),
                    **{name: next(iter(said[person][name]), None) for name in SHOWN},
                    "party_id": row[f"{of}party_id"],
                    "persons": sizes[row[f"{of}party_id"]],
                    "accounts": row[f"{of}accounts"],
                }
                for person, of in zip(_ends(row), ("", "other_"), strict=True)
            ],
        }
        for row in rows
    ]


def _ends(row: Row) -> tuple[Person, Person]:
    return Person(row["system"], row["party_ref"]), Person(row["other_system"], row["other_party_ref"])
