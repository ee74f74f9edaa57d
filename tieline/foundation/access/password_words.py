"""Words of the context that a password may not rest upon: of the product, of the trade, and of the user's own."""

import re

from django.core.exceptions import ValidationError

from tieline.foundation.access.models import User

WORDS = (
    *("tieline", "telecom", "operator", "customer", "chinamobile", "chinaunicom", "10086", "10010", "10000"),
    *("中国移动", "中国联通", "中国电信", "运营商", "客户"),
)
"""What anybody could guess who knows where it is used."""
LEAST = 8
"""Characters that must be left without such words."""
SHORTEST = 3
"""Characters of a part of a login, name or mail that counts as a word; of a Chinese name all that there are."""


class ContextWords:
    """
    One of AUTH_PASSWORD_VALIDATORS: what is left without words of the context is a password still.

    It does not refuse such a word in a password that is long enough without it.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError where fewer than ``LEAST`` characters are left."""
        left = password.casefold()
        for word in sorted({*WORDS, *words_of(user)}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEAST and left != password.casefold():
            raise ValidationError("Words that anybody could guess here are most of this password")

    def get_help_text(self) -> str:
        """What is asked for, in a sentence."""
        return "A password does not rest upon words that anybody could guess here"


def words_of(user: User | None) -> list[str]:
    """The parts of login, name and mail of a user, in small letters."""
    if user is None:
        return []
    parts = re.split(r"[\s._@-]+", f"{user.login} {user.name} {user.email}".casefold())
    return [part for part in parts if len(part) >= SHORTEST or (part and not part.isascii())]
