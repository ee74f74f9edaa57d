"""Why any condition holds for a customer or not, and what would have to change: as far as the reader may know it."""

from typing import Any

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.days import end_of_day
from tieline.foundation.errors import Unavailable
from tieline.foundation.expressions.checker import Typed
from tieline.foundation.expressions.explain import explain
from tieline.foundation.expressions.ways import ways_to_hold
from tieline.know.profile.queries import snapshot_day
from tieline.know.profile.tables import CUSTOMER
from tieline.know.profile.withheld import names_are_seen, withhold
from tieline.know.tags.condition_names import name_is_seen
from tieline.know.tags.conditions import condition, published_scope, sentences
from tieline.know.tags.contexts import contexts_of
from tieline.know.tags.reasons import told_parts


def why(seen: Projection, customer_id: str, text: str, *, used_in: str) -> dict[str, Any]:
    """
    The condition over what is known of a customer; NotFound for one whom the reader does not see.

    Ways are told only where the reader sees all that the condition asks of: that one part alone would have to change
    tells that the others hold.
    """
    seen.row(CUSTOMER, columns=("customer_id",), customer_id=customer_id)
    day = snapshot_day(seen)
    if day is None:
        raise Unavailable("The pipeline has not run yet", do="Start a run first")
    asked = condition(text, published_scope(with_tags=used_in != "tag"))
    context, now = contexts_of(seen.everything, [customer_id], asked.names)[customer_id], end_of_day(day)
    found = told_parts(asked, context, now)
    is_seen = all_is_seen(asked, seen.sight)
    telling = asked if is_seen or not _hides_numbers(asked, seen.sight) else None
    return {
        "customer_id": customer_id,
        "sentence": sentences(asked),
        "held": explain(asked, context, now, "en").held if is_seen else None,
        "joined": found["joined"],
        "parts": withhold(found["parts"], telling, seen.sight),
        "ways": _ways(asked, context, now) if is_seen else [],
        "withheld": not is_seen,
    }


def all_is_seen(asked: Typed, sight: Sight) -> bool:
    """Whether the reader sees everything that a condition asks of."""
    seen = name_is_seen(sight)
    return names_are_seen(asked.names, sight) and all(seen(name) for name in asked.names.fields)


def _hides_numbers(asked: Typed, sight: Sight) -> bool:
    """Whether a tag that is a number is asked of which the reader does not see."""
    return not all(name_is_seen(sight)(f"tags.{key}") for key in asked.names.of("tags"))


def _ways(asked: Typed, context: dict[str, Any], now: Any) -> list[dict[str, Any]]:
    zh, en = (ways_to_hold(asked, context, now, language) for language in ("zh", "en"))
    return [
        {
            "changes": [
                {"sentence": {"zh": left.sentence, "en": right.sentence}} for left, right in zip(a, b, strict=True)
            ]
        }
        for a, b in zip(zh, en, strict=True)
    ]
