"""The shape of a rule in a pack."""

from enum import StrEnum

from pydantic import Field

from tieline.foundation.packs.kinds import Declared, Kind, Part, Text
from tieline.know.tags.definitions import PlainKey


class Severity(StrEnum):
    """How grave an alert of a rule is, gravest first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kept(Part):
    """What an alert keeps as evidence: facts by name, and at most ``rows`` rows of each list its condition reads."""

    facts: tuple[str, ...] = ()
    rows: int = Field(default=10, ge=0, le=100)


class RuleDefinition(Declared):
    """A rule: raises an alert for each customer for whom ``when`` begins to hold (FEEL over facts, tags, scores)."""

    key: PlainKey
    says: Text
    when: str
    severity: Severity
    evidence: Kept = Kept()


KIND = Kind("rule", "rules", RuleDefinition)
