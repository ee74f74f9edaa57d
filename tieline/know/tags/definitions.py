"""Tags in packs: the kind of definition, and what makes one wrong."""

from tieline.foundation.expressions.compiler import check_compilable
from tieline.foundation.expressions.errors import pointing_at
from tieline.foundation.packs.kinds import Definitions, Kind
from tieline.know.tags.conditions import scope_of_pack
from tieline.know.tags.tag import TagDefinition
from tieline.know.tags.values import typed


def check_tags(tags: list[TagDefinition], definitions: Definitions) -> None:
    """Nothing for tags whose expressions name what there is and have the tag's type; Invalid at the wrong word."""
    scope = scope_of_pack(definitions, with_tags=False)
    for tag in tags:
        with pointing_at(definitions.where(tag, "categories" if tag.value is None else "value")):
            check_compilable(typed(tag, scope))


KIND = Kind("tag", "tags", TagDefinition, check_tags)
