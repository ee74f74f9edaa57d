"""Every permission there is, and which role holds which. Endpoints state one; the screen hides what a role lacks."""

PERMISSIONS: dict[str, str] = {
    "customers.read": "Find customers and read their 360° page.",
    "consents.record": "Write down what customers agree and object to.",
    "tasks.work": "Work on tasks that are assigned to oneself or one's team.",
    "tasks.assign": "Give tasks to other people and teams.",
    "alerts.read": "See alerts.",
    "definitions.read": "See tags, segments, rules and models and how many customers they touch.",
    "definitions.publish": "Publish definitions from the screen, and take them back.",
    "data.read": "See sources, loads and rejected rows.",
    "data.load": "Deliver files to sources.",
    "identity.review": "Decide which persons of sources are one customer, and which are not.",
    "data.browse": "Look through connections: their files, tables and first rows.",
    "data.connect": "Try new connections, with the secrets that they name.",
    "runs.start": "Start a run of the pipeline.",
    "operations.read": "See runs, jobs and the freshness of feeds.",
    "jobs.retry": "Try a failed job again.",
    "users.manage": "Create users, give roles, lock and unlock.",
    "changes.read": "Read the change log.",
    "exports.ask": "Export what one's roles may export, to a file.",
    "privacy.requests": "Handle requests of customers: hand out what is known, or have it erased.",
    "privacy.approve": "Approve, as the second person, that a customer is erased.",
    "exports.approve": "Decide on exports of others that need a second person.",
    "privacy.retention": "See how long data is kept, and with 'definitions.publish' change it.",
    "privacy.register": "Read the register of processing activities.",
}

_FRONT = {"customers.read", "consents.record", "tasks.work", "alerts.read"}
_STUDY = {"customers.read", "alerts.read", "definitions.read", "data.read", "operations.read"}

ROLES: dict[str, frozenset[str]] = {
    "agent": frozenset(_FRONT),
    "supervisor": frozenset(
        _FRONT | {"identity.review", "tasks.assign", "definitions.read", "operations.read", "changes.read"}
    ),
    "marketer": frozenset(_STUDY | {"data.load", "runs.start"}),
    "analyst": frozenset(
        _STUDY | {"data.browse", "identity.review", "definitions.publish", "data.load", "runs.start", "changes.read"}
    ),
    "admin": frozenset(PERMISSIONS),
}
