"""What is read of rehearsals."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tieline.foundation.access.projection import Projection
from tieline.foundation.errors import NotFound, Refused
from tieline.foundation.packs.queries import published
from tieline.know.profile.queries import heads_of
from tieline.know.profile.withheld import expression_is_seen
from tieline.know.tags.conditions import published_scope
from tieline.notice.rehearsal.models import Rehearsal
from tieline.notice.rehearsal.tables import REHEARSED
from tieline.notice.rules.definitions import KIND, RuleDefinition

_HEAD = ("customer_number", "name", "plan", "monthly_fee")


def get_rehearsal(rehearsal_id: UUID) -> Rehearsal:
    """The rehearsal with this id, or NotFound."""
    found = Rehearsal.objects.filter(pk=rehearsal_id).first()
    if found is None:
        raise NotFound(f"There is no rehearsal {rehearsal_id}", do="Rehearse the rule again")
    return found


def list_rehearsals(rule: str) -> QuerySet[Rehearsal]:
    """The rehearsals of a rule, the newest first, without their figures."""
    return Rehearsal.objects.filter(rule=rule).order_by("-asked_at").defer("result")


def find_published(key: str) -> RuleDefinition | None:
    """The published rule with this key, or None."""
    return next((rule for rule in published(KIND.name, RuleDefinition) if rule.key == key), None)


def list_customers(
    seen: Projection, rehearsal_id: UUID, kind: str, outcome: str, *, limit: int, offset: int
) -> dict[str, Any]:
    """
    A page of the customers of one kind, the newest day first, as far as the reader sees them.

    Refused for a reader who does not see all that the rule asks: who is in the list would tell it.
    """
    rehearsal = get_rehearsal(rehearsal_id)
    seen.sight.demand_category("judgement", "list the customers of a rehearsal")
    if not expression_is_seen(str(rehearsal.body["when"]), published_scope(with_tags=True), seen.sight):
        raise Refused(
            "The rule asks for facts that your role does not see", do="Ask somebody whose role sees them for the list"
        )
    found = seen.table(REHEARSED)
    found = found.filter(found.rehearsal == str(rehearsal_id), found.kind == kind, found.outcome == outcome)
    page = found.order_by(found.day.desc(), found.customer_id).limit(limit, offset=offset)
    rows = page.select("customer_id", "day").to_pyarrow().to_pylist()
    heads = heads_of(seen, [row["customer_id"] for row in rows], _HEAD)
    unknown = dict.fromkeys(_HEAD)
    items = [{**unknown, **heads.get(row["customer_id"], {}), **row} for row in rows]
    return {"items": items, "total": int(found.count().execute())}
