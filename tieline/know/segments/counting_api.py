"""``/api/conditions/count``: for how many customers a condition holds that somebody is writing."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.projection import seen_by
from tieline.know.segments.counting import count_of
from tieline.know.tags.condition_shapes import LONGEST, Used

router = Router(tags=["conditions"])


class CountIn(Schema):
    """A condition that need not be published."""

    text: str = Field(max_length=LONGEST)
    used_in: Used = "segment"


class ConditionCount(Schema):
    """For how many customers it holds, of how many that the reader sees."""

    count: int
    customers: int
    share: float


@router.post("/count", auth=allow("definitions.read"), response=ConditionCount, summary="Count a condition")
def count_condition(request: HttpRequest, asked: CountIn) -> Any:
    """The exact number of customers for whom the condition holds at the end of the shown day; nothing is written."""
    return count_of(asked.text, seen_by(request), with_tags=asked.used_in != "tag")
