"""
A walk along numbers: the longest chain of steps from one customer to a neighbouring one, and how long chance makes it.

Everything here is a function of plain numbers.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import comb

NEAR, BACK, LEAST_STEPS = 5, 10, 10
"""A step leads to a number this near to one of so many customers before; so few steps are never a walk."""
CHANCE = 1e-9
"""How likely chance alone may be for a walk."""


def longest_chain(path: Sequence[Sequence[int]]) -> list[int]:
    """The places of the longest chain of steps along the numbers of a path, where each customer may have several."""
    places = _near_others(path)
    length, came_from = dict.fromkeys(places, 1), {at: at for at in places}
    for nth, at in enumerate(places):
        for before in places[max(0, nth - BACK) : nth]:
            if at - before <= BACK and length[before] >= length[at] and _is_step(path, before, at):
                length[at], came_from[at] = length[before] + 1, before
    chain = [max(places, key=length.__getitem__)] if places else []
    while chain and came_from[chain[-1]] != chain[-1]:
        chain.append(came_from[chain[-1]])
    return chain[::-1]


def _near_others(path: Sequence[Sequence[int]]) -> list[int]:
    """The places that can belong to a chain at all, which on honest paths are few."""
    numbers = sorted({number for each in path for number in each})
    near = {each for pair in pairwise(numbers) if pair[1] - pair[0] <= NEAR for each in pair}
    places = {at for at, each in enumerate(path) if not near.isdisjoint(each)}
    for at in range(2, len(path)):
        if _goes_on(path, at):
            places |= {at - 2, at - 1, at}
    return sorted(places)


@cache
def steps_beyond_chance(opened: int, among: int) -> int:
    """From how many steps on chance no longer explains them, among customers so many; more than all if always."""
    chance = min(1.0, 2 * NEAR * BACK / max(1, among))
    tail = 0.0
    for steps in range(opened, 0, -1):
        tail += comb(opened, steps) * chance**steps * (1 - chance) ** (opened - steps)
        if tail > CHANCE:
            return max(LEAST_STEPS, steps + 1)
    return LEAST_STEPS


def _is_step(path: Sequence[Sequence[int]], before: int, at: int) -> bool:
    """Whether a number at one place is near one at the other, or goes on at the stride that led there."""
    if any(0 < abs(one - other) <= NEAR for one in path[at] for other in path[before]):
        return True
    return before == at - 1 and _goes_on(path, at)


def _goes_on(path: Sequence[Sequence[int]], at: int) -> bool:
    """Whether the first numbers go on at the stride of the step before."""
    stride = path[at][0] - path[at - 1][0]
    return at > 1 and stride != 0 and stride == path[at - 1][0] - path[at - 2][0]
