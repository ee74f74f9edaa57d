"""
The edge in: what is new at a source's connection, as files for the one door ``receive_file``.

Takes: the ``where`` of a source, its connection with the secrets it names, and how far the feed has come.
Gives: per delivery a content that can be read once, its name, and where the next fetch begins.

Nothing here writes the operational database or the warehouse: ``commands/fetch.py`` receives what a connector
fetched and moves the feed in one transaction. ``registry`` says which connector serves which ``where``.
"""
