"""Endpoints of conditions that are being written: checking, names, common values, and why for a customer."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.foundation.errors import Invalid
from tieline.know.tags.condition_checks import check_drawn, check_text
from tieline.know.tags.condition_names import names_of_conditions
from tieline.know.tags.condition_shapes import (
    ConditionCheck,
    ConditionIn,
    ConditionNames,
    ConditionWhy,
    ExplainIn,
    FoundValues,
    Used,
)
from tieline.know.tags.condition_values import LEAST, commonest_values
from tieline.know.tags.condition_ways import why

router = Router(tags=["conditions"])


@router.post("/check", auth=allow("definitions.read"), response=ConditionCheck, summary="Check a condition")
def check_condition_draft(request: HttpRequest, draft: ConditionIn) -> Any:
    """A condition as text and as a drawing, in words, with what it reads and what is wrong; nothing is written."""
    how: dict[str, Any] = {"used_in": draft.used_in, "used_for": draft.used_for, "wanted": draft.wanted}
    if draft.drawn is not None:
        return check_drawn(draft.drawn, **how)
    if draft.text is None:
        raise Invalid("There is no condition to check", where="text", do="Send it as 'text' or as 'drawn'")
    return check_text(draft.text, **how)


@router.get("/names", auth=allow("definitions.read"), response=ConditionNames, summary="What conditions may name")
def list_condition_names(request: HttpRequest, used_in: Used = "segment") -> Any:
    """Fields by theme, tags by family, scores, feeds and lists with their columns, each with label, type and values."""
    return names_of_conditions(seen_by(request).sight, used_in)


@router.get("/values", auth=allow("definitions.read"), response=FoundValues, summary="Common values of a field")
def list_condition_values(
    request: HttpRequest, name: str, like: Annotated[str, Field(max_length=100)] = "", used_in: Used = "segment"
) -> Any:
    """The texts that most customers have in a field (``plan``) or a column (``contacts.reason``), for choosing one."""
    return {"items": commonest_values(seen_by(request), name, used_in=used_in, like=like), "least": LEAST}


@router.post("/explain", auth=allow("customers.read"), response=ConditionWhy, summary="Why it holds for a customer")
def explain_condition(request: HttpRequest, asked: ExplainIn) -> Any:
    """Part by part why the condition holds for a customer or not, and what would have to change so that it does."""
    return told(request, why(seen_by(request), asked.customer_id, asked.text, used_in=asked.used_in))
