"""
Declare, read and publish analytical tables, through Ibis.

Takes: expressions of the stages, and one engine by URL (``duckdb:///path`` embedded).
Gives: tables that are replaced whole or not at all, and rows of one key in milliseconds for screens.

Words: a *table* is declared beside the stage that writes it and written by that stage only;
*publish* replaces its rows in one transaction; *append* and *retract* add or take back the rows of
one load; *rows* reads a few rows by their key (the serve role), *table* reads everything as an Ibis
expression (the compute role). Instants are naive timestamps in UTC and named ``…_at``; days are
dates in the operator's time zone.
"""
