"""
What customers agreed to, and what they ask of the operator by right.

Takes: what customers said (yes, no, withdrawn) with its proof; requests of data subjects.
Gives: what holds at an instant for a purpose, a channel and a topic, with the statement that it follows from; what a
definition may use for its purpose.

Words: a *statement* is what a customer said at an instant about a *cell*, which is a purpose, a channel and a topic,
where a channel or topic left open stands for all of them; a *consent text* is a definition: what is read or shown to
people who are asked; a *topic* is what a message is about; what *holds* is a pure function of statements
(``consenting``); somebody is *of age* when they may say yes for themselves.

The requests of data subjects, and erasing, stand in modules of their own beside those of consent.

Rows: ``ConsentStatement`` and ``ConsentPerson`` (``consent_models``).
"""
