"""
Keys: what is sealed in the operational database, and the keys that open it.

Takes: key-encryption keys from ``TIELINE_KEYS``, or a key service at ``TIELINE_KMS_URL``; values of models that declare
sealed fields (``fields``).
Gives: text that only this installation opens (``envelope``), and keyed hashes by which a value is found again without
being stored readable (``blind``).

Words: a *data key* seals values and lies in the database, *wrapped* by a *key-encryption key* that never lies there; a
value is *sealed* with a data key and *opened* with it; a *blind index* is a keyed hash of a value; to *rotate* is to
make a new data key and seal every row anew with it, to *rewrap* is to wrap the data keys anew and touch no row; a key
is *retired* when nothing is sealed with it any more: its material is removed.

Rows: ``DataKey``. Commands: ``rotate_keys``, ``rewrap_keys``, ``seal_rows_anew``, ``retire_keys``.
"""
