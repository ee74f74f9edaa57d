"""
Source records → parties.

Takes: ``ingest.individual`` (all systems) and the links of the run before.
Gives: ``identity.link`` (which source person is which party, and why) and ``identity.contact_point``.

Words: a *party* is one real person; a *link* ties a source person to a party with its evidence; a
*contact point* is a phone number, e-mail or address through which a party can be reached. Two people
who share a phone number stay two parties: a number links only together with the same name.
A party keeps its id when more records join it.
"""
