"""What people decided, as rows that a calculation can join."""

from collections.abc import Iterable

import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.models import Decision

COLUMNS = ("system", "party_ref", "other_system", "other_party_ref", "verdict", "why", "decided_by")


def decided(area: Staging, persons: ir.Table, among: Iterable[Decision] | None = None) -> ir.Table:
    """
    ``node, other, verdict, why, decided_by`` of the decisions (all, or those given) on two of these persons.

    ``persons`` has ``node, system, party_ref``. A decision on a person whom no source knows any more waits.
    """
    found = Decision.objects.all() if among is None else among
    kept = [[getattr(each, name) for name in COLUMNS] for each in found]
    columns = {name: ("string", [row[place] for row in kept]) for place, name in enumerate(COLUMNS)}
    said = area.keep_values(columns)
    one = persons.select("system", "party_ref", "node")
    two = persons.select(other_system="system", other_party_ref="party_ref", other="node")
    joined = said.join(one, ["system", "party_ref"]).join(two, ["other_system", "other_party_ref"])
    return area.keep(joined.select("node", "other", "verdict", "why", "decided_by"))
