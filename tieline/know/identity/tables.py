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
        Column("weight", "float64", "Match weight of the strongest pair that ties it; null where it is alone."),
        Column("decided_by", "string", "Login of the person whose decision ties it; null where the policy does."),
    ),
)

PAIR = Table(
    "identity",
    "pair",
    "two persons that were compared and are not plainly apart",
    ("pair_id",),
    (
        Column("pair_id", "string", "MD5 of both persons; the same two have the same id in every run."),
        Column("system", "string", "System of the first person, in the order of system and reference."),
        Column("party_ref", "string", "Id of the first person there."),
        Column("other_system", "string", "System of the second person."),
        Column("other_party_ref", "string", "Id of the second person there."),
        Column("rule", "string", "Deterministic rule that ties them, or 'weight'."),
        Column("evidence", "string", "The values that agreed, for a person to read."),
        Column("weight", "float64", "Match weight: base-2 logarithm of the odds that they are one."),
        Column("probability", "float64", "The same as a probability."),
        Column("verdict", "string", "link, review or apart, by the policy's thresholds and by what people decided."),
        Column("levels", "string", "JSON {comparison: [level, weight, value, other value]}: the waterfall's bars."),
    ),
    indexed=("verdict",),
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
