"""Tags in packs: the kind of definition, and what makes one wrong."""

from tieline.foundation.expressions.compiler import check_compilable
from tieline.foundation.expressions.errors import pointing_at
from tieline.foundation.packs.kinds import Definitions, Kind
from tieline.know.tags.conditions import scope_of_pack
from tieline.know.tags.purposes import Limits, demand_purpose
from tieline.know.tags.tag import TagDefinition
from tieline.know.tags.values import typed


def check_tags(tags: list[TagDefinition], definitions: Definitions) -> None:
    """Nothing for tags whose expressions name what there is and have the tag's type; Invalid at the wrong word."""
    scope, limits = scope_of_pack(definitions, with_tags=False), Limits(definitions)
    for tag in tags:
        place = definitions.where(tag, "categories" if tag.value is None else "value")
        with pointing_at(place):
            found = typed(tag, scope)
            check_compilable(found)
        if tag.used_for:
            demand_purpose(limits, [found.names], tag.used_for, place)


KIND = Kind("tag", "tags", TagDefinition, check_tags)
