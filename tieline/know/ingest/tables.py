"""The kinds of source record. Every kind begins with the same five columns; nothing here is joined yet."""

from dataclasses import replace

from tieline.foundation.warehouse.tables import Column, Table
from tieline.know.ingest.headers import record

INDIVIDUAL = record(
    "individual",
    "person",
    Column("party_ref", "string", "Id of the person in this system.", category="reference"),
    Column("full_name", "string", "Name as written in the source.", category="name"),
    Column("given_name", "string", "Given name, where the source keeps it apart.", category="name"),
    Column("family_name", "string", "Family name, where the source keeps it apart.", category="name"),
    Column("gender", "string", "female, male or null.", category="gender"),
    Column(
        "birth_date",
        "date",
        "Date of birth; impossible dates are rejected or emptied by the mapping.",
        category="birth",
    ),
    Column("phone", "string", "Main phone number as written in the source.", category="phone"),
    Column("other_phone", "string", "Second phone number as written in the source.", category="phone"),
    Column("email", "string", "E-mail address as written in the source.", category="email"),
    Column(
        "identity_number",
        "string",
        "Number of an identity document, sealed: mask, ~ and keyed hash; the number itself is stored nowhere.",
        category="document",
    ),
    Column("address", "string", "Postal address in one line.", category="address"),
    Column("city", "string", "City.", category="place"),
    Column("district", "string", "District or county within the city.", category="place"),
    Column("postal_code", "string", "Postal code.", category="place"),
    Column("language", "string", "zh, en, … the language the person prefers."),
    Column("same_as_system", "string", "System in which the source itself knows this person under another id."),
    Column("same_as_ref", "string", "That id; a declared cross-reference.", category="reference"),
    Column("household_ref", "string", "Household in this system.", category="household"),
    Column("manager", "string", "Login of the customer manager in charge."),
    Column("updated_at", "timestamp", "When the source last changed this record."),
    category="none",
)

CHARACTERISTIC = record(
    "characteristic",
    "person and further property",
    Column("party_ref", "string", "Id of the person in this system.", category="reference"),
    Column("name", "string", "Name of the property, snake_case, as declared in the mapping.", category="none"),
    Column("text", "string", "Its value as text."),
    Column("number", "float64", "Its value as a number, where it is one; yes and no are 1 and 0."),
    Column("updated_at", "timestamp", "When the source last changed it."),
    category="property",
)

AREA = record(
    "area",
    "area",
    Column("postal_code", "string", "Postal code."),
    Column("population", "int64", "People who live there."),
    category="none",
)

BILLING_ACCOUNT = record(
    "billing_account",
    "billing account",
    Column("account_ref", "string", "Id of the account in this system.", category="number"),
    Column("party_ref", "string", "Person who holds it.", category="reference"),
    Column("account_type", "string", "consumer, business."),
    Column("status", "string", "active, suspended, closed."),
    Column("opened_on", "date", "First day."),
    Column("closed_on", "date", "Last day; null while open."),
    Column("payment_method", "string", "How bills are paid."),
    Column("balance", "float64", "Open balance, positive when the customer owes."),
    Column("updated_at", "timestamp", "When the source last changed it."),
    category="money",
)

PRODUCT = record(
    "product",
    "line or other product a customer holds, with its contract",
    Column("product_ref", "string", "Id of the product in this system.", category="number"),
    Column("account_ref", "string", "Billing account that pays for it.", category="number"),
    Column("phone", "string", "Phone number of the line as written; null for products without one.", category="phone"),
    Column("product_type", "string", "mobile, broadband, tv, landline, device, other."),
    Column("offering", "string", "Name of the product offering (the plan)."),
    Column("status", "string", "active, suspended, ended."),
    Column("started_on", "date", "First day."),
    Column("ended_on", "date", "Last day; null while active."),
    Column("end_reason", "string", "ported out, cancelled, non-payment, …"),
    Column("contract_start", "date", "First day of the current contract."),
    Column("contract_end", "date", "Last day of the current contract; null without one."),
    Column("monthly_fee", "float64", "Recurring charge a month, in the operator's currency."),
    Column("data_allowance_mb", "float64", "Included data a month; null when unlimited."),
    Column("voice_allowance_minutes", "float64", "Included minutes a month; null when unlimited."),
    Column("device", "string", "Model of the handset last seen."),
    Column("device_5g", "boolean", "Whether that handset can do 5G."),
    Column("plan_5g", "boolean", "Whether the offering includes 5G."),
    Column("sold_by", "string", "Key of the partner (unit of the organisation) who sold it; null: the operator."),
    Column("updated_at", "timestamp", "When the source last changed it."),
    category="contract",
)

CUSTOMER_BILL = record(
    "customer_bill",
    "bill",
    Column("bill_ref", "string", "Id of the bill in this system.", category="number"),
    Column("account_ref", "string", "Billing account.", category="number"),
    Column("month", "date", "First day of the month that is billed."),
    Column("issued_on", "date", "Day of issue."),
    Column("due_on", "date", "Day payment is due."),
    Column("amount", "float64", "Total, in the operator's currency."),
    Column("overage_amount", "float64", "Part of it for use beyond the plan."),
    Column("roaming_amount", "float64", "Part of it for roaming."),
    category="money",
)

PAYMENT = record(
    "payment",
    "payment",
    Column("payment_ref", "string", "Id of the payment in this system.", category="number"),
    Column("account_ref", "string", "Billing account.", category="number"),
    Column("bill_ref", "string", "Bill it pays, where the source says.", category="number"),
    Column("paid_at", "timestamp", "When."),
    Column("amount", "float64", "How much."),
    Column("method", "string", "auto debit, app, shop, bank, …"),
    category="money",
)

INTERACTION = record(
    "interaction",
    "contact between a person and the operator (PartyInteraction)",
    Column("interaction_ref", "string", "Id in this system.", category="number"),
    Column("party_ref", "string", "Person in this system; null when only the phone is known.", category="reference"),
    Column("phone", "string", "Phone number as written; used where party_ref is null.", category="phone"),
    Column("at", "timestamp", "When it began."),
    Column("channel", "string", "call, shop, app, web, sms, email, network, tieline."),
    Column("direction", "string", "inbound or outbound."),
    Column("kind", "string", "call, visit, login, page view, search, order, campaign, survey, work."),
    Column("reason", "string", "Code of the matter: bill question, complaint, fault, mnp query, upgrade, nps, csat, …"),
    Column("is_complaint", "boolean", "Whether the person complained."),
    Column("resolved", "boolean", "Whether it was settled at once; null where that has no meaning."),
    Column("duration_seconds", "int64", "How long it took."),
    Column("text", "string", "What was said, searched or answered.", category="words"),
    Column("language", "string", "Language of the text."),
    Column("rating", "float64", "Score given in a survey (NPS 0–10, CSAT 1–5)."),
    Column("response", "string", "Answer to a campaign, or outcome of a task."),
    Column("handled_by", "string", "Login or staff id of who handled it.", category="none"),
    category="contact",
)

PRODUCT_ORDER = record(
    "product_order",
    "order",
    Column("order_ref", "string", "Id of the order in this system.", category="number"),
    Column("party_ref", "string", "Person in this system; null when only the phone is known.", category="reference"),
    Column("phone", "string", "Phone number as written.", category="phone"),
    Column("at", "timestamp", "When it was placed."),
    Column("channel", "string", "shop or web."),
    Column("item", "string", "What was ordered."),
    Column("category", "string", "device, accessory, plan, service."),
    Column("amount", "float64", "Price, in the operator's currency."),
    Column("status", "string", "placed, delivered, cancelled, returned."),
    category="contract",
)

_USE = (
    Column("voice_minutes", "float64", "Minutes of calls made and received."),
    Column("data_mb", "float64", "Mobile data in MB."),
    Column("sms", "int64", "Messages sent."),
    Column("roaming_mb", "float64", "Data abroad in MB."),
    Column("dropped_calls", "int64", "Calls that the network dropped."),
)

USAGE_DAY = record(
    "usage_day",
    "line and day",
    Column("phone", "string", "The line as written in the source.", category="phone"),
    Column("day", "date", "Day in the operator's time zone."),
    *_USE,
    Column("home_cell", "string", "Cell in which the line spent most of the day.", category="location"),
    category="usage",
)

USAGE_MONTH = record(
    "usage_month",
    "line and month",
    Column("phone", "string", "The line as written in the source.", category="phone"),
    Column("month", "date", "First day of the month."),
    *_USE,
    category="usage",
)

PARTY_STATUS = record(
    "party_status",
    "person whose leaving is known from one snapshot without dates",
    Column("party_ref", "string", "Id of the person in this system.", category="reference"),
    Column("left", "boolean", "Whether the person has left."),
    category="contract",
)

CONSENT = record(
    "consent",
    "thing that a person agreed or objected to",
    Column("consent_ref", "string", "Id of the statement in this system.", category="number"),
    Column("party_ref", "string", "Person in this system.", category="reference"),
    Column("at", "timestamp", "When it was said."),
    Column("said", "string", "yes, no or withdrawn."),
    Column("purpose", "string", "service, marketing or analysis."),
    Column("channel", "string", "call, sms, email or app; null for all of them."),
    Column("topic", "string", "Key of a consent topic; null for all of them."),
    Column("expires_at", "timestamp", "Until when a yes holds; null without an end."),
    Column("speaker", "string", "customer or guardian; null is the customer."),
    Column("text", "string", "The words that were shown or read out."),
    Column("text_version", "string", "Which version of them, as the source names it."),
    Column("language", "string", "Language of the words."),
    Column("place", "string", "call, shop, web, app or letter."),
    Column("place_name", "string", "Which shop, page or number."),
    Column("taken_by", "string", "Login or staff id of who took it down.", category="none"),
    category="consent",
)

RECORDS: dict[str, Table] = {
    table.name: table
    for table in (
        INDIVIDUAL,
        CHARACTERISTIC,
        AREA,
        BILLING_ACCOUNT,
        PRODUCT,
        CUSTOMER_BILL,
        PAYMENT,
        INTERACTION,
        PRODUCT_ORDER,
        USAGE_DAY,
        USAGE_MONTH,
        PARTY_STATUS,
        CONSENT,
    )
}

FORMER: dict[str, Table] = {
    name: replace(table, name=f"former_{name}", one_row_per=f"former version of a {table.one_row_per}")
    for name, table in RECORDS.items()
}
"""Beside every kind of record, with the same columns: the versions that a later one replaced."""

REJECTED_ROW = Table(
    "ingest",
    "rejected_row",
    "row of a load that did not land",
    ("load_id", "row", "field"),
    (
        Column("source", "string", "Key of the source."),
        Column("load_id", "string", "The load."),
        Column("row", "int64", "Row of the delivered file, from 1, without the header."),
        Column("field", "string", "Column of the file that was wrong; null when the row as a whole was."),
        Column("value", "string", "What stood there.", category="source"),
        Column(
            "reason", "string", "Code of the reason: required, not a date, not a number, unknown code, duplicate key, …"
        ),
        Column(
            "content",
            "string",
            "The whole row as JSON, so that it can be corrected and loaded again.",
            category="source",
        ),
    ),
    category="none",
)

FEED = Table(
    "ingest",
    "feed",
    "published source",
    ("source",),
    (
        Column("source", "string", "Key of the source."),
        Column("system", "string", "System the source belongs to."),
        Column("data_until", "timestamp", "Latest instant that any landed record tells of; null where none tells."),
        Column("landed_at", "timestamp", "When the last delivery landed; null where none did."),
        Column("expected_every", "float64", "Seconds after which the next delivery is late; null where none is due."),
        Column("late", "boolean", "Whether a delivery is overdue; null where none is expected."),
        Column("verdict", "string", "pass, warn or quarantine: what the checks of the last load found."),
        Column("rejected_share", "float64", "Share of the rows of that load that did not land."),
    ),
    category="none",
)
