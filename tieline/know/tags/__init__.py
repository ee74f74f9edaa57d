"""
A tag describes a customer.

Takes: the facts of customers (``profile.facts``), scores, and the tag definitions of the pack.
Gives: ``tags.customer_tag``, one row per customer with one column per tag, and ``tags.value_count``.

Words: a *tag* is a fact, a behaviour or a prediction with a value; a customer *carries* a tag whose value
is neither null nor false; a *band* is a named range of a number; *why* is the tag's condition, part by
part, over the customer's own rows.
"""
