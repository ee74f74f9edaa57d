"""
The words by which customers are found, as rows that are stored in the order of the word.

All functions give ``customer, term, kind, shown``; what a term shows by itself (an e-mail, a number of this country,
a name that the customer has) is not written a second time. Two texts of one customer may give a term twice.
"""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.characters import folded_column
from tieline.foundation.standards.surnames import COMPOUND
from tieline.know.profile.search_words import REVERSED

LONGEST_NAME = 6
"""Characters of a Chinese name from which a search may begin."""


def name_terms(names: ir.Table) -> ir.Table:
    """
    Terms of ``customer, name``, each once: every word, and for Chinese names also every ending and the swapped order.

    ::

        王小明 → 王小明, 小明, 明, 小明王        Jean-Luc Müller → jean, luc, muller
    """
    words = folded_column(names.name).re_replace(r"[^\p{L}\p{N}]+", " ").strip().split(" ")
    rows = names.select("customer", word=words.unnest())
    word = rows.word
    endings = [word.substr(start) for start in range(1, LONGEST_NAME)]
    family = word.substr(0, 2).isin(sorted(COMPOUND)).ifelse(2, 1)
    swapped = word.substr(family) + word.substr(0, family)
    is_chinese = word.re_search("^[一-鿿]") & (word.length() <= LONGEST_NAME)
    found = rows.select(
        "customer", term=is_chinese.ifelse(ibis.array([word, *endings, swapped]), ibis.array([word])).unnest()
    )
    return _of_kind(found.distinct(), "name")


def phone_terms(phones: ir.Table) -> ir.Table:
    """Terms of ``customer, national, international, shown``: the digits, and those within the country from the end."""
    forms = [phones.national, ibis.literal(REVERSED) + phones.national.reverse(), phones.international]
    return _of_kind(phones.select("customer", "shown", term=ibis.array(forms).unnest()), "phone")


def reference_terms(references: ir.Table, kind: str) -> ir.Table:
    """Terms of ``customer, reference``: letters and digits without punctuation, and its digits alone."""
    text = references.reference
    is_plain = text.re_search("^[A-Za-z0-9]+$")
    compact = is_plain.ifelse(text.lower(), folded_column(text).re_replace(r"[^\p{L}\p{N}]+", ""))
    rows = references.select("customer", "reference", term=compact)
    digits = rows.term.re_extract("^[^0-9]+0*([1-9][0-9]{2,})$", 1)
    both = rows.select("customer", "reference", term=ibis.array([rows.term, digits]).unnest())
    return _of_kind(both.mutate(shown=both.reference.nullif(both.term)), kind)


def email_terms(emails: ir.Table) -> ir.Table:
    """Terms of ``customer, email``: the address, and what stands before the @ is its beginning."""
    return _of_kind(emails.select("customer", term="email"), "email")


def _of_kind(rows: ir.Table, kind: str) -> ir.Table:
    shown = rows.shown if "shown" in rows.columns else ibis.null("string")
    return rows.filter(rows.term.notnull() & (rows.term != "")).select(
        "customer", "term", shown=shown, kind=ibis.literal(kind)
    )
