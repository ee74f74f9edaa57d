"""
Learned numbers about a customer, such as the probability of leaving within 60 days.

Takes: model definitions of the packs and the facts of ``profile``, as of today and as of past month ends.
Gives: ``scores.customer_score`` (probability and percentile), ``scores.score_reason`` (the three strongest
reasons of the highest two per cent), ``scores.<model>_feature`` (what each score was computed from), and a
stored model with its *card* below ``TIELINE_DATA/models``.

Words: a *model* is a definition: an outcome, a horizon and features; a *cut-off* is the last day of a month
on which history is frozen, so that features see nothing later; an *example* is one customer at one cut-off
with its label; *trees* and *splines* are the two learners, a *stack* weighs both; *calibration* turns their
log-odds into honest probabilities; a *leak* is a feature that knows the label; the *card* says how good the
model is and on what it was learned.
"""
