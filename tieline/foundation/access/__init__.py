"""
Users, teams, roles and what each role may do and see; login; service accounts; the change log.

Takes: logins and passwords; keys that programs show; the permission that each endpoint states.
Gives: ``request.user`` with its permissions, or a ``Machine`` with its scope, or a refusal; an entry in the change
log for every command; ``seen_by(request)``, the warehouse as the user of a request sees it.

Words: a *user* is a login of the operator's staff; a *team* is people who share work; a *role* is a
definition of what its holders may do and what they see of whom; a *permission* is a noun and a verb such as
``customers.read``; a *purpose* is what data is read for, a *reach* whose data, a *category* which kind of data, a
*level* how far it is seen; a *sight* is what one user sees for one purpose, and the *projection* is the warehouse
through it, by which everything is read that people are told; a *change* is an
entry in the change log; a *service account* is a program that calls Tieline, and a *service key* is what it shows:
made for a *scope*, for some time; a *session* is one browser in which a user is logged in, and its *way* is how the
user proved who it is; a *second factor* is what a user shows beside the password; a login *waits* while it is asked
for or must be set up (*enrolment*); a *provider* is where users sign on from elsewhere, an *identity* who they are
there.

An *opening* is a look that showed one customer alone; a *habit* is what is usual of a user or a role; *unusual
access* is an episode far from it, which somebody else reviews.

Rows: ``ServiceAccount`` and ``ServiceKey`` (``machine_models``), ``UserSession`` (``session_models``),
``SecondFactor``, ``RecoveryCode`` and ``Passkey`` (``login_models``), ``SignOnRequest`` and ``SignOnIdentity``
(``sign_on_models``), ``ScimUser`` and ``ScimGroup`` (``scim_models``): what a *directory* provisioned;
``UserDay``, ``Habit``, ``Trail`` and ``UnusualAccess`` (``unusual_models``).
Commands: ``set_up_second_factor``, ``confirm_second_factor``, ``prove_second_factor``, ``renew_recovery_codes``,
``remove_second_factor``, ``reset_second_factor`` (``second_factor``); ``register_passkey``,
``rename_passkey``, ``remove_passkey`` (``passkeys``); ``end_session``, ``end_sessions`` (``sessions``);
``create_service_account``, ``stop_service_account``, ``issue_key``, ``rotate_key``, ``revoke_key`` (``keys``); those
of a directory in ``scim``; ``watch_looks`` (``watching``), ``review_unusual_access`` (``reviews``).
"""
