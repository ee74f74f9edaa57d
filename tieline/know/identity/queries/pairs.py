"""One pair of persons side by side, with everything that speaks for and against their being one."""

import json
from typing import Any

from django.conf import settings

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import NotFound
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.know.identity.agreement import agreement
from tieline.know.identity.consistency import ends_of
from tieline.know.identity.models import Decision
from tieline.know.identity.pairing import Pair, Person
from tieline.know.identity.queries.parties import cards, decided_on, decision_row, links_of_party, party_of
from tieline.know.identity.queries.persons import TOLD, first_name, holdings_of, records_of, told
from tieline.know.identity.tables import PAIR


def get_pair(warehouse: Readable, pair_id: str) -> Pair:
    """The two persons that were compared, or that people decided about; NotFound where neither is so."""
    row = _row(warehouse, pair_id)
    if row:
        return _pair(row)
    decision = Decision.objects.filter(pk=pair_id).first()
    if decision is None:
        raise NotFound(
            "These two are not compared any more", where=pair_id, do="Load the queue again: a newer run has seen to it"
        )
    return ends_of(decision)


def pair_side_by_side(warehouse: Projection, pair_id: str) -> dict[str, Any]:
    """Both persons as all sources say them, where they agree, the weights, their parties and what was decided."""
    pair, row = get_pair(warehouse, pair_id), _row(warehouse, pair_id)
    records = records_of(warehouse, pair)
    said = {person: told(records[person]) for person in pair}
    links = {person: _party_links(warehouse, person) for person in pair}
    decision = Decision.objects.filter(pk=pair_id).first()
    everybody = set(pair) | {Person(link["system"], link["party_ref"]) for found in links.values() for link in found}
    return {
        "pair_id": pair_id,
        **_weighed(row),
        "decision": decision_row(warehouse, decision) if decision else None,
        "sides": [_side(warehouse, person, said[person], records[person], links[person]) for person in pair],
        "fields": [
            {
                "field": name,
                "one": said[pair.one][name],
                "other": said[pair.other][name],
                "agreement": agreement(name, said[pair.one][name], said[pair.other][name], settings.TIELINE_COUNTRY),
            }
            for name in TOLD
        ],
        "decisions": [each for each in decided_on(warehouse, everybody) if each["pair_id"] != pair_id],
    }


def _weighed(row: Row | None) -> dict[str, Any]:
    """Verdict, weight and the bars of the waterfall: what the comparisons add to the prior, the final weight."""
    if row is None:
        empty: dict[str, Any] = dict.fromkeys(("verdict", "rule", "evidence", "weight", "probability", "prior_weight"))
        return empty | {"bars": []}
    levels = json.loads(row["levels"]) if row["levels"] else {}
    bars = [{"comparison": name, "level": level[0], "weight": level[1]} for name, level in levels.items()]
    known = row["weight"] is not None and bool(bars)
    return {
        **{name: row[name] for name in ("verdict", "rule", "evidence", "weight", "probability")},
        "prior_weight": row["weight"] - sum(bar["weight"] for bar in bars) if known else None,
        "bars": sorted(bars, key=lambda bar: -abs(bar["weight"])),
    }


def _side(
    warehouse: Projection, person: Person, said: dict[str, list[str]], records: list[Row], links: list[Row]
) -> dict[str, Any]:
    mates = [link for link in links if (link["system"], link["party_ref"]) != person]
    return {
        "system": person.system,
        "party_ref": warehouse.number(person.party_ref),
        "party_id": links[0]["party_id"] if links else None,
        "name": first_name(said),
        "sources": sorted({record["source"] for record in records}),
        "updated_at": records[0]["updated_at"] if records else None,
        **holdings_of(warehouse, person),
        "mates": cards(warehouse, mates),
    }


def _party_links(warehouse: Readable, person: Person) -> list[Row]:
    party_id = party_of(warehouse, person)
    return links_of_party(warehouse, party_id) if party_id else []


def _row(warehouse: Readable, pair_id: str) -> Row | None:
    found = warehouse.rows(PAIR, limit=1, pair_id=pair_id)
    return found[0] if found else None


def _pair(row: Row) -> Pair:
    return Pair(Person(row["system"], row["party_ref"]), Person(row["other_system"], row["other_party_ref"]))
