"""What profile writes. Everything is stored in the order of ``customer_id``, so that one customer is read quickly."""

from tieline.foundation.warehouse.tables import Column, Kinds, Table
from tieline.know.profile.customer_tables import CUSTOMER, FIELD_ORIGIN, OF_FACTS, fact_table

__all__ = [
    "ACCOUNT",
    "BILL",
    "CHARACTERISTIC",
    "CONSENT",
    "CONTACT",
    "CUSTOMER",
    "FACTS",
    "FIELD_ORIGIN",
    "HOUSEHOLD_MEMBER",
    "LINE",
    "OF_FACTS",
    "ORDER",
    "PAYMENT",
    "SEARCH_TERM",
    "SEEN",
    "SNAPSHOT",
    "SOURCE",
    "USAGE_DAY",
    "USAGE_MONTH",
]

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
    category="none",
)

ACCOUNT = fact_table(
    "account",
    "billing account",
    "account_ref",
    Column("account_ref", "string", "Number of the account.", category="number"),
    Column("account_type", "string", "consumer or business."),
    Column("status", "string", "active, suspended, closed."),
    Column("opened_on", "date", "First day."),
    Column("closed_on", "date", "Last day; null while open."),
    Column("payment_method", "string", "How bills are paid."),
    Column("balance", "float64", "Open balance."),
    category="money",
)

LINE = fact_table(
    "line",
    "line or other product",
    "product_ref",
    Column("product_ref", "string", "Number of the product.", category="number"),
    Column("account_ref", "string", "Account that pays.", category="number"),
    Column("phone", "string", "E.164 number; null for products without one.", category="phone"),
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
    Column("sold_by", "string", "Partner who sold it; null where the operator did."),
    category="contract",
)

BILL = fact_table(
    "bill",
    "bill",
    "month bill_ref",
    Column("bill_ref", "string", "Number of the bill.", category="number"),
    Column("account_ref", "string", "Account.", category="number"),
    Column("month", "date", "First day of the month billed."),
    Column("issued_on", "date", "Day of issue."),
    Column("due_on", "date", "Day due."),
    Column("amount", "float64", "Total."),
    Column("overage_amount", "float64", "For use beyond the plan."),
    Column("roaming_amount", "float64", "For roaming."),
    category="money",
)

PAYMENT = fact_table(
    "payment",
    "payment",
    "paid_at payment_ref",
    Column("payment_ref", "string", "Number of the payment.", category="number"),
    Column("account_ref", "string", "Account.", category="number"),
    Column("bill_ref", "string", "Bill it pays.", category="number"),
    Column("paid_at", "timestamp", "When."),
    Column("amount", "float64", "How much."),
    Column("method", "string", "How."),
    Column("days_late", "int64", "Days after the bill was due; negative when early; null when unknown."),
    category="money",
)

_USE = (
    Column("voice_minutes", "float64", "Minutes."),
    Column("data_mb", "float64", "Data in MB."),
    Column("sms", "int64", "Messages sent."),
    Column("roaming_mb", "float64", "Data abroad in MB."),
    Column("dropped_calls", "int64", "Dropped calls."),
)

USAGE_DAY = fact_table(
    "usage_day",
    "customer and day, all lines together",
    "day",
    Column("day", "date", "Local day."),
    *_USE,
    category="usage",
)

USAGE_MONTH = fact_table(
    "usage_month",
    "customer and month, all lines together",
    "month",
    Column("month", "date", "First day of the month."),
    Column("month_end", "date", "Last day of the month."),
    *_USE,
    category="usage",
)

CONTACT = fact_table(
    "contact",
    "interaction in any channel",
    "at interaction_ref",
    Column("interaction_ref", "string", "Id in its system.", category="number"),
    Column("system", "string", "System that recorded it.", category="none"),
    Column("at", "timestamp", "When it began."),
    Column("channel", "string", "call, shop, app, web, sms, email, tieline."),
    Column("direction", "string", "inbound or outbound."),
    Column("kind", "string", "call, visit, login, page view, search, order, campaign, survey, work."),
    Column("reason", "string", "Code of the matter."),
    Column("is_complaint", "boolean", "Whether the customer complained."),
    Column("resolved", "boolean", "Whether it was settled at once."),
    Column("duration_seconds", "int64", "How long it took."),
    Column("text", "string", "What was said, searched or answered.", category="words"),
    Column("language", "string", "Language of the text."),
    Column("rating", "float64", "Survey score."),
    Column("response", "string", "Answer to a campaign, or outcome of a task."),
    Column("handled_by", "string", "Who handled it.", category="none"),
    category="contact",
)

ORDER = fact_table(
    "product_order",
    "order",
    "at order_ref",
    Column("order_ref", "string", "Id in its system.", category="number"),
    Column("system", "string", "System that recorded it.", category="none"),
    Column("at", "timestamp", "When it was placed."),
    Column("channel", "string", "shop or web."),
    Column("item", "string", "What was ordered."),
    Column("category", "string", "device, accessory, plan, service."),
    Column("amount", "float64", "Price."),
    Column("status", "string", "placed, delivered, cancelled, returned."),
    category="contract",
)

CHARACTERISTIC = fact_table(
    "characteristic",
    "customer and further property",
    "name",
    Column("name", "string", "Name of the property.", category="none"),
    Column("text", "string", "Its value as text."),
    Column("number", "float64", "Its value as a number, where it is one; yes and no are 1 and 0."),
    Column("system", "string", "System it came from.", category="none"),
    category="property",
)

CONSENT = fact_table(
    "consent",
    "customer, and purpose, channel and topic of which something was said",
    "purpose channel topic",
    Column("purpose", "string", "service, marketing or analysis."),
    Column("channel", "string", "call, sms, email or app."),
    Column("topic", "string", "Key of the topic; empty for messages in general."),
    Column("allowed", "boolean", "Whether the customer may be contacted so on the day of the run."),
    Column("verdict", "string", "yes, no, expired (a yes) or minor (a yes that a guardian has to say)."),
    Column("since", "timestamp", "When the statement was made from which that follows."),
    Column("until", "timestamp", "When that yes expires; null without an end."),
    Column("statement", "string", "Which statement it is: its source and key.", category="number"),
    category="consent",
)

HOUSEHOLD_MEMBER = Table(
    "profile",
    "household_member",
    "household and customer in it",
    ("household_id", "customer_id"),
    (
        Column("household_id", "string", "The household, as <system>:<its id there>.", category="household"),
        Column("customer_id", "string", "The customer."),
    ),
    indexed=("household_id",),
    category="none",
    subject="customer_id",
)

SNAPSHOT = Table(
    "profile",
    "snapshot",
    "published state of the profile, so exactly one",
    ("as_of",),
    (Column("as_of", "date", "The day the profile describes; later facts are not in it."),),
    category="none",
)

SEEN = Table(
    "profile",
    "seen",
    "load, or settling of identity, that the profile has taken into account",
    ("kind", "ref"),
    (
        Column("kind", "string", "load, or settling."),
        Column("ref", "string", "Id of the load, or the settling as in identity.settled."),
        Column("landed_at", "timestamp", "When the load landed; null for a settling."),
        Column(
            "how", "string", "run: over everybody; touch: its customers alone; left: too much, left to the next run."
        ),
    ),
    category="none",
)

SEARCH_TERM = Table(
    "profile",
    "search_term",
    "word by which a customer is found",
    ("term", "customer_id"),
    (
        Column(
            "term",
            "string",
            "Folded name or word of it, digits of a number, account or customer number, e-mail.",
            category="kind",
        ),
        Column("customer_id", "string", "The customer."),
        Column("kind", "string", "name, phone, account, number or email."),
        Column(
            "shown", "string", "The value as people write it, where the term alone does not say it.", category="kind"
        ),
    ),
    category="none",
    subject="customer_id",
    kinds=Kinds(
        "kind",
        (("name", "name"), ("phone", "phone"), ("account", "number"), ("number", "number"), ("email", "email")),
        whole=True,
    ),
)

FACTS: tuple[Table, ...] = (
    ACCOUNT,
    LINE,
    BILL,
    PAYMENT,
    USAGE_DAY,
    USAGE_MONTH,
    CONTACT,
    ORDER,
    CHARACTERISTIC,
    CONSENT,
)
