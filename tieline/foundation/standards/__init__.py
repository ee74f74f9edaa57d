"""
Standards: what people and systems write in many ways, in the one way that Tieline keeps and compares.

Takes: one text, or a column of texts. Gives: the standard form, or the reason why the text is none.
Words: a *reading* is the standard form of a text; a *refusal* is the code of the reason why it has none;
*masked* is a text of which the secret part is replaced by stars; *sealed* is a masked text with its keyed hash.

Every noun has a file with ``read_<noun>(text)``, which gives the reading or None, and ``refusal(text)``. Where
millions are read at once there is an expression or a vectorised path beside it, and a property test that both agree.
Nothing is guessed and nothing corrected: a standard says what was written, not what may have been meant.
"""
