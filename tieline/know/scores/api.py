"""Models with their cards, and the score of one customer with its reasons."""

from django.http import HttpRequest
from ninja import Router

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.know.scores import queries
from tieline.know.scores.shapes import CustomerScores, ModelCard, ModelList

models_router = Router(tags=["scores"])
scores_router = Router(tags=["scores"])


@models_router.get("", response=ModelList, auth=allow("definitions.read"), summary="Models and how good they are")
def list_models(request: HttpRequest) -> ModelList:
    """Every published model definition with the figures of its trained version, ordered by key."""
    return queries.list_models()


@models_router.get("/{key}", response=ModelCard, auth=allow("definitions.read"), summary="The card of one model")
def get_model(request: HttpRequest, key: str) -> ModelCard:
    """Features, months, metrics of every candidate, calibration bins and leak warnings; NotFound for an unknown key."""
    return queries.get_model(key)


@scores_router.get(
    "/{customer_id}",
    response=CustomerScores,
    auth=allow("customers.read"),
    summary="Scores of one customer with their reasons",
)
def get_customer_scores(request: HttpRequest, customer_id: str) -> CustomerScores:
    """One entry per model that scored the customer; none for a customer who has left; NotFound for an unknown one."""
    scores = queries.get_customer_scores(seen_by(request), customer_id)
    told(request, [], about=customer_id)
    return scores
