"""
Numbers of identity documents: checked, and masked before anything else sees them.

The number itself never leaves this module. What leaves is a mask for people (``110101********1234``) and a keyed hash
for machines: HMAC-SHA-256 under a key derived from the secret key of the installation, so that the few possible numbers
cannot be tried out by who has the data alone. The same person's old number of 15 digits has the hash of the new one of
18. The key must be kept: with another key, numbers must be delivered again before they can be compared.

GB 11643-1999: six digits of the region, eight of the birth date, three in order (odd for men), a check digit of
ISO 7064 MOD 11-2, in which X is ten.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from tieline.foundation.standards.characters import half_width

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
_PROVINCES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"
)
PROVINCES = frozenset(_PROVINCES.split())
"""First two digits of the region; 83 and 91 are residence permits of Taiwan's people and of foreigners."""
EARLIEST = date(1850, 1, 1)
HASH_DIGITS = 64

_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_FORMER = re.compile(r"\d{15}", re.ASCII)
_SHAPES = {
    "passport": re.compile(r"[DEGPS][A-Z]?\d{7,8}|[A-Z]{1,2}\d{6,8}|\d{9}", re.ASCII),
    "mainland travel permit": re.compile(r"[HM]\d{8}(?:\d{2})?", re.ASCII),
}
SEALED = rf"([0-9A-Z*]{{4,24}})~([0-9a-f]{{{HASH_DIGITS}}})"
"""A mask and a keyed hash in one text."""

_SEALED = re.compile(SEALED, re.ASCII)
_spacing = re.compile(r"[\s\-]+")


@dataclass(frozen=True)
class IdentityNumber:
    """What may be known of a document: its kind, mask and hash; of resident identity numbers what they say of birth."""

    kind: str
    masked: str
    hash: str
    birth_date: date | None = None
    gender: str | None = None
    region: str | None = None

    @property
    def sealed(self) -> str:
        """Mask and hash in one text, which reads as the same number again."""
        return f"{self.masked}~{self.hash}"


def read_identity_number(written: str, today: date) -> IdentityNumber | None:
    """The document that was written, or sealed before; None for what is none. ``today`` bounds birth dates."""
    judged = _judge(written, today)
    return judged if isinstance(judged, IdentityNumber) else None


def refusal(written: str, today: date) -> str | None:
    """``not a document``, ``no such region``, ``no such birth date`` or ``wrong check digit``; None where it is one."""
    judged = _judge(written, today)
    return judged if isinstance(judged, str) else None


def check_digit(digits: str) -> str:
    """The last character of a resident identity number, from the seventeen before it."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def masked(number: str) -> str:
    """A text with its middle hidden: the first six and last four of long ones, less of shorter ones."""
    if len(number) >= 15:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    shown = min(2, len(number) // 4)
    return f"{number[:shown]}{'*' * (len(number) - 2 * shown)}{number[len(number) - shown :]}"


def masked_text(written: str) -> str:
    """Any text as it may be kept where a number was expected: masked, whether it is one or not; sealed stays sealed."""
    return written if _SEALED.fullmatch(written) else masked(_compact(written))


def _compact(written: str) -> str:
    return _spacing.sub("", half_width(written)).upper()


def _judge(written: str, today: date) -> IdentityNumber | str:
    if sealed := _SEALED.fullmatch(written.strip()):
        return IdentityNumber("sealed", sealed[1], sealed[2])
    number = _compact(written)
    if _RESIDENT.fullmatch(number):
        return _resident(number, number, today)
    if _FORMER.fullmatch(number):
        whole = f"{number[:6]}19{number[6:]}"
        return _resident(whole + check_digit(whole), number, today)
    for kind, shape in _SHAPES.items():
        if shape.fullmatch(number):
            return IdentityNumber(kind, masked(number), _hash(f"{kind}|{number}"))
    return "not a document"


def _resident(number: str, written: str, today: date) -> IdentityNumber | str:
    if number[:2] not in PROVINCES:
        return "no such region"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "no such birth date"
    if not EARLIEST <= born <= today:
        return "no such birth date"
    if number[17] != check_digit(number[:17]):
        return "wrong check digit"
    gender = "male" if int(number[16]) % 2 else "female"
    return IdentityNumber("resident", masked(written), _hash(f"resident|{number}"), born, gender, number[:6])


def document_key() -> bytes:
    """The key of the hashes, derived for this purpose alone: who learns it learns nothing of the sessions'."""
    return _key(settings.SECRET_KEY)


def _hash(text: str) -> str:
    return hmac.digest(document_key(), text.encode(), "sha256").hex()


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"tieline identity number", "sha256")
