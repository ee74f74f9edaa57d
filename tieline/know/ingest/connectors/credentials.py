"""
The secrets that a connection names, looked up when it is used, and taken out of every text that is shown.

``${CRM_PASSWORD}`` is the file of that name in the folder ``TIELINE_SECRETS``, else the environment variable.
"""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from django.conf import settings

from tieline.foundation.errors import Invalid
from tieline.know.ingest.definitions.connection import NAME, NAMED, Connection

HIDDEN = "***"
_USER = re.compile(r"(?<=://)[^\s/@]+:[^\s/@]*@")


def find_secret(name: str) -> str | None:
    """The value of a secret, or None where it is not set."""
    if not NAME.fullmatch(name):
        return None
    if settings.TIELINE_SECRETS:
        file = Path(settings.TIELINE_SECRETS) / name
        if file.is_file():
            return file.read_text(encoding="utf-8").rstrip("\r\n")
    return os.environ.get(name)


class Credentials:
    """The values of the secrets of one connection."""

    def __init__(self, connection: Connection) -> None:
        """Invalid where one of them is not set."""
        self._values: dict[str, str] = {}
        for name in connection.secret_names:
            value = find_secret(name)
            if value is None:
                raise Invalid(
                    f"The secret {name} is not set",
                    where=f"connection {connection.key}",
                    do=f"Set the environment variable {name} of the server, or put a file of this name into "
                    "the folder TIELINE_SECRETS",
                )
            self._values[name] = value

    def fill(self, value: Any, *, quoted: bool = False) -> Any:
        """A text, or texts in lists and objects, with the secrets in place; ``quoted`` as within a URL."""
        if isinstance(value, str):
            return NAMED.sub(lambda found: self._said(found[1], quoted=quoted), value)
        if isinstance(value, dict):
            return {key: self.fill(each, quoted=quoted) for key, each in value.items()}
        return [self.fill(each, quoted=quoted) for each in value] if isinstance(value, list) else value

    def _said(self, name: str, *, quoted: bool) -> str:
        return quote(self._values[name], safe="") if quoted else self._values[name]

    def redact(self, text: str) -> str:
        """The text without any of the secrets, in whatever spelling, and without the user part of URLs."""
        spelled = {form(value) for value in self._values.values() if value for form in (str, quote, quote_plus, repr)}
        spelled |= {quote(value, safe="") for value in self._values.values() if value}
        for secret in sorted(spelled, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return _USER.sub(f"{HIDDEN}@", text)
