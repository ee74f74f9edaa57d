"""
Data that leaves in files: asked for with a purpose and a reason, agreed to by a second person, marked, kept for days.

Takes: what capabilities declare as exportable (a query over the projection, columns, the filters of its list); the
level ``exportable`` and the row limit of roles.
Gives: files in CSV, Excel or Parquet that their asker downloads until they expire; for each export the customers in
it; ``trace_file``, from which export a file came.

Words: an *export* is one file that was asked for; what is *exportable* is a list that may leave as a file; a *plan*
is what would go out for one user: each column *whole*, *partly*, *masked* or *left out*, and how many rows; the
*second person* decides on an export above the row limit of the asker's roles; the *mark* says who, when, what for;
a *trace* is the keyed code in each row that leads back to its export; the *roll* of an export is the list of the
customers in it, in the order of its rows.

Rows: ``Export`` (``models``). Files: ``exports/`` of the data folder, by the export's id; the roll beside it stays
when the file has gone, as it says whose data left.
Commands: ``ask_for_export``, ``decide_export``, ``withdraw_export``, ``download_export`` (``commands``),
``write_export`` (``writing``), ``remove_expired_exports``, ``withdraw_without_rights``, ``forget_customer``
(``removing``).
"""
