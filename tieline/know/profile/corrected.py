"""
Corrections that were granted, as statements beside those of sources: they win over every source, in every run.

They are said of a party, so they follow it into the customer that it becomes, and go with it when it is parted.
"""

from typing import Any

import ibis.expr.types as ir
from django.utils import timezone

from tieline.foundation.days import local_day, naive_utc
from tieline.foundation.privacy.rights import holding
from tieline.foundation.warehouse.staging import Staging
from tieline.know.profile.correcting import CORRECTION
from tieline.know.profile.definitions import FIELDS
from tieline.know.profile.parties import OWN
from tieline.know.profile.survivorship import CORRECTIONS


def granted_corrections(area: Staging) -> ir.Table | None:
    """
    A row for each correction that holds now: ``system, source, party_ref, record_key, observed_at``, and every field,
    null but for the one that is corrected. None where there are none, which is no work for whom it is nothing to.
    """
    found = list(holding(CORRECTION, local_day(timezone.now())))
    if not found:
        return None
    columns: dict[str, tuple[str, list[Any]]] = {
        "system": ("string", [OWN] * len(found)),
        "source": ("string", [CORRECTIONS] * len(found)),
        "party_ref": ("string", [each.customer_id for each in found]),
        "record_key": ("string", [f"{each.pk:012d}" for each in found]),
        "observed_at": ("timestamp", [naive_utc(each.granted_at) for each in found]),
    }
    says = [dict(each.says) for each in found]
    for field in FIELDS:
        columns[field] = ("string", [each["should_be"] if each["field"] == field else None for each in says])
    return area.keep_values(columns)


def corrected_statements(corrections: ir.Table, persons: ir.Table, sources: ir.Table) -> ir.Table:
    """The corrections in the form of ``survivorship.statements``, by the customer whom the party is now."""
    own = persons.select("system", "party_ref", "customer")
    rows = corrections.inner_join(own, ["system", "party_ref"]).inner_join(sources, ["system", "source"])
    return rows.select("customer", "origin", "record_key", "observed_at", *FIELDS)


def corrected_points(corrections: ir.Table, persons: ir.Table, field: str) -> ir.Table:
    """``customer_id, value``: what a contact field was corrected to, by which the customer is found, too."""
    own = persons.select("system", "party_ref", "customer_id")
    rows = corrections.filter(corrections[field].notnull()).inner_join(own, ["system", "party_ref"])
    return rows.select("customer_id", value=rows[field])
