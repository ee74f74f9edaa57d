"""
A segment groups customers.

Takes: facts, tags and scores of customers, and the segment definitions of the pack.
Gives: ``segments.membership``, one row per segment and customer in it.

Words: a *segment* is the set of customers for whom its condition holds; a *membership* is one customer in
one segment, with the day since which it has held without a break.
"""
