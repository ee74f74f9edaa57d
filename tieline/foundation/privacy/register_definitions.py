"""What only the operator can say for the register: who is responsible, and on what legal basis data is processed."""

from fnmatch import fnmatchcase
from typing import Literal

from pydantic import Field

from tieline.foundation.access.roles import Purpose
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, PlainKey, Text

Basis = Literal["consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"]
"""The legal bases of GDPR, article 6(1); those of PIPL, article 13, are named by the law of each entry."""


class Controller(Declared):
    """Who answers for the processing: name, address, how to be reached, and the officer for data protection."""

    key: PlainKey
    address: Text
    contact: str = Field(min_length=3, max_length=200)
    officer: str = Field(min_length=3, max_length=200, description="Name or post, and how to be reached.")
    abroad: Text | None = Field(default=None, description="Where data goes abroad, and under what safeguards.")


class Processing(Declared):
    """
    The legal basis of activities (patterns of their keys, such as ``source:billing.*`` or ``segment:*``).

    Only for these purposes; of several entries that fit an activity and a purpose, the one first by key holds.
    """

    key: PlainKey
    of: tuple[str, ...] = Field(min_length=1)
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    basis: Basis
    law: Text

    def covers(self, activity: str, purpose: Purpose) -> bool:
        """Whether it is about an activity when done for a purpose."""
        return purpose in self.purposes and any(fnmatchcase(activity, pattern) for pattern in self.of)


def check_controllers(controllers: list[Controller], definitions: Definitions) -> None:
    """Invalid where two say who is responsible."""
    if len(controllers) > 1:
        raise Invalid(
            f"Two say who is responsible: {controllers[0].key} and {controllers[1].key}",
            where=definitions.where(controllers[1], "key"),
            do="Leave one of them",
        )


CONTROLLERS = Kind("controller", "controllers", Controller, check_controllers)
PROCESSING = Kind("processing", "processing", Processing)
