"""Retention as people see it: rules, kinds of data, and what went when."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from tieline.foundation.packs.kinds import Definitions
from tieline.foundation.packs.models import Definition
from tieline.foundation.packs.published import LOCAL, read_body
from tieline.foundation.privacy.retention_definitions import KIND, RetentionRule, needed_window
from tieline.foundation.privacy.retention_keeping import Keepable, keepables
from tieline.foundation.privacy.retention_models import LettingGo


class _Published(Definitions):
    """The bodies of published conditions, without the places that they were read from."""

    def bodies(self, kind: str) -> dict[str, dict[str, Any]]:
        """As of the definitions of a pack."""
        rows = Definition.objects.filter(kind=kind, state=Definition.State.PUBLISHED)
        return dict(rows.values_list("key", "body"))


def rule_of(body: Mapping[str, Any]) -> RetentionRule:
    """A body as a rule, or Invalid with every mistake."""
    shape: RetentionRule = read_body(KIND, body).shape  # type: ignore[assignment] # the kind is that of rules
    return shape


def list_keepables() -> list[dict[str, Any]]:
    """Every kind of data that a rule may be about, in the order in which the capabilities say them."""
    return [_keepable(each, _Published()) for each in keepables().values()]


def list_rules() -> list[dict[str, Any]]:
    """The published rules by key; those about what the product no longer keeps are left out."""
    known, now = keepables(), _Published()
    rows = Definition.objects.filter(kind=KIND.name, state=Definition.State.PUBLISHED).order_by("key")
    found = [(row, rule_of(row.body)) for row in rows]
    return [_rule(row, rule, _keepable(known[rule.keeps], now)) for row, rule in found if rule.keeps in known]


def list_lettings(rule: str = "") -> QuerySet[LettingGo]:
    """What went by rules, the newest first."""
    found = LettingGo.objects.order_by("-started_at", "-pk")
    return found.filter(rule=rule) if rule else found


def _rule(row: Definition, rule: RetentionRule, keepable: dict[str, Any]) -> dict[str, Any]:
    return {
        **rule.model_dump(include={"key", "after", "months", "days", "way"}),
        "name": rule.name,
        "ground": rule.ground,
        "keeps": keepable,
        "origin": "screen" if row.pack == LOCAL else "pack",
        "pack": "" if row.pack == LOCAL else row.pack,
        "version": row.version,
        "body": row.body,
        "last": list_lettings(rule.key).filter(gone__gt=0).first(),
    }


def _keepable(keepable: Keepable, definitions: Definitions) -> dict[str, Any]:
    minimum = keepable.minimum(settings.TIELINE_COUNTRY)
    window = needed_window(keepable, definitions)
    return {
        "key": keepable.key,
        "name": keepable.name,
        "says": keepable.says,
        "dates": [{"key": key, "name": name} for key, name in keepable.dates.items()],
        "ways": list(keepable.ways),
        "minimum": minimum and {"months": minimum.months, "law": minimum.law},
        "needed": window and {"kind": window.kind, "key": window.key, "days": window.days},
    }
