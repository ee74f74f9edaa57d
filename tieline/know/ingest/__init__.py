"""
Sources → source records.

Takes: files, as the sources declared in packs describe them (where, format, encoding, keys, mapping,
validation), and what people record in Tieline itself.
Gives: one warehouse table per kind of SID-shaped record (``ingest.individual``, ``ingest.product``, …)
and the rows that were rejected, each with its reason.

Words: a *source* brings data; a *record* is one row of one source, shaped like the SID noun it is named
after; a *load* is one delivery of one source, ``received → validated → landed | failed``; a *system* is
where a source comes from, and its ids (``party_ref``, ``account_ref``, …) mean something only within it.
"""
