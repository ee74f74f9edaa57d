"""
An operator in a box: what the systems of a telecom operator would hand over, and the truth behind it.

Takes a number of customers, a seed and the day the history ends on.
Gives a folder per system (billing, shop, callcentre, app, store, network, campaigns, surveys), each in its own shape,
ids and dirt, and ``truth/``, which the product never reads. The same seed gives the same bytes.

Words: a *person* is a true human being; a *feed* is one kind of file of one system; a *thought* is a time at which a
person considers leaving; a *part* is a block of neighbouring persons, computed and written alone so that memory stays
flat. ``world/*.sql`` makes people and their lives, ``feeds/<system>/*.sql`` is what each system makes of them, and
``words/`` is the vocabulary.
"""
