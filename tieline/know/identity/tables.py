"""What identity writes."""

from tieline.foundation.warehouse.tables import Column, Table

LINK = Table(
    "identity",
    "link",
    "person of one system",
    ("system", "party_ref"),
    (
        Column("system", "string", "System that knows the person."),
        Column("party_ref", "string", "Id of the person there."),
        Column("party_id", "string", "The party this person is."),
        Column(
            "rule", "string", "Strongest rule that tied it: alone, cross-reference, phone and name, e-mail and name, …"
        ),
        Column("evidence", "string", "The values that agreed, for a person to read."),
    ),
)

PARTY = Table(
    "identity",
    "party",
    "party that is or was",
    ("party_id",),
    (
        Column("party_id", "string", "The party."),
        Column("since", "date", "Day of the run that first saw it."),
        Column("persons", "int64", "How many persons of how many systems it is; 0 when it is another party now."),
        Column("now", "string", "The party that it is now: itself, or the one that it became part of."),
    ),
)

CONTACT_POINT = Table(
    "identity",
    "contact_point",
    "party, medium and value",
    ("party_id", "medium", "value"),
    (
        Column("party_id", "string", "The party."),
        Column("medium", "string", "phone, email or address."),
        Column("value", "string", "E.164 number, lower-case e-mail, or address in one line."),
        Column("systems", "string", "Systems that know it, comma separated."),
        Column("observed_at", "timestamp", "Latest change of a record that holds it."),
    ),
)
