"""
Household → billing account → line.

A household is what a source declares (``household_ref``, such as a family plan); nobody is guessed into one. Whoever
holds the account that pays for a line holds the line, whoever of the household uses it.
"""

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.naming import LENGTH
from tieline.know.identity.numbers import numbered_as
from tieline.know.identity.records import PERSON, Records


def households(area: Staging, links: ir.Table, said: Records) -> ir.Table:
    """Rows of ``identity.household`` for the parties of ``links`` (``system, party_ref, party_id``)."""
    individuals = said.individuals
    declared = individuals.filter(individuals.household_ref.notnull()).select(*PERSON, "household_ref")
    members = declared.join(links.select(*PERSON, "party_id"), PERSON)
    key = members.system + "|" + members.household_ref
    return area.keep(
        members.select(
            "party_id",
            "system",
            "household_ref",
            household_id=ibis.literal("H") + key.hexdigest("md5").substr(0, LENGTH),
        ).distinct()
    )


def holdings(area: Staging, links: ir.Table, homes: ir.Table, country: str, said: Records) -> ir.Table:
    """
    Rows of ``identity.holding`` for the parties of ``links``: every product under the account that pays for it.

    ``homes`` are the rows of ``households`` for them.
    """
    accounts = said.accounts.select("account_ref", *PERSON)
    owned = accounts.join(links.select(*PERSON, "party_id"), PERSON).select("system", "account_ref", "party_id")
    products = said.products.select(
        of_system="system", of_account="account_ref", product_ref="product_ref", written="phone"
    )
    held = owned.left_join(products, [("system", "of_system"), ("account_ref", "of_account")])
    lines = numbered_as(area, held.drop("of_system", "of_account"), "written", country, name="phone")
    first = homes.group_by("party_id").agg(household_id=homes.household_id.min())
    return area.keep(
        lines.left_join(first, "party_id").select(
            "system", "account_ref", "product_ref", "phone", "party_id", "household_id"
        )
    )
