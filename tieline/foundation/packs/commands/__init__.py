"""The only writers of definitions: a pack as a whole, or one definition from the screen."""

from tieline.foundation.packs.commands.definitions import publish_definition, retire_definition
from tieline.foundation.packs.commands.packs import Applied, apply_pack
from tieline.foundation.packs.versions import digest

__all__ = ["Applied", "apply_pack", "digest", "publish_definition", "retire_definition"]
