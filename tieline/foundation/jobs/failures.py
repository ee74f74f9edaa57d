"""What is kept of an error: text for the person who can mend it; and which errors are worth another attempt."""

import re
import traceback
from datetime import timedelta
from pathlib import Path

from tieline.foundation.errors import TielineError
from tieline.foundation.keys.secrecy import without_secrets

MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
GONE = "…"

_PERSONS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"\bC[0-9a-f]{8,32}\b"),
    re.compile(r"(?<![\w.])(?!\d{4}-\d\d-\d\d)\+?(?:\d[ -]?){9,}[\dXx](?!\w)"),
)


def said(error: BaseException) -> str:
    """
    What, where and what to do of our own errors; of others their kind, text and line.

    Secrets are taken out, and what leads to a customer: e-mails, customer ids, and numbers as long as those of phones.
    """
    if isinstance(error, TielineError):
        return without_persons(without_secrets(str(error)))
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno}, in {frames[-1].name})" if frames else ""
    text = f"{type(error).__name__}: {error}{place}. This was not foreseen: see the log of the worker."
    return without_persons(without_secrets(text))


def without_persons(text: str) -> str:
    """The text with ``…`` in the place of e-mails, ids of customers, and numbers of ten digits or more; dates stay."""
    for pattern in _PERSONS:
        text = pattern.sub(GONE, text)
    return text


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 10 s, 20 s, 40 s …, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
