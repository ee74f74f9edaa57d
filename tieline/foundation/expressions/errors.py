"""Errors that point at the word: what is wrong, at which line and column, and what to do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import NamedTuple

from tieline.foundation.errors import Invalid


class Place(NamedTuple):
    """Where a word begins: characters from the start (from 0), line and column (from 1)."""

    offset: int = 0
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


class WrongExpression(Invalid):
    """An expression that cannot be read, checked or compiled; ``place`` is where the wrong word begins."""

    def __init__(self, place: Place, what: str, *, do: str = "") -> None:
        self.place = place
        super().__init__(what, where=str(place), do=do)


@contextmanager
def pointing_at(place: str) -> Iterator[None]:
    """Errors of expressions inside say where the expression stands: file, line and field before line and column."""
    try:
        yield
    except WrongExpression as error:
        raise Invalid(error.what, where=f"{place}, in the expression {error.where}", do=error.do) from error


def place_of(text: str, offset: int) -> Place:
    """Line and column of an offset into ``text``."""
    return Place(offset, text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)


def nearest(name: str, known: Iterable[str]) -> str:
    """``Did you mean 'x'?``, or the first known names, or nothing when there are none."""
    names = sorted(known)
    found = get_close_matches(name.lower().replace(" ", "_"), names, n=1) or get_close_matches(name, names, n=1)
    if found:
        return f"Did you mean '{found[0]}'?"
    if not names:
        return ""
    more = ", …" if len(names) > 12 else ""
    return f"Known here: {', '.join(names[:12])}{more}"
