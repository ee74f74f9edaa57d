"""
Parties and facts → the 360° customer.

Takes: ``identity.link`` and the source records of ``ingest``.
Gives: one row per customer (``profile.customer``), where each field came from (``profile.field_origin``),
and the facts of each customer as tables keyed by ``customer_id``: accounts, lines, bills, payments, use
by day and month, contacts, orders, characteristics; ``profile.search_term`` for the search box.
``facts`` names all of these for the condition language.

Words: a *customer* is a party that holds at least one billing account (``customer_id`` is its
``party_id``); a *line* is a product with its contract; a *contact* is one interaction, in any channel.
"""
