"""The words by which customers are found, as rows that are stored in the order of the word."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.characters import folded_column
from tieline.know.profile.search_words import REVERSED

LONGEST_NAME = 6
"""Characters of a Chinese name from which a search may begin."""


def name_terms(names: ir.Table) -> ir.Table:
    """
    Terms of ``customer_id, name``: each word, and for Chinese names also every ending and the swapped order.

    ::

        王小明 → 王小明, 小明, 明, 小明王, 明王小        Jean-Luc Müller → jean, luc, muller
    """
    words = folded_column(names.name).re_replace(r"[^\p{L}\p{N}]+", " ").strip().split(" ").unnest()
    rows = names.select("customer_id", shown="name", word=words)
    word = rows.word
    endings = [word.substr(start) for start in range(1, LONGEST_NAME)]
    swapped = [word.substr(family) + word.substr(0, family) for family in (1, 2)]
    is_chinese = word.re_search("^[一-鿿]") & (word.length() <= LONGEST_NAME)
    terms = is_chinese.ifelse(ibis.array([word, *endings, *swapped]), ibis.array([word]))
    return _of_kind(rows.select("customer_id", "shown", term=terms.unnest()), "name")


def phone_terms(phones: ir.Table) -> ir.Table:
    """Terms of ``customer_id, e164, national, shown``: with and without the country, and from the end."""
    forms = [phones.e164.substr(1), phones.national, ibis.literal(REVERSED) + phones.national.reverse()]
    return _of_kind(phones.select("customer_id", "shown", term=ibis.array(forms).unnest()), "phone")


def reference_terms(references: ir.Table, kind: str) -> ir.Table:
    """Terms of ``customer_id, reference``: letters and digits without punctuation, and its digits alone."""
    text = references.reference
    is_plain = text.re_search("^[A-Za-z0-9]+$")
    compact = is_plain.ifelse(text.lower(), folded_column(text).re_replace(r"[^\p{L}\p{N}]+", ""))
    rows = references.select("customer_id", shown="reference", term=compact)
    digits = rows.term.re_extract("^[^0-9]+0*([1-9][0-9]{2,})$", 1)
    return _of_kind(rows.select("customer_id", "shown", term=ibis.array([rows.term, digits]).unnest()), kind)


def email_terms(emails: ir.Table) -> ir.Table:
    """Terms of ``customer_id, email``: the address, and what stands before the @ is its beginning."""
    return _of_kind(emails.select("customer_id", shown="email", term=emails.email.lower()), "email")


def once(terms: ir.Table) -> ir.Table:
    """Each term of a customer once, for terms of one kind that several texts may give."""
    rows = terms.filter(terms.term.notnull() & (terms.term != ""))
    return rows.group_by("term", "customer_id", "kind").aggregate(shown=rows.shown.min())


def search_terms(parts: list[ir.Table]) -> ir.Table:
    """Rows of ``profile.search_term``: each term of a customer once per kind, as far as the parts have it so."""
    rows = ibis.union(*parts)
    return rows.filter(rows.term.notnull() & (rows.term != ""))


def _of_kind(rows: ir.Table, kind: str) -> ir.Table:
    return rows.select("term", "customer_id", "shown", kind=ibis.literal(kind))
