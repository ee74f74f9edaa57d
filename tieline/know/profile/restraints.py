"""
Restrictions and objections that were granted: who must be left out of what, whatever the sources say.

A restriction leaves storage and the service of a running contract; an objection is to direct marketing or to profiling.
They are said of a party: the customer that it is now is held to all that holds for any of its parties, the strictest,
and each has its own again when they are parted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid
from tieline.foundation.privacy.granted_models import GrantedRight
from tieline.foundation.privacy.rights import Asked, Right, holding
from tieline.foundation.warehouse.connection import Readable
from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.tables import PARTY

RESTRICTION, OBJECTION = "restriction", "objection"
MARKETING, PROFILING = "marketing", "profiling"
GROUNDS = ("accuracy", "unlawful", "claims", "objection")
"""Why processing may be restricted (GDPR, article 18): the data are contested, the processing is unlawful, the customer
needs the data for claims, or an objection is still being looked at."""
LEFT = "service"
"""The one purpose that a restriction leaves: what the running contract needs."""


@dataclass(frozen=True)
class Restraint:
    """What holds for one customer on a day; ``rights`` are the granted rights from which it follows."""

    restricted: bool = False
    objects_to: frozenset[str] = frozenset()
    rights: tuple[GrantedRight, ...] = field(default=())

    def forbids(self, purpose: str) -> Literal["restricted", "objected", ""]:
        """``restricted`` or ``objected`` where contact or grouping for a purpose is forbidden by it, else empty."""
        if self.restricted and purpose != LEFT:
            return "restricted"
        return "objected" if purpose == MARKETING and MARKETING in self.objects_to else ""


NOTHING = Restraint()


def restraints_of(store: Readable, customers: Iterable[str], on: date) -> dict[str, Restraint]:
    """What holds for each of these customers on a day; who is held to nothing is not in it."""
    if not _any(on):
        return {}
    wanted: Any = list(customers)
    parties = {row["party_id"]: str(row["now"]) for row in store.rows(PARTY, columns=("party_id", "now"), now=wanted)}
    return _by_customer({**{each: each for each in wanted}, **parties}, _rights(on, [*parties, *wanted]))


def all_restraints(store: Readable, on: date) -> dict[str, Restraint]:
    """The same for all customers."""
    found = _rights(on)
    named: Any = sorted({each.customer_id for each in found})
    rows = store.rows(PARTY, columns=("party_id", "now"), party_id=named) if named else []
    return _by_customer({**{each: each for each in named}, **{row["party_id"]: str(row["now"]) for row in rows}}, found)


def kept_from(restraints: Mapping[str, Restraint], purpose: str) -> list[str]:
    """The customers who are left out of what is done for a purpose."""
    return sorted(each for each, held in restraints.items() if held.forbids(purpose))


def not_profiled(restraints: Mapping[str, Restraint]) -> list[str]:
    """The customers of whom nothing is predicted."""
    return sorted(each for each, held in restraints.items() if held.restricted or PROFILING in held.objects_to)


def without(area: Staging, rows: ir.Table, customers: Sequence[str], columns: Sequence[str]) -> ir.Table:
    """Rows by ``customer_id`` with these columns null for these customers."""
    if not customers or not columns:
        return rows
    held = area.keep_values({"customer_id": ("string", list(customers))})
    types = rows.schema()
    theirs = rows.semi_join(held, "customer_id")
    emptied = theirs.mutate(**{name: ibis.null(types[name]) for name in columns}).select(rows.columns)
    return rows.anti_join(held, "customer_id").union(emptied)


def _any(on: date) -> bool:
    return any(holding(kind, on).exists() for kind in (RESTRICTION, OBJECTION))


def _rights(on: date, parties: Sequence[str] | None = None) -> list[GrantedRight]:
    return [right for kind in (RESTRICTION, OBJECTION) for right in holding(kind, on, parties)]


def _by_customer(now: Mapping[str, str], rights: Sequence[GrantedRight]) -> dict[str, Restraint]:
    found: dict[str, Restraint] = {}
    for right in rights:
        customer = now[right.customer_id]
        before = found.get(customer, NOTHING)
        found[customer] = Restraint(
            before.restricted or right.kind == RESTRICTION,
            before.objects_to | frozenset(dict(right.says).get("objects_to", ())),
            (*before.rights, right),
        )
    return found


def _restriction(customer_id: str, asked: Mapping[str, Any], now: datetime) -> Asked:  # noqa: ARG001 - as every check
    ground, since, until = asked.get("ground", ""), asked.get("since"), asked.get("until")
    if ground not in GROUNDS:
        raise Invalid("The ground is missing", where="asked.ground", do=f"Give one of {', '.join(GROUNDS)}")
    first = since or local_day(now)
    if until and until < first:
        raise Invalid("The last day is before the first", where="asked.until", do="Give a later day, or none")
    return {"ground": ground, "since": first.isoformat(), "until": until.isoformat() if until else None}


def _restrict(customer_id: str, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as every grant
    until = asked["until"]
    zh = f"自 {asked['since']} 起" + (f"至 {until}" if until else "，直到解除") + "：仅存储，并为履行现有合同提供服务"
    en = f"From {asked['since']}" + (f" to {until}" if until else " until it is lifted")
    left = "no marketing, analysis, scores, rules and new tasks from rules"
    return {"notes": [{"zh": zh, "en": f"{en}: stored, and used for the running contract; {left}"}]}


def _object(customer_id: str, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - as every grant
    words = {
        MARKETING: {"zh": "不再用于直接营销", "en": "No more direct marketing"},
        PROFILING: {"zh": "不再自动评分和预测", "en": "No more automated scores and predictions"},
    }
    return {"notes": [words[each] for each in asked["objects_to"]]}


def objection(decided: Callable[[str], list[dict[str, str]]]) -> Right:
    """The right to object; ``decided`` says what was decided automatically about a customer so far, to be recorded."""

    def check(customer_id: str, asked: Mapping[str, Any], now: datetime) -> Asked:  # noqa: ARG001 - as every check
        wanted = [each for each in (MARKETING, PROFILING) if each in asked.get("objects_to", ())]
        if not wanted:
            raise Invalid(
                "It is not said what is objected to", where="asked.objects_to", do="Give marketing, profiling"
            )
        return {"objects_to": wanted, "decided": decided(customer_id)}

    return Right(check, _object, lambda asked: ["judgement"] if asked.get("decided") else [])


RESTRICTING = Right(_restriction, _restrict, lambda asked: [])  # noqa: ARG005 - it holds no personal data
