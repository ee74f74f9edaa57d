"""
What the facts of conditions stand on, and so for which purposes they may be used.

A field of a customer stands on the fields of records that it is computed from. It may be used for a purpose only where
every source that brings one of these collected it for that purpose: which of them survives differs by customer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.expressions.checker import Names
from tieline.know.ingest.collected import WHOLE, Collected, Place
from tieline.know.profile.facts import PROPERTY

RECORD_OF = {
    "accounts": "billing_account",
    "lines": "product",
    "bills": "customer_bill",
    "payments": "payment",
    "usage": "usage_day",
    "usage_months": "usage_month",
    "contacts": "interaction",
    "orders": "product_order",
    "characteristics": "characteristic",
    "consents": "consent",
}
"""The kind of record that each list has rows of."""

COMPUTED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("payments", "days_late"): ("payment.paid_at", "customer_bill.due_on"),
    ("usage_months", "month_end"): ("usage_month.month",),
}
"""Columns of lists that no record has under their name."""

STANDS_ON: Mapping[str, tuple[str, ...]] = {
    "customer_number": ("billing_account.party_ref",),
    "name": ("individual.full_name", "individual.given_name", "individual.family_name"),
    "gender": ("individual.gender",),
    "birth_date": ("individual.birth_date",),
    "age": ("individual.birth_date", "characteristic.age"),
    "phone": ("individual.phone", "product.phone"),
    "email": ("individual.email",),
    "address": ("individual.address",),
    "city": ("individual.city",),
    "district": ("individual.district",),
    "postal_code": ("individual.postal_code",),
    "area_population": ("individual.postal_code", "area.population"),
    "language": ("individual.language",),
    "manager": ("individual.manager",),
    "household_id": ("individual.household_ref",),
    "household_size": ("individual.household_ref",),
    "is_active": ("product.status", "product.started_on", "product.ended_on", "party_status.left"),
    "customer_since": ("billing_account.opened_on", "product.started_on"),
    "ended_on": ("product.ended_on",),
    "tenure_months": ("billing_account.opened_on", "product.started_on", "characteristic.tenure_months"),
    "account_count": ("billing_account.account_ref",),
    "line_count": ("product.status", "product.started_on", "product.ended_on"),
    "plan": ("product.offering", "product.monthly_fee"),
    "monthly_fee": ("product.monthly_fee",),
    "sold_by": ("product.sold_by", "product.monthly_fee"),
    "contract_end": ("product.contract_end",),
    "contract_days_left": ("product.contract_end",),
    "payment_method": ("billing_account.payment_method",),
    "balance": ("billing_account.balance",),
    "last_bill_amount": ("customer_bill.amount", "customer_bill.month"),
    "average_bill_3m": ("customer_bill.amount", "customer_bill.month"),
    "voice_minutes_30d": ("usage_day.voice_minutes",),
    "average_voice_minutes_3m": ("usage_day.voice_minutes", "usage_month.voice_minutes"),
    "data_mb_30d": ("usage_day.data_mb",),
    "average_data_mb_3m": ("usage_day.data_mb", "usage_month.data_mb"),
    "dropped_calls_30d": ("usage_day.dropped_calls",),
    "roaming_mb_30d": ("usage_day.roaming_mb",),
    "complaint_count_90d": ("interaction.is_complaint", "interaction.at"),
    "last_contact_at": ("interaction.at", "interaction.kind"),
    "last_contact_channel": ("interaction.channel", "interaction.kind"),
    "nps": ("interaction.rating", "interaction.reason"),
}
"""The fields of records that each field of a customer is computed from."""


@dataclass(frozen=True)
class Limit:
    """That a name in a condition may be used for these purposes only, as a source collected it for no others."""

    name: str
    collected: Collected

    @property
    def purposes(self) -> frozenset[Purpose]:
        """The purposes."""
        return self.collected.purposes


def limits_of(names: Names, collected: Mapping[Place, list[Collected]]) -> list[Limit]:
    """What limits the use of the facts that an expression names, in the order of their names."""
    return [
        Limit(name, limit)
        for name, places in sorted(_places_of(names))
        for place in places
        for limit in collected.get(place, ())
    ]


def demand_collected(limits: Iterable[Limit], used_for: Purpose, where: str) -> None:
    """Invalid where a limit leaves the purpose out: what it is, who collected it, and for what."""
    for limit in limits:
        if used_for not in limit.purposes:
            for_what = ", ".join(sorted(limit.purposes)) or "nothing"
            raise Invalid(
                f"'{limit.name}' may not be used for {used_for}: {limit.collected.source} collected it for {for_what}",
                where=where,
                do="Leave it out, or declare a purpose for which it was collected",
            )


def _places_of(names: Names) -> Iterator[tuple[str, list[Place]]]:
    for name in names.fields:
        if name.startswith(PROPERTY):
            yield name, [("characteristic", name.removeprefix(PROPERTY))]
        else:
            yield name, _split(STANDS_ON.get(name, ()))
    for name in names.lists:
        yield name, [(RECORD_OF[name], WHOLE)]
    for of, column in names.columns:
        yield f"{of}.{column}", _split(COMPUTED.get((of, column), (f"{RECORD_OF[of]}.{column}",)))


def _split(names: Iterable[str]) -> list[Place]:
    return [(record, field) for record, _, field in (name.partition(".") for name in names)]
