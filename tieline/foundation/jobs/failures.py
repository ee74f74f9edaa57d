"""What is kept of an error: text for the person who can mend it; and which errors are worth another attempt."""

import traceback
from datetime import timedelta
from pathlib import Path

from tieline.foundation.errors import TielineError
from tieline.foundation.keys.secrecy import without_secrets

MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


def said(error: BaseException) -> str:
    """What, where and what to do of our own errors; of others their kind, text and line. Secrets are taken out."""
    if isinstance(error, TielineError):
        return without_secrets(str(error))
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno}, in {frames[-1].name})" if frames else ""
    text = f"{type(error).__name__}: {error}{place}. This was not foreseen: see the log of the worker."
    return without_secrets(text)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 10 s, 20 s, 40 s …, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)
