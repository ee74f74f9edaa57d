"""
Rehearsal: what a rule would have done in the past, and what it does since it was published.

Takes: a rule, a draft or a published one; the facts of customers as they were known on days gone by; what happened
to customers afterwards; the alerts of published rules.
Gives: ``Rehearsal`` rows with figures that name no customer; ``rehearsal.customer``, whom a rehearsal would have
warned of and whom it would have missed; the figures of a published rule by the week.

Words: a *point* is a day at whose end the rule is asked of everybody; an *outcome* is what later happened to a
customer (left, complained); the *horizon* is how many days after an alert an outcome counts for it; *precision* is
the share of alerts that an outcome followed, the *base rate* the same share of customers chosen by chance, *lift*
how many times the one is the other; *lead time* is the days from an alert to its outcome; an alert is *mature* when
its horizon is over; a *variant* is the rule with one of its numbers moved.
"""
