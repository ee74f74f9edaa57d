"""
Users, teams, roles and what each role may do; login; the change log.

Takes: logins and passwords; the permission that each endpoint states.
Gives: ``request.user`` with its permissions, or a refusal; an entry in the change log for every command.

Words: a *user* is a login of the operator's staff; a *team* is people who share work; a *role* is a
bundle of permissions; a *permission* is a noun and a verb such as ``customers.read``; a *change* is an
entry in the change log.
"""
