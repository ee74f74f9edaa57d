"""What sources say now that concerns identity: of everybody, or of some persons, read once for all that asks it."""

from dataclasses import dataclass

import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import BILLING_ACCOUNT, INDIVIDUAL, PRODUCT

PERSON = ["system", "party_ref"]
SAID = (
    *PERSON, "full_name", "given_name", "family_name", "gender", "birth_date", "phone", "other_phone", "email",
    "address", "city", "district", "postal_code", "household_ref", "updated_at",
)  # fmt: skip
"""What identity reads of a person's record."""


@dataclass(frozen=True)
class Records:
    """Records of persons, of the billing accounts that they hold, and of the products under these."""

    individuals: ir.Table
    accounts: ir.Table
    products: ir.Table


def records_of_all(store: Warehouse) -> Records:
    """Of everybody."""
    return Records(*(current(store, table) for table in (INDIVIDUAL, BILLING_ACCOUNT, PRODUCT)))


def records_of(area: Staging, persons: ir.Table) -> Records:
    """Of these persons (``system, party_ref``)."""
    every = records_of_all(area.warehouse)
    individuals = area.keep(every.individuals.select(*SAID).semi_join(persons, PERSON))
    accounts = area.keep(every.accounts.semi_join(persons, PERSON))
    return Records(individuals, accounts, area.keep(every.products.semi_join(accounts, ["system", "account_ref"])))
