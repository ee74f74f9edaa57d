"""
E-mail addresses as people write them → the address that mail is sent to, in lower case.

What is decided here: both halves are lowered, as no provider in use tells them apart; dots and ``+tags`` stay, because
only some providers ignore them and the address must still reach its owner; a likely typo (``gmial.com``) stays what it
is; a domain that is reserved for examples (RFC 2606) is nobody's address.
"""

import re
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.characters import half_width, half_width_column

_LOCAL = r"[a-z0-9!#$%&'*+/=?^_{|}~`-]+(?:\.[a-z0-9!#$%&'*+/=?^_{|}~`-]+)*"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_DOMAIN = rf"(?:{_LABEL}\.)+(?:[a-z]{{2,}}|xn--[a-z0-9-]*[a-z0-9])"
_ADDRESS = rf"{_LOCAL}@{_DOMAIN}"
_RESERVED = r"@(?:.*\.)?(?:example\.(?:com|net|org)|[a-z0-9-]+\.(?:example|test|invalid|localhost))$"
_AROUND = r"^(?:mailto:)?<?|>?[ \t\r\n;,]*$"
LONGEST_LOCAL, LONGEST = 64, 254
"""RFC 5321."""

_address, _reserved, _around = re.compile(_ADDRESS), re.compile(_RESERVED), re.compile(_AROUND, re.ASCII)


@dataclass(frozen=True)
class Email:
    """An address and its two halves."""

    address: str
    local: str
    domain: str


def read_email(written: str) -> Email | None:
    """The address that was written, in lower case; None for what is none."""
    judged = _judge(written)
    return judged if isinstance(judged, Email) else None


def refusal(written: str) -> str | None:
    """Why a text is no e-mail: ``not an e-mail``, ``too long`` or ``reserved domain``; None where it is one."""
    judged = _judge(written)
    return judged if isinstance(judged, str) else None


def email_column(written: ir.StringValue) -> ir.StringValue:
    """``read_email`` for a column: the address, null for what is none."""
    plain = half_width_column(written).lower().strip().re_replace(_AROUND, "")
    sound = plain.re_search(f"^{_ADDRESS}$") & ~plain.re_search(_RESERVED)
    short = (plain.length() <= LONGEST) & (plain.find("@") <= LONGEST_LOCAL)
    return ibis.ifelse(sound & short, plain, ibis.null("string"))


def _judge(written: str) -> Email | str:
    plain = _around.sub("", half_width(written).lower().strip(" \t\r\n"))
    if not _address.fullmatch(plain):
        return "not an e-mail"
    local, _, domain = plain.rpartition("@")
    if len(local) > LONGEST_LOCAL or len(plain) > LONGEST:
        return "too long"
    return "reserved domain" if _reserved.search(plain) else Email(plain, local, domain)
