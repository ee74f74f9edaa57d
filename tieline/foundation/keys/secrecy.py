"""
What must never be told: the values of secrets that this process knows, and what looks like one.

Lines of the log and the errors that jobs keep go through ``without_secrets``, whoever wrote them.
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, quote_plus

from django.conf import settings

HIDDEN = "***"
SHORTEST = 8
"""Characters below which a value is no secret that could be told apart from a word."""

_NAMED = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|(^|_)KEYS?(_|$)", re.IGNORECASE)
_WORDS = "password|passwd|pwd|secret|token|api[-_]?key"
_PLACES = {"TIELINE_BACKUP_KEYS", "TIELINE_TLS_KEY", "TIELINE_SECRETS"}
"""Settings that name files, as one may read in a log."""
_PATTERNS = (
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]*(?=@)"), HIDDEN),  # user and password of a URL
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(tl_[a-z0-9]{8})_[\w-]{43}"), rf"\1_{HIDDEN}"),  # a service key, but for its beginning
    (re.compile(r"\bhv[sb]\.[\w-]{8,}"), HIDDEN),  # a token of Vault
    (re.compile(rf"(?i)\b({_WORDS})(['\"]?\s*[=:]\s*['\"]?)[^\s'\"&;,]{{6,}}"), rf"\1\2{HIDDEN}"),
)


def without_secrets(text: str) -> str:
    """The text with every known secret, in whatever spelling, and whatever looks like one, replaced by ``***``."""
    for secret in _spellings(_known()):
        text = text.replace(secret, HIDDEN)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _known() -> tuple[str, ...]:
    """Secrets of the settings, of the environment by their names, and of the folder of secrets."""
    entries = [entry.partition(":")[2] for entry in settings.TIELINE_KEYS.split(";")]
    given = [settings.SECRET_KEY, settings.TIELINE_KMS_TOKEN, str(settings.DATABASES["default"].get("PASSWORD") or "")]
    named = [value for name, value in os.environ.items() if _NAMED.search(name) and name not in _PLACES]
    return tuple(sorted({*entries, *given, *named, *_in_folder(settings.TIELINE_SECRETS)}))


def _in_folder(folder: str) -> tuple[str, ...]:
    place = Path(folder) if folder else None
    if place is None or not place.is_dir():
        return ()
    stamp = tuple(sorted((path.name, path.stat().st_mtime_ns) for path in place.iterdir() if path.is_file()))
    return _read(place, stamp)


@lru_cache(maxsize=4)
def _read(place: Path, stamp: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    """The secrets in files, read once for as long as none of them changes."""
    small = [place / name for name, _ in stamp if (place / name).stat().st_size <= 64 * 1024]
    return tuple(path.read_text("utf-8", errors="replace").strip() for path in small)


@lru_cache(maxsize=4)
def _spellings(secrets: tuple[str, ...]) -> list[str]:
    """As written, as within URLs, and as Python shows texts; the longest first."""
    long = [secret for secret in secrets if len(secret) >= SHORTEST]
    forms = (str, quote, quote_plus, lambda secret: quote(secret, safe=""), lambda secret: repr(secret)[1:-1])
    return sorted({form(secret) for secret in long for form in forms}, key=len, reverse=True)
