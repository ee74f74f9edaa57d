"""Who gets a task: the customer's manager, or the team with the fewest unfinished tasks."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Manager:
    """A user who can be given tasks, with the team they belong to."""

    user_id: int
    team: str | None


@dataclass(frozen=True)
class Assigned:
    """A user, a team, both (a user in a team), or neither where nobody can work on tasks."""

    user_id: int | None
    team: str | None


class Desk:
    """Gives out tasks one after the other and counts as it goes, so equal teams take turns."""

    def __init__(self, managers: Mapping[str, Manager], unfinished: Mapping[str, int]) -> None:
        self._managers = managers
        self._unfinished = dict(unfinished)

    def assign(self, manager_login: str | None) -> Assigned:
        """
        The customer's manager where that user exists and may work; else the least busy team.

        Of equally busy teams the first by key. A manager's task counts for the manager's team.
        """
        manager = self._managers.get(manager_login or "")
        if manager:
            chosen = Assigned(manager.user_id, manager.team)
        elif self._unfinished:
            chosen = Assigned(None, min(self._unfinished, key=lambda team: (self._unfinished[team], team)))
        else:
            chosen = Assigned(None, None)
        if chosen.team in self._unfinished:
            self._unfinished[str(chosen.team)] += 1
        return chosen
