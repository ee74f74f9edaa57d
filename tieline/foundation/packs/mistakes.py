"""What is wrong with a definition, for the person who wrote it: file, line, field, what is allowed, what was meant."""

import re
import typing
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.documents import Document, child

Path = tuple[str | int, ...]


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """``Did you mean 'name'? Allowed are …`` with the nearest of the allowed words, for the ``do`` of an error."""
    words = sorted(set(allowed))
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    listed = f"Allowed are {', '.join(words)}" if words else ""
    return " ".join(part for part in (f"Did you mean '{near[0]}'?" if near else "", listed) if part)


def mistakes(document: Document, shape: type[BaseModel], error: ValidationError) -> list[Invalid]:
    """One Invalid per mistake that pydantic found, in the order of the file."""
    found = _of_best_union_member(document, error.errors(include_url=False))
    return [_mistake(document, shape, path, details) for path, details in found]


def all_in_one(mistaken: Sequence[Invalid], *, what: str, where: str) -> Invalid:
    """The mistake itself if there is one, else one Invalid that lists them all."""
    if len(mistaken) == 1:
        return mistaken[0]
    lines = "".join(f"\n- {mistake}" for mistake in mistaken)
    return Invalid(f"{what} has {len(mistaken)} mistakes:{lines}", where=where, do="Mend them; nothing was applied")


def _mistake(document: Document, shape: type[BaseModel], path: Path, details: ErrorDetails) -> Invalid:
    last = str(path[-1]) if path else ""
    given = details["input"]
    match details["type"]:
        case "extra_forbidden":
            what = f"'{last}' is not a known field"
            do = did_you_mean(last, _fields_at(shape, path[:-1])) or "Remove it"
        case "missing":
            what, do = f"The field '{last}' is missing", f"Add '{last}: …'"
        case "literal_error" | "enum" | "union_tag_invalid":
            expected = str(details.get("ctx", {}).get("expected", details.get("ctx", {}).get("expected_tags", "")))
            what, do = f"'{given}' is not allowed here", did_you_mean(str(given), re.findall(r"'([^']*)'", expected))
        case "string_pattern_mismatch":
            what, do = f"'{given}' is not a valid name", "Use lower-case letters, digits and _ only"
        case "value_error":
            what, do = str(details["msg"]).removeprefix("Value error, "), ""
        case _:
            what, do = f"{details['msg']}, not {_shown(given)}", "Give a value of that kind"
    return Invalid(what, where=document.where(path), do=do)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _of_best_union_member(document: Document, errors: list[ErrorDetails]) -> list[tuple[Path, ErrorDetails]]:
    """
    Paths as written in the file, with their errors.

    Where a value may have one of several shapes, pydantic reports the errors of each; only those of the
    shape that got furthest are kept.
    """
    groups: dict[Path, dict[str | int | None, list[tuple[Path, ErrorDetails]]]] = {}
    for details in errors:
        path, member = _path_in_file(document, details)
        prefix = details["loc"][: details["loc"].index(member)] if member is not None else (*details["loc"], "")
        groups.setdefault(prefix, {}).setdefault(member, []).append((path, details))
    best = []
    for members in groups.values():
        furthest = max(members.values(), key=_depth)
        best += furthest
    return best


def _depth(found: list[tuple[Path, ErrorDetails]]) -> tuple[int, int]:
    """How far into the file a shape's errors lie, then how few they are."""
    return max(len(path) for path, _ in found), -len(found)


def _path_in_file(document: Document, details: ErrorDetails) -> tuple[Path, str | int | None]:
    """The steps of an error's place that exist in the file, and the first that is a union member's name instead."""
    node, path, member = document.node, [], None
    steps = details["loc"]
    for position, step in enumerate(steps):
        below = child(node, step)
        if below is not None:
            node = below
            path.append(step)
        elif position == len(steps) - 1 and details["type"] == "missing":
            path.append(step)
        elif member is None:
            member = step
    return tuple(path), member


def _fields_at(shape: type[BaseModel], path: Path) -> set[str]:
    """Names of the fields that may stand at a place of the shape."""
    places: list[Any] = [shape]
    for step in path:
        places = [below for place in places for below in _step(place, step)]
    return {
        field.alias or name
        for place in places
        for model in _unwrapped(place)
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }


def _step(annotation: Any, step: str | int) -> list[Any]:
    found = []
    for each in _unwrapped(annotation):
        if isinstance(each, type) and issubclass(each, BaseModel):
            found += [f.annotation for name, f in each.model_fields.items() if step in (name, f.alias)]
        elif typing.get_origin(each) is not None and typing.get_args(each):
            found.append(typing.get_args(each)[-1 if isinstance(step, str) else 0])
    return found


def _unwrapped(annotation: Any) -> list[Any]:
    """The members of a union and of ``Annotated``, flat."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _unwrapped(typing.get_args(annotation)[0])
    if origin is typing.Union or str(origin) == "<class 'types.UnionType'>":
        return [each for member in typing.get_args(annotation) for each in _unwrapped(member)]
    return [annotation]
