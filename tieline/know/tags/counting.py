"""How many customers carry each value, kept up without counting everybody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tieline.foundation.warehouse.staging import Staging
from tieline.know.tags.tables import VALUE_COUNT
from tieline.know.tags.tag import TagDefinition, TagType

Key = tuple[str, str]


def adjust_counts(area: Staging, tags: Sequence[TagDefinition], changed: Iterable[Mapping[str, Any]]) -> None:
    """
    Move customers from the counts of their former values to those of the new ones.

    ``changed`` are rows of ``tag, before, after`` as texts, and ``customers``: how many of them.
    """
    moved = moves({tag.key: tag for tag in tags}, changed)
    if not moved:
        return
    at = area.warehouse
    counts = {(row["tag"], row["value"]): row["customers"] for row in at.rows(VALUE_COUNT)}
    now = {key: counts.get(key, 0) + number for key, number in moved.items()}
    at.remove(VALUE_COUNT, _kept(area, dict.fromkeys(now, 0)).select("tag", "value"))
    at.append(VALUE_COUNT, _kept(area, {key: number for key, number in now.items() if number > 0}))


def moves(tags: Mapping[str, TagDefinition], changed: Iterable[Mapping[str, Any]]) -> dict[Key, int]:
    """
    By tag and value, as in ``tags.value_count``, how many customers more carry it.

        tag   before  after  customers   →   (age_group, young) −2
        age…  young   adult  2               (age_group, adult) +2
    """
    found: dict[Key, int] = {}
    for row in changed:
        for side, sign in (("before", -1), ("after", 1)):
            value = _counted(tags[row["tag"]], row[side])
            if value is not None:
                key = (row["tag"], value)
                found[key] = found.get(key, 0) + sign * row["customers"]
    return {key: number for key, number in found.items() if number}


def _counted(tag: TagDefinition, text: str | None) -> str | None:
    """Under which value of the counts a value is found; None for who does not carry the tag."""
    if text is None or tag.type not in (TagType.NUMBER, TagType.BOOLEAN):
        return text
    if tag.type is TagType.NUMBER:
        return ""
    return "true" if text.lower() == "true" else None


def _kept(area: Staging, counts: Mapping[Key, int]) -> Any:
    return area.keep_values(
        {
            "tag": ("string", [tag for tag, _ in counts]),
            "value": ("string", [value for _, value in counts]),
            "customers": ("int64", list(counts.values())),
        }
    )
