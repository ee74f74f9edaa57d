"""
The one condition language of Tieline: FEEL (OMG DMN 1.5), parsed, checked, compiled, explained.

Takes: text a person wrote, a ``Scope`` that says which fields and lists it may name, and ``now``.
Gives: from one typed tree a column for every customer at once (``compile_columns``), a value for one
customer (``evaluate``, the reference), the text back (``text_of``), a sentence in Chinese and in English
(``sentence``) and the parts that hold or not with the rows that prove it (``explain``).

Words: a *field* is one value of the row that is asked about (``age``, ``tags.high_value``); a *list*
holds its facts (``contacts``), and a fact has *columns*; an *aggregate* makes one value of a list
(``count``, ``sum``, ``some … satisfies``); a *condition* is an expression of type boolean and is *held*
only when it is true, neither when false nor when null.
"""
