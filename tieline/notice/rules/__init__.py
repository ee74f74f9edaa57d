"""
A rule notices and raises an alert.

Takes: facts, tags and scores of customers, and the rule definitions of the pack.
Gives: ``rules.match``, one row per rule and customer for whom it holds; ``Alert`` rows, one per episode.

Words: an *episode* is the days during which a rule holds for a customer without a break; an *alert* is
raised once per episode and *cleared* by the first run that no longer finds it; its *evidence* is what was
so when it was raised.
"""
