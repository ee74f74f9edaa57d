"""
Work for a person.

Takes: open alerts, the task templates that answer their rules, users and teams.
Gives: ``Task`` rows, assigned and due; each outcome as a contact of the customer, through ``ingest``.

Words: a *task* is human work on one customer; a *template* says what is to be done when a rule raises an
alert; an *outcome* is how it ended; an *attempt* is one outcome that was reported; an *opening line* is
what the agent may say first; *withdrawn* is a task that nobody needs to do any more.
"""
