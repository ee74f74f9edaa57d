"""The tags of a pack as lines of a page: what each says, in both languages, and its condition in words."""

from itertools import groupby

from tieline.foundation.packs.kinds import Definitions
from tieline.know.tags.conditions import scope_of_pack, sentences
from tieline.know.tags.definitions import KIND
from tieline.know.tags.tag import TagDefinition, TagKind
from tieline.know.tags.values import typed


def tag_lines(definitions: Definitions) -> list[str]:
    """Markdown: a heading per family with how many tags it has, and a row per tag in the order of the catalogue."""
    scope = scope_of_pack(definitions, with_tags=False)
    kinds = list(TagKind)
    tags = sorted(definitions.of(KIND), key=lambda tag: (kinds.index(tag.kind), tag.order, tag.key))
    lines: list[str] = []
    for kind, group in groupby(tags, key=lambda tag: tag.kind):
        rows = [_row(tag, sentences(typed(tag, scope))["en"]) for tag in group]
        lines += [f"## {kind.value.capitalize()} ({len(rows)})", "", "| tag | 名称 | name | says | value |"]
        lines += ["|---|---|---|---|---|", *rows, ""]
    return lines


def _row(tag: TagDefinition, sentence: str) -> str:
    cells = (f"`{tag.key}`", tag.name.zh, tag.name.en, f"{tag.says.zh}<br>{tag.says.en}", sentence)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
