"""What identifies people and what they do stand in tables of their own, which a pseudonym joins."""

from tieline.foundation.access.categories import CATEGORIES, COMPOSED
from tieline.server.reference import declared_tables

IDENTIFYING = {"name", "phone", "email", "address", "document"}
OF_A_PERSON = {"gender", "birth", "place", "household", "number"}
"""What tells persons apart, and may stand beside their names."""
DEEDS = set(CATEGORIES) - IDENTIFYING - OF_A_PERSON - set(COMPOSED)

STILL_MIXED = {
    "ingest.interaction",
    "ingest.product",
    "ingest.product_order",
    "ingest.usage_day",
    "ingest.usage_month",
    "profile.customer",
    "profile.field_origin",
    "profile.line",
}
"""What each needs says docs/decisions/pseudonyms-in-the-warehouse.md; a table that was split leaves this list."""


def test_no_other_table_holds_who_people_are_beside_what_they_do() -> None:
    told = {
        table.full_name: {table.category_of(column.name) for column in table.columns} for table in declared_tables()
    }
    assert {name for name, tells in told.items() if tells & IDENTIFYING and tells & DEEDS} == STILL_MIXED
