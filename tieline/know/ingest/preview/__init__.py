"""
What a source would do, before it is one: a sample is looked at, a mapping suggested, and a draft tried on it.

Takes: a sample (an uploaded file, or the first rows that a connection gives) and the draft of a source.
Gives: how the sample is written, its columns, a suggested mapping, and what the first rows would become.

Words: a *sample* is a file kept for a few days for whoever connects a source; a *draft* is a definition that is
not published; *trying* a draft is the real reading, mapping and validation, of which nothing is kept.
"""
