"""The table of customers, and where each of their fields came from; ``tables`` has them with all the others."""

from tieline.foundation.warehouse.tables import Column, Table
from tieline.know.profile.definitions import FIELDS

CATEGORY_OF = {
    "name": "name",
    "gender": "gender",
    "birth_date": "birth",
    "phone": "phone",
    "email": "email",
    "address": "address",
    "city": "place",
    "district": "place",
    "postal_code": "place",
    "language": "none",
    "manager": "none",
    "household_id": "household",
}
"""The category of each field that systems tell of a person."""


def fact_table(
    name: str, one_row_per: str, key: str, *columns: Column, category: str, indexed: tuple[str, ...] = ()
) -> Table:
    """A table with rows about customers: ``customer_id`` first, and stored in its order, then in that of ``key``."""
    head = Column("customer_id", "string", "The customer.")
    keys = ("customer_id", *key.split())
    return Table("profile", name, one_row_per, keys, (head, *columns), indexed, category=category, subject=head.name)


CUSTOMER = fact_table(
    "customer",
    "customer",
    "",
    Column("customer_number", "string", "The number that billing knows the customer by.", category="number"),
    Column("name", "string", "Name, from the most trusted source.", category="name"),
    Column("gender", "string", "female, male or null.", category="gender"),
    Column("birth_date", "date", "Date of birth.", category="birth"),
    Column("age", "int64", "Completed years on the day of the run.", category="birth"),
    Column("phone", "string", "Main number in E.164.", category="phone"),
    Column("email", "string", "Main e-mail.", category="email"),
    Column("address", "string", "Postal address.", category="address"),
    Column("city", "string", "City.", category="place"),
    Column("district", "string", "District.", category="place"),
    Column("postal_code", "string", "Postal code.", category="place"),
    Column("area_population", "int64", "People in that postal code, where an area source says.", category="place"),
    Column("language", "string", "Preferred language.", category="none"),
    Column("manager", "string", "Login of the customer manager in charge; null when none.", category="none"),
    Column("household_id", "string", "Household, where a source says; else null.", category="household"),
    Column("household_size", "int64", "Customers in that household; 1 without one.", category="household"),
    Column("is_active", "boolean", "Whether at least one line is active on the day of the run."),
    Column("customer_since", "date", "First day of the first account or line."),
    Column("ended_on", "date", "Last day of the last line; null while active."),
    Column("tenure_months", "int64", "Completed months since customer_since."),
    Column("account_count", "int64", "Billing accounts."),
    Column("line_count", "int64", "Active lines."),
    Column("plan", "string", "Offering of the active line with the highest fee."),
    Column("monthly_fee", "float64", "Sum of the fees of active lines."),
    Column("sold_by", "string", "Partner who sold the active line with the highest fee of those that one sold."),
    Column("contract_end", "date", "Nearest contract end among active lines that is not past; null without."),
    Column("contract_days_left", "int64", "Days to contract_end; null without a contract."),
    Column("payment_method", "string", "How the main account pays.", category="money"),
    Column("balance", "float64", "Open balance over all accounts, positive when owing.", category="money"),
    Column("last_bill_amount", "float64", "Latest bill over all accounts.", category="money"),
    Column("average_bill_3m", "float64", "Mean of the three bills before the latest.", category="money"),
    Column("voice_minutes_30d", "float64", "Minutes in the last 30 days.", category="usage"),
    Column(
        "average_voice_minutes_3m", "float64", "Mean minutes per 30 days in the 90 days before those.", category="usage"
    ),
    Column("data_mb_30d", "float64", "Data in the last 30 days.", category="usage"),
    Column("average_data_mb_3m", "float64", "Mean data per 30 days in the 90 days before those.", category="usage"),
    Column("dropped_calls_30d", "int64", "Dropped calls in the last 30 days.", category="usage"),
    Column("roaming_mb_30d", "float64", "Roaming data in the last 30 days.", category="usage"),
    Column("complaint_count_90d", "int64", "Complaints in the last 90 days.", category="contact"),
    Column(
        "last_contact_at",
        "timestamp",
        "Latest contact with a person or campaign (call, shop, campaign, work).",
        category="contact",
    ),
    Column("last_contact_channel", "string", "Its channel.", category="contact"),
    Column("nps", "float64", "Latest answer to the recommendation question, 0–10.", category="contact"),
    indexed=("customer_id",),
    category="contract",
)

OF_FACTS = ("balance", "plan", "last_bill_amount", "voice_minutes_30d")
"""Figures of which the page says how old the newest fact behind them is, and whose."""

FIELD_ORIGIN = fact_table(
    "field_origin",
    "customer, and where each field of the profile came from",
    "",
    *(
        Column(
            f"{field}_strength",
            "int64",
            "The number by which the value won, which has its source, age and verification (see survivorship).",
        )
        for field in FIELDS
    ),
    *(
        Column(
            f"{field}_others",
            "string",
            "Different values that other systems hold, as 'system: value' lines; null when all agree.",
            category=CATEGORY_OF[field],
        )
        for field in FIELDS
    ),
    *(
        Column(f"{figure}_strength", "int64", "The same number of the newest fact behind the figure.")
        for figure in OF_FACTS
    ),
    Column("last_contact_system", "string", "System that recorded the contact of last_contact_at.", category="contact"),
    category="none",
)
