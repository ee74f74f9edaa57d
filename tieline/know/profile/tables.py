"""What profile writes. Everything is stored in the order of ``customer_id``, so that one customer is read quickly."""

from tieline.foundation.warehouse.tables import Column, Table
from tieline.know.profile.definitions import FIELDS


def _fact(name: str, one_row_per: str, key: str, *columns: Column, indexed: tuple[str, ...] = ()) -> Table:
    head = Column("customer_id", "string", "The customer.")
    return Table("profile", name, one_row_per, ("customer_id", *key.split()), (head, *columns), indexed)


CUSTOMER = _fact(
    "customer",
    "customer",
    "",
    Column("customer_number", "string", "The number that billing knows the customer by."),
    Column("name", "string", "Name, from the most trusted source."),
    Column("gender", "string", "female, male or null."),
    Column("birth_date", "date", "Date of birth."),
    Column("age", "int64", "Completed years on the day of the run."),
    Column("phone", "string", "Main number in E.164."),
    Column("email", "string", "Main e-mail."),
    Column("address", "string", "Postal address."),
    Column("city", "string", "City."),
    Column("district", "string", "District."),
    Column("postal_code", "string", "Postal code."),
    Column("area_population", "int64", "People in that postal code, where an area source says."),
    Column("language", "string", "Preferred language."),
    Column("manager", "string", "Login of the customer manager in charge; null when none."),
    Column("household_id", "string", "Household, where a source says; else null."),
    Column("household_size", "int64", "Customers in that household; 1 without one."),
    Column("is_active", "boolean", "Whether at least one line is active on the day of the run."),
    Column("customer_since", "date", "First day of the first account or line."),
    Column("ended_on", "date", "Last day of the last line; null while active."),
    Column("tenure_months", "int64", "Completed months since customer_since."),
    Column("account_count", "int64", "Billing accounts."),
    Column("line_count", "int64", "Active lines."),
    Column("plan", "string", "Offering of the active line with the highest fee."),
    Column("monthly_fee", "float64", "Sum of the fees of active lines."),
    Column("contract_end", "date", "Nearest contract end among active lines that is not past; null without."),
    Column("contract_days_left", "int64", "Days to contract_end; null without a contract."),
    Column("payment_method", "string", "How the main account pays."),
    Column("balance", "float64", "Open balance over all accounts, positive when owing."),
    Column("last_bill_amount", "float64", "Latest bill over all accounts."),
    Column("average_bill_3m", "float64", "Mean of the three bills before the latest."),
    Column("voice_minutes_30d", "float64", "Minutes in the last 30 days."),
    Column("average_voice_minutes_3m", "float64", "Mean minutes per 30 days in the 90 days before those."),
    Column("data_mb_30d", "float64", "Data in the last 30 days."),
    Column("average_data_mb_3m", "float64", "Mean data per 30 days in the 90 days before those."),
    Column("dropped_calls_30d", "int64", "Dropped calls in the last 30 days."),
    Column("roaming_mb_30d", "float64", "Roaming data in the last 30 days."),
    Column("complaint_count_90d", "int64", "Complaints in the last 90 days."),
    Column("last_contact_at", "timestamp", "Latest contact with a person or campaign (call, shop, campaign, work)."),
    Column("last_contact_channel", "string", "Its channel."),
    Column("nps", "float64", "Latest answer to the recommendation question, 0–10."),
    indexed=("customer_id",),
)

OF_FACTS = ("balance", "plan", "last_bill_amount", "voice_minutes_30d")
"""Figures of which the page says how old the newest fact behind them is, and whose."""

FIELD_ORIGIN = _fact(
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
        )
        for field in FIELDS
    ),
    *(
        Column(f"{figure}_strength", "int64", "The same number of the newest fact behind the figure.")
        for figure in OF_FACTS
    ),
    Column("last_contact_system", "string", "System that recorded the contact of last_contact_at."),
)

SOURCE = Table(
    "profile",
    "source",
    "source that the profile was built from",
    ("number",),
    (
        Column("number", "int64", "Its number in profile.field_origin."),
        Column("system", "string", "The system."),
        Column("source", "string", "The source within it."),
    ),
)

ACCOUNT = _fact(
    "account",
    "billing account",
    "account_ref",
    Column("account_ref", "string", "Number of the account."),
    Column("account_type", "string", "consumer or business."),
    Column("status", "string", "active, suspended, closed."),
    Column("opened_on", "date", "First day."),
    Column("closed_on", "date", "Last day; null while open."),
    Column("payment_method", "string", "How bills are paid."),
    Column("balance", "float64", "Open balance."),
)

LINE = _fact(
    "line",
    "line or other product",
    "product_ref",
    Column("product_ref", "string", "Number of the product."),
    Column("account_ref", "string", "Account that pays."),
    Column("phone", "string", "E.164 number; null for products without one."),
    Column("product_type", "string", "mobile, broadband, tv, landline, device, other."),
    Column("offering", "string", "The plan."),
    Column("status", "string", "active, suspended, ended."),
    Column("started_on", "date", "First day."),
    Column("ended_on", "date", "Last day; null while active."),
    Column("end_reason", "string", "Why it ended."),
    Column("contract_start", "date", "First day of the contract."),
    Column("contract_end", "date", "Last day of the contract."),
    Column("monthly_fee", "float64", "Fee a month."),
    Column("data_allowance_mb", "float64", "Included data; null when unlimited."),
    Column("voice_allowance_minutes", "float64", "Included minutes; null when unlimited."),
    Column("device", "string", "Handset."),
    Column("device_5g", "boolean", "Handset can do 5G."),
    Column("plan_5g", "boolean", "Plan includes 5G."),
)

BILL = _fact(
    "bill",
    "bill",
    "month bill_ref",
    Column("bill_ref", "string", "Number of the bill."),
    Column("account_ref", "string", "Account."),
    Column("month", "date", "First day of the month billed."),
    Column("issued_on", "date", "Day of issue."),
    Column("due_on", "date", "Day due."),
    Column("amount", "float64", "Total."),
    Column("overage_amount", "float64", "For use beyond the plan."),
    Column("roaming_amount", "float64", "For roaming."),
)

PAYMENT = _fact(
    "payment",
    "payment",
    "paid_at payment_ref",
    Column("payment_ref", "string", "Number of the payment."),
    Column("account_ref", "string", "Account."),
    Column("bill_ref", "string", "Bill it pays."),
    Column("paid_at", "timestamp", "When."),
    Column("amount", "float64", "How much."),
    Column("method", "string", "How."),
    Column("days_late", "int64", "Days after the bill was due; negative when early; null when unknown."),
)

_USE = (
    Column("voice_minutes", "float64", "Minutes."),
    Column("data_mb", "float64", "Data in MB."),
    Column("sms", "int64", "Messages sent."),
    Column("roaming_mb", "float64", "Data abroad in MB."),
    Column("dropped_calls", "int64", "Dropped calls."),
)

USAGE_DAY = _fact(
    "usage_day", "customer and day, all lines together", "day", Column("day", "date", "Local day."), *_USE
)

USAGE_MONTH = _fact(
    "usage_month",
    "customer and month, all lines together",
    "month",
    Column("month", "date", "First day of the month."),
    Column("month_end", "date", "Last day of the month."),
    *_USE,
)

CONTACT = _fact(
    "contact",
    "interaction in any channel",
    "at interaction_ref",
    Column("interaction_ref", "string", "Id in its system."),
    Column("system", "string", "System that recorded it."),
    Column("at", "timestamp", "When it began."),
    Column("channel", "string", "call, shop, app, web, sms, email, tieline."),
    Column("direction", "string", "inbound or outbound."),
    Column("kind", "string", "call, visit, login, page view, search, order, campaign, survey, work."),
    Column("reason", "string", "Code of the matter."),
    Column("is_complaint", "boolean", "Whether the customer complained."),
    Column("resolved", "boolean", "Whether it was settled at once."),
    Column("duration_seconds", "int64", "How long it took."),
    Column("text", "string", "What was said, searched or answered."),
    Column("language", "string", "Language of the text."),
    Column("rating", "float64", "Survey score."),
    Column("response", "string", "Answer to a campaign, or outcome of a task."),
    Column("handled_by", "string", "Who handled it."),
)

ORDER = _fact(
    "product_order",
    "order",
    "at order_ref",
    Column("order_ref", "string", "Id in its system."),
    Column("system", "string", "System that recorded it."),
    Column("at", "timestamp", "When it was placed."),
    Column("channel", "string", "shop or web."),
    Column("item", "string", "What was ordered."),
    Column("category", "string", "device, accessory, plan, service."),
    Column("amount", "float64", "Price."),
    Column("status", "string", "placed, delivered, cancelled, returned."),
)

CHARACTERISTIC = _fact(
    "characteristic",
    "customer and further property",
    "name",
    Column("name", "string", "Name of the property."),
    Column("text", "string", "Its value as text."),
    Column("number", "float64", "Its value as a number, where it is one; yes and no are 1 and 0."),
    Column("system", "string", "System it came from."),
)

HOUSEHOLD_MEMBER = Table(
    "profile",
    "household_member",
    "household and customer in it",
    ("household_id", "customer_id"),
    (
        Column("household_id", "string", "The household, as <system>:<its id there>."),
        Column("customer_id", "string", "The customer."),
    ),
    indexed=("household_id",),
)

SNAPSHOT = Table(
    "profile",
    "snapshot",
    "published state of the profile, so exactly one",
    ("as_of",),
    (Column("as_of", "date", "The day the profile describes; later facts are not in it."),),
)

SEARCH_TERM = Table(
    "profile",
    "search_term",
    "word by which a customer is found",
    ("term", "customer_id"),
    (
        Column("term", "string", "Folded name or word of it, digits of a number, account or customer number, e-mail."),
        Column("customer_id", "string", "The customer."),
        Column("kind", "string", "name, phone, account, number or email."),
        Column("shown", "string", "The value as people write it, where the term alone does not say it."),
    ),
)

FACTS: tuple[Table, ...] = (ACCOUNT, LINE, BILL, PAYMENT, USAGE_DAY, USAGE_MONTH, CONTACT, ORDER, CHARACTERISTIC)
