"""Texts, forms of address and places of records, folded so that two ways of writing the same compare equal."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.characters import folded_column
from tieline.foundation.standards.names import NOISE

DISTRICT = r"^(.*[^小社园发院]区|.*[县旗]|.*市)"
"""The part of a Chinese address before the street; a 小区 is no district but a housing estate."""


def plain_text(text: ir.StringValue) -> ir.StringValue:
    """Half width, without accents, lower case, trimmed; null stays null and an empty text becomes null."""
    return folded_column(text).strip().nullif("")


def titled_gender(name: ir.StringValue) -> ir.StringValue:
    """Female or male where the form of address says it: 女士, 小姐, Ms, Mrs; 先生, Mr."""
    plain = plain_text(name)
    return ibis.cases(
        (plain.re_search(r"(女士|小姐)$|\b(ms|mrs|miss)\b"), "female"),
        (plain.re_search(r"先生$|\bmr\b"), "male"),
        else_=ibis.null("string"),
    )


def named_city(address: ir.StringValue) -> ir.StringValue:
    """The city that a Chinese address names: ``浙江省杭州市西湖区…`` → ``杭州``; null where it names none."""
    return address.re_extract(r"^(?:[^省市区\s]+(?:省|自治区)\s*)?([^省市区县\s]{2,5})市", 1).nullif("")


def address_key(address: ir.StringValue) -> ir.StringValue:
    """
    Street and house of an address; null for what is too short to be one.

    Province, city and district are left out, as sources write them or not: ``浙江省杭州市西湖区长江路56号4号楼``
    and ``西湖区长江路 56 号 4 号楼`` → ``长江路56号4号楼``.
    """
    plain = plain_text(address).re_replace(NOISE, "")
    street = plain.re_replace(DISTRICT, "")
    return ibis.ifelse((street.length() >= 8) & street.re_search(r"\d"), street, ibis.null("string"))
