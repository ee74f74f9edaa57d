"""
What errors say, in the language of whoever reads it.

An error is raised in English, and is kept, logged and printed so. Its Chinese stands in a catalogue beside the code,
``chinese.yaml`` of the package, by the English sentence with ``{}`` for each part that varies; it is looked up by the
text itself, where the API speaks. So what was kept last week is told in the language of who asks today. The decision
is in ``docs/decisions/errors-in-two-languages.md``.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator

Language = Literal["en", "zh"]
CATALOGUE = "chinese.yaml"
TIELINE = Path(__file__).parents[1]

_reader: ContextVar[Language] = ContextVar("reader", default="en")
_KIND_OF_ERROR = re.compile(r"(?P<said>.+) \((?P<detail>\w+)\)")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within it ``for_reader`` speaks this language."""
    token = _reader.set(language)
    try:
        yield
    finally:
        _reader.reset(token)


def for_reader(text: str) -> str:
    """A sentence of an error in the reader's language; as it is where no catalogue knows it."""
    return in_chinese(text) if _reader.get() == "zh" else text


def place_for_reader(text: str) -> str:
    """The place of an error (``connection crm``) in the reader's language; as it is where no catalogue knows it."""
    return _said(text, _catalogue().places) or text if _reader.get() == "zh" else text


Spoken = Annotated[str, AfterValidator(for_reader)]
"""A sentence of an error in what the API gives."""
SpokenPlace = Annotated[str, AfterValidator(place_for_reader)]
"""The place of an error in what the API gives."""


@lru_cache(maxsize=2048)
def in_chinese(text: str) -> str:
    """
    The sentence in Chinese; as it is where no catalogue knows it.

    ``The database does not answer: no route to host`` and ``… (TimeoutError)`` are a sentence and the words of
    a library, which stay as they are. Sentences with ``; `` between them are said one by one.
    """
    parts = text.split("; ")
    if len(parts) > 1 and all(in_chinese(part) != part for part in parts):
        return "；".join(in_chinese(part) for part in parts)
    sentences = _catalogue().sentences
    found = _said(text, sentences)
    if found is not None:
        return found
    said, colon, detail = text.partition(": ")
    if colon and (found := _said(said, sentences)) is not None:
        return f"{found}：{detail}"
    named = _KIND_OF_ERROR.fullmatch(text)
    if named and (found := _said(named["said"], sentences)) is not None:
        return f"{found}（{named['detail']}）"
    return text


@dataclass(frozen=True)
class Sentence:
    """A sentence with gaps, and how it is said in Chinese."""

    pattern: re.Pattern[str]
    chinese: str


@dataclass(frozen=True)
class Catalogue:
    """All sentences and places, those with the most words of their own first; words that may stand in a gap."""

    sentences: tuple[Sentence, ...]
    places: tuple[Sentence, ...]
    words: Mapping[str, str]


class _Gap(str):
    """
    What stands in a gap: as it is; ``{:word}`` says it in Chinese where it is a word of ours, such as a state, and
    ``{:sentence}`` where it is a sentence itself.
    """

    __slots__ = ()

    def __format__(self, how: str) -> str:
        if how == "word":
            return _catalogue().words.get(self, str(self))
        return in_chinese(str(self)) if how == "sentence" else str(self)


def _said(text: str, sentences: tuple[Sentence, ...]) -> str | None:
    for sentence in sentences:
        found = sentence.pattern.fullmatch(text)
        if found:
            return sentence.chinese.format(*map(_Gap, found.groups()))
    return None


def read_catalogue(file: Path) -> dict[str, dict[str, str]]:
    """
    What one catalogue holds, each by its English: ``sentences`` that the package raises, ``further`` ones that are put
    together or come from a library, ``places``, and ``words`` that stand in gaps.
    """
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def catalogues() -> list[Path]:
    """The catalogues of all packages, in the order of their names."""
    return sorted(TIELINE.rglob(CATALOGUE))


@cache
def _catalogue() -> Catalogue:
    parts: dict[str, dict[str, str]] = {"sentences": {}, "places": {}, "words": {}}
    for file in catalogues():
        for part, entries in read_catalogue(file).items():
            parts["sentences" if part == "further" else part] |= entries
    return Catalogue(_compiled(parts["sentences"]), _compiled(parts["places"]), parts["words"])


def _compiled(entries: Mapping[str, str]) -> tuple[Sentence, ...]:
    ordered = sorted(entries.items(), key=lambda entry: -len(entry[0].replace("{}", "")))
    return tuple(Sentence(re.compile(_pattern(english), re.DOTALL), chinese) for english, chinese in ordered)


def _pattern(english: str) -> str:
    """The regular expression of a sentence: ``{}`` is a gap, ``{{`` and ``}}`` are braces."""
    parts = re.split(r"(\{\}|\{\{|\}\})", english)
    return "".join({"{}": "(.*?)", "{{": r"\{", "}}": r"\}"}.get(part, re.escape(part)) for part in parts)
