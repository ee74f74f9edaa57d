"""
The four kinds of error that Tieline raises on purpose.

Each says what happened, where, and what to do; ``server/api.py`` maps them to HTTP once
(RFC 9457 problem details), and the command line prints them without a traceback.
"""


class TielineError(Exception):
    """An error whose text is meant for the person who can mend it."""

    status = 500
    title = "Error"

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what, self.where, self.do = what, where, do
        said = [part.rstrip() for part in (what, where, do) if part]
        super().__init__(" ".join(part if part.endswith((".", "?", "!", "。")) else f"{part}." for part in said))


class NotFound(TielineError):
    """The thing that was asked for does not exist, or not any more."""

    status, title = 404, "Not found"


class Invalid(TielineError):
    """The input is wrong; the same input will be wrong again."""

    status, title = 422, "Invalid input"


class Refused(TielineError):
    """The input is well formed, but this user, now, may not do it."""

    status, title = 403, "Refused"


class Unavailable(TielineError):
    """Something outside failed for now. The only kind that background jobs try again."""

    status, title = 503, "Unavailable"
