"""
The words by which customers are found, as rows that are stored in the order of the word.

All functions give ``customer_id, term, kind, shown``; what a term shows by itself (an e-mail, a number of this country,
a name that the customer has) is not written a second time. Two texts of one customer may give a term twice.
"""

import ibis
import ibis.expr.types as ir
from ibis import _

from tieline.foundation.standards.characters import folded_column
from tieline.foundation.standards.surnames import COMPOUND
from tieline.know.profile.search_words import REVERSED

LONGEST_NAME = 6
"""Characters of a Chinese name from which a search may begin."""


def words_of_names(names: ir.Table) -> ir.Table:
    """``customer, word, swapped``: the folded words of ``customer, name``, each once, and Chinese ones swapped."""
    words = folded_column(names.name).re_replace(r"[^\p{L}\p{N}]+", " ").strip().split(" ")
    rows = names.select("customer", word=words.unnest()).distinct()
    word = rows.word
    is_chinese = word.re_search("^[一-鿿]") & word.length().between(2, LONGEST_NAME)
    family = word.substr(0, 2).isin(sorted(COMPOUND)).ifelse(2, 1)
    swapped = word.substr(family) + word.substr(0, family)
    return rows.mutate(swapped=is_chinese.ifelse(swapped, ibis.null("string")))


def name_terms(words: ir.Table) -> ir.Table:
    """
    Terms of ``customer_id, word, swapped``: every word, and of Chinese names also every ending and the swapped order.

    ::

        王小明 → 王小明, 小明, 明, 小明王        Jean-Luc Müller → jean, luc, muller
    """
    chinese = words.filter(words.swapped.notnull())
    endings = [
        chinese.filter(_.word.length() > start).select("customer_id", term=_.word.substr(start))
        for start in range(1, LONGEST_NAME)
    ]
    whole = [words.select("customer_id", term="word"), chinese.select("customer_id", term="swapped")]
    return _of_kind(ibis.union(*whole, *endings), "name")


def phone_terms(phones: ir.Table) -> ir.Table:
    """Terms of ``customer_id, national, international, shown``: the digits, those of the country from the end too."""
    forms = [phones.national, ibis.literal(REVERSED) + phones.national.reverse(), phones.international]
    parts = [phones.select("customer_id", "shown", term=form) for form in forms]
    return _of_kind(ibis.union(*parts), "phone")


def words_of_references(references: ir.Table) -> ir.Table:
    """``customer_id, reference, word, digits``: letters and digits without punctuation, and its digits alone."""
    text = references.reference
    is_plain = text.re_search("^[A-Za-z0-9]+$")
    compact = is_plain.ifelse(text.lower(), folded_column(text).re_replace(r"[^\p{L}\p{N}]+", ""))
    rows = references.select("customer_id", "reference", word=compact)
    return rows.mutate(digits=rows.word.re_extract("^[^0-9]+0*([1-9][0-9]{2,})$", 1))


def reference_terms(words: ir.Table, kind: str) -> ir.Table:
    """Terms of ``customer_id, reference, word, digits``: the word and the digits."""
    whole = words.select("customer_id", term="word", shown=words.reference.nullif(words.word))
    digits = words.select("customer_id", term="digits", shown="reference")
    return _of_kind(whole.union(digits), kind)


def email_terms(emails: ir.Table) -> ir.Table:
    """Terms of ``customer_id, email``: the address, and what stands before the @ is its beginning."""
    return _of_kind(emails.select("customer_id", term="email"), "email")


def _of_kind(rows: ir.Table, kind: str) -> ir.Table:
    shown = rows.shown if "shown" in rows.columns else ibis.null("string")
    return rows.filter(rows.term.notnull() & (rows.term != "")).select(
        "customer_id", "term", shown=shown, kind=ibis.literal(kind)
    )
