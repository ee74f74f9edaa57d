"""What identity writes."""

from tieline.foundation.warehouse.tables import Column, Kinds, Table

LINK = Table(
    "identity",
    "link",
    "person of one system",
    ("system", "party_ref"),
    (
        Column("system", "string", "System that knows the person."),
        Column("party_ref", "string", "Id of the person there.", category="reference"),
        Column("party_id", "string", "The party this person is."),
        Column(
            "rule", "string", "Strongest rule that tied it: alone, cross-reference, phone and name, e-mail and name, …"
        ),
        Column("evidence", "string", "The values that agreed, for a person to read.", category="evidence"),
        Column("weight", "float64", "Match weight of the strongest pair that ties it; null where it is alone."),
        Column("decided_by", "string", "Login of the person whose decision ties it; null where the policy does."),
    ),
    category="none",
    subject="party_id",
)

MEMBER = Table(
    "identity",
    "member",
    "person of one system, in the order of parties",
    ("party_id", "system", "party_ref"),
    (
        Column("party_id", "string", "The party."),
        Column("system", "string", "System that knows a person who is this party."),
        Column("party_ref", "string", "Id of the person there.", category="reference"),
    ),
    category="none",
    subject="party_id",
)
"""The same persons as ``LINK``, which is stored by person: to ask it for the persons of one party reads all of it."""

PAIR = Table(
    "identity",
    "pair",
    "two persons that were compared and are not plainly apart",
    ("pair_id",),
    (
        Column("pair_id", "string", "MD5 of both persons; the same two have the same id in every run."),
        Column("system", "string", "System of the first person, in the order of system and reference."),
        Column("party_ref", "string", "Id of the first person there.", category="reference"),
        Column("other_system", "string", "System of the second person."),
        Column("other_party_ref", "string", "Id of the second person there.", category="reference"),
        Column("rule", "string", "Deterministic rule that ties them, or 'weight'."),
        Column("evidence", "string", "The values that agreed, for a person to read.", category="evidence"),
        Column("weight", "float64", "Match weight: base-2 logarithm of the odds that they are one."),
        Column("probability", "float64", "The same as a probability."),
        Column(
            "verdict",
            "string",
            "link: they are one party; review: a person should look; unlikely: left open, but what is known of both "
            "speaks against it, so that nobody is asked; apart: they are two.",
        ),
        Column(
            "proposed",
            "string",
            "What the policy alone makes of the two: link, review, or join (one without a name fits the other).",
        ),
        Column(
            "levels",
            "string",
            "JSON {comparison: [level, weight]}: the waterfall's bars; the values are in identity.features.",
            category="evidence",
        ),
        Column("party_id", "string", "Party of the first person, of pairs in review; null for others."),
        Column("other_party_id", "string", "Party of the second person, of pairs in review."),
        Column("accounts", "int64", "Billing accounts that the first party holds, of pairs in review."),
        Column("other_accounts", "int64", "Billing accounts that the second party holds, of pairs in review."),
        Column(
            "worth",
            "float64",
            "Of pairs in review: how unsure it is (0 to 1), three times as much for each party that holds accounts.",
        ),
    ),
    category="none",
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
    category="none",
    subject="party_id",
)

CONTACT_POINT = Table(
    "identity",
    "contact_point",
    "party, medium and value",
    ("party_id", "medium", "value"),
    (
        Column("party_id", "string", "The party."),
        Column("medium", "string", "phone, email or address."),
        Column("value", "string", "E.164 number, lower-case e-mail, or address in one line.", category="kind"),
        Column("systems", "string", "Systems that know it, comma separated."),
        Column("observed_at", "timestamp", "Latest change of a record that holds it."),
        Column("first_observed_at", "timestamp", "Earliest change of a record that holds it now."),
        Column(
            "verified_by",
            "string",
            "How it is known to work: service (a line of the party is served under it), code (a system that verifies "
            "what it takes), or null.",
        ),
        Column("verified_in", "string", "Systems by which it is verified, comma separated."),
    ),
    category="none",
    subject="party_id",
    kinds=Kinds("medium", (("phone", "phone"), ("email", "email"), ("address", "address"))),
)

HOUSEHOLD = Table(
    "identity",
    "household",
    "party in a household",
    ("household_id", "party_id"),
    (
        Column("household_id", "string", "The household, named by the source that declares it.", category="household"),
        Column("party_id", "string", "A member."),
        Column("system", "string", "System that declares it."),
        Column("household_ref", "string", "Its id there.", category="household"),
    ),
    category="none",
    subject="party_id",
)

HOLDING = Table(
    "identity",
    "holding",
    "line or other product under the billing account that pays for it",
    ("system", "account_ref", "product_ref"),
    (
        Column("system", "string", "System that bills."),
        Column("account_ref", "string", "Billing account there.", category="number"),
        Column(
            "product_ref", "string", "Line or other product there; null for an account without one.", category="number"
        ),
        Column("phone", "string", "Number of the line, E.164.", category="phone"),
        Column("party_id", "string", "Party that holds the account."),
        Column(
            "household_id",
            "string",
            "Household of that party; null where no source declares one.",
            category="household",
        ),
    ),
    category="none",
    subject="party_id",
)

SETTLED = Table(
    "identity",
    "settled",
    "party that was settled anew since the last run, and settling",
    ("settling", "party_id"),
    (
        Column("settling", "string", "Which settling it was: of an arrival or a decision."),
        Column("party_id", "string", "A party that then was, or that became part of another or was parted."),
    ),
    category="none",
    subject="party_id",
)
"""By this the stages that follow know whose links may have changed; a run over everybody empties it."""

LISTS = ("phones", "emails", "streets", "family_sounds", "held", "vouched")
"""Features of which a person has several values."""

FEATURES = Table(
    "identity",
    "features",
    "person of one system as it is compared",
    ("system", "party_ref"),
    (
        Column("system", "string", "System that knows the person.", category="none"),
        Column("party_ref", "string", "Id of the person there.", category="reference"),
        Column("plain", "string", "The name without titles and punctuation, a family name alone too."),
        Column("name", "string", "Whole name, in an order that is the same however it was written."),
        Column("sound", "string", "Whole name as it sounds."),
        Column("western", "string", "The same as name where it is in Latin letters and no spelled Chinese name."),
        Column("family", "string", "Family name, where it can be told."),
        Column("given", "string", "Given name, where it can be told."),
        Column("family_sounds", "array<string>", "What may be the family name, as it sounds."),
        Column("script", "string", "chinese or latin: the script of the name."),
        Column("gender", "string", "female or male, also where only the form of address tells."),
        Column("birth_date", "string", "yyyy-mm-dd."),
        Column("phones", "array<string>", "All numbers, E.164: written, and of lines that the person pays for."),
        Column("emails", "array<string>", "All e-mails in lower case."),
        Column("streets", "array<string>", "Street and house of all addresses."),
        Column("city", "string", "City."),
        Column("district", "string", "District."),
        Column("postal_code", "string", "Postal code."),
        Column("held", "array<string>", "Numbers of lines that the person pays for: verified by service."),
        Column("vouched", "array<string>", "Numbers that the person's system has verified by a code."),
    ),
    category="evidence",
)

MODEL = Table(
    "identity",
    "model",
    "trained model",
    ("model_id",),
    (
        Column("model_id", "string", "MD5 of the policy's comparisons and training, and of what was learned."),
        Column("policy", "string", "MD5 of the policy's comparisons and training: another policy, another model."),
        Column("trained_on", "date", "Day of the run that trained it."),
        Column("persons", "int64", "How many persons it learned from."),
        Column("parameters", "string", "JSON {prior, comparisons: {comparison: {level: [m, u]}}}."),
    ),
    category="none",
)

TERM_FREQUENCY = Table(
    "identity",
    "term_frequency",
    "feature and value that more than one person has",
    ("feature", "value"),
    (
        Column("feature", "string", "Such as name."),
        Column("value", "string", "The value."),
        Column("frequency", "float64", "Share of the persons with a value who have this one, when it was trained."),
    ),
    category="evidence",
)
