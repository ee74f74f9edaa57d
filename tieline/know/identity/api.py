"""
``/api/identity``: the review queue, two persons side by side, who a party is made of.

The routes that decide are the server's, which knows what must follow from a decision.
"""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.know.identity import queries
from tieline.know.identity.shapes import DecisionPage, PairDetail, PairFilter, PairQueue, PartyMadeOf

router = Router(tags=["identity"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("/pairs", auth=allow("identity.review"), response=PairQueue, summary="Pairs that wait for a person's word")
def list_pairs(
    request: HttpRequest, wanted: Annotated[PairFilter, Query()], limit: Limit = 50, offset: Offset = 0
) -> dict[str, Any]:
    """The strongest pair of each two parties between the thresholds of the policy, which nobody has decided."""
    return told(request, queries.list_pairs(seen_by(request, "operations"), wanted, limit=limit, offset=offset))


@router.get("/pairs/{pair_id}", auth=allow("identity.review"), response=PairDetail, summary="Two persons side by side")
def get_pair(request: HttpRequest, pair_id: str) -> dict[str, Any]:
    """What all sources say of both, where they agree, the weights, who else is in their parties, past decisions."""
    return told(request, queries.pair_side_by_side(seen_by(request, "operations"), pair_id))


@router.get(
    "/parties/{party_id}", auth=allow("customers.read"), response=PartyMadeOf, summary="Who a customer is made of"
)
def get_party(request: HttpRequest, party_id: str) -> dict[str, Any]:
    """The persons of the party that this id leads to now, with what ties them, former ids and decisions."""
    return told(request, queries.party_made_of(seen_by(request), party_id))


@router.get("/decisions", auth=allow("identity.review"), response=DecisionPage, summary="What people decided")
def list_decisions(
    request: HttpRequest,
    search: Annotated[str, Query(max_length=100)] = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Decisions, the newest first; ``search`` looks in logins, references and reasons."""
    return queries.list_decisions(seen_by(request, "operations"), search=search, limit=limit, offset=offset)
