"""What the review screen and other capabilities read of identity: the queue, a pair, a party, its persons."""

from tieline.know.identity.queries.arrivals import arrivals_wait, unseen_loads
from tieline.know.identity.queries.pairs import get_pair, pair_side_by_side
from tieline.know.identity.queries.parties import get_party, is_known, party_made_of, party_of
from tieline.know.identity.queries.review import list_decisions, list_pairs

__all__ = [
    "arrivals_wait",
    "get_pair",
    "get_party",
    "is_known",
    "list_decisions",
    "list_pairs",
    "pair_side_by_side",
    "party_made_of",
    "party_of",
    "unseen_loads",
]
