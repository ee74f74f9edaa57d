"""Match policies for tests: the telecom pack's with some parts replaced."""

from pathlib import Path
from typing import Any

import yaml

from tieline.foundation.packs.commands import apply_pack
from tieline.foundation.packs.kinds import Text
from tieline.know.identity.definitions import KIND, MatchPolicy

TELECOM = Path(__file__).parents[3] / "packs" / "telecom" / "identity" / "match_policy.yaml"


def telecom(**changed: Any) -> dict[str, Any]:
    """The body of the telecom pack's policy with these parts in place of its own."""
    body: dict[str, Any] = yaml.safe_load(TELECOM.read_text(encoding="utf-8"))
    return body | changed


def policy(**parts: Any) -> MatchPolicy:
    """A policy of these parts alone."""
    return MatchPolicy(key="test", name=Text(zh="测试", en="Test"), **parts)


def publish(folder: Path, body: dict[str, Any]) -> None:
    """Make this policy the published one."""
    (folder / "identity").mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text("key: test\nname: {zh: 测试, en: Test}\n", encoding="utf-8")
    written = yaml.safe_dump(body, allow_unicode=True, sort_keys=False)
    (folder / "identity" / "match_policy.yaml").write_text(written, encoding="utf-8")
    apply_pack(folder, [KIND], by="test")
