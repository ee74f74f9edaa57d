"""Names, e-mails and addresses folded so that two ways of writing the same compare equal. Pure expressions."""

import unicodedata

import ibis
import ibis.expr.types as ir

CHINESE = r"[\x{3400}-\x{9fff}]"
UNUSUAL = r"[\x{FF01}-\x{FF5E}\x{3000}\x{C0}-\x{17F}\x{1E00}-\x{1EFF}]"
"""Characters that folding replaces; looked for first, because replacing is slow."""

NOISE = r"[\s·•.,，。'’\-_/()（）#]+"

DISTRICT = r"^(.*[^小社园发院]区|.*[县旗]|.*市)"
"""The part of a Chinese address before the street; a 小区 is no district but a housing estate."""

TITLES = r"\b(mr|mrs|ms|miss|dr|prof)\b"
CHINESE_TITLES = r"(先生|女士|小姐)$"


def _pairs() -> tuple[str, str]:
    """Characters and what they are folded to: full width to half width, accents off Latin letters."""
    pairs = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    pairs["\u3000"] = " "
    for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii():
            pairs[chr(code)] = bare
    return "".join(pairs), "".join(pairs.values())


_FROM, _TO = _pairs()


def folded(text: ir.StringValue) -> ir.StringValue:
    """Half width, without accents, lower case, trimmed; null stays null and an empty text becomes null."""
    plain = ibis.ifelse(text.re_search(UNUSUAL), text.translate(_FROM, _TO), text)
    return plain.lower().strip().nullif("")


def plain_name(name: ir.StringValue) -> ir.StringValue:
    """A name without titles and punctuation: ``LI, Ann`` → ``li ann``; ``王 伟先生`` → ``王伟``."""
    plain = folded(name)
    characters = plain.re_replace(CHINESE_TITLES, "").re_replace(NOISE, "")
    words = plain.re_replace(TITLES, " ").re_replace(NOISE, " ").strip()
    return ibis.ifelse(is_chinese(plain), characters, words).nullif("")


def name_key(plain: ir.StringValue) -> ir.StringValue:
    """
    A plain name whose order does not matter: sorted characters of a Chinese name, sorted words of another.

    ``张伟`` and ``伟张`` → ``伟张``; ``li ann`` and ``ann li`` → ``ann li``; null for a family name alone.
    """
    key = ibis.ifelse(is_chinese(plain), plain.split("").sort().join(""), plain.split(" ").sort().join(" "))
    whole = ibis.ifelse(is_chinese(plain), plain.length() >= 2, plain.contains(" "))
    return ibis.ifelse(whole, key, ibis.null("string"))


def is_chinese(name: ir.StringValue) -> ir.BooleanValue:
    """Whether a name is in Chinese characters."""
    return name.re_search(CHINESE)


def titled_gender(name: ir.StringValue) -> ir.StringValue:
    """Female or male where the form of address says it: 女士, 小姐, Ms, Mrs; 先生, Mr."""
    plain = folded(name)
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
    plain = folded(address).re_replace(NOISE, "")
    street = plain.re_replace(DISTRICT, "")
    return ibis.ifelse((street.length() >= 8) & street.re_search(r"\d"), street, ibis.null("string"))
