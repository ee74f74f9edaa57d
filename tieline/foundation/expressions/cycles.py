"""Definitions that depend on each other in a circle are refused, with the circle named."""

from collections.abc import Iterable, Mapping

from tieline.foundation.errors import Invalid


def refuse_cycles(depends_on: Mapping[str, Iterable[str]], where: str) -> list[str]:
    """
    The definitions in an order in which each comes after all that it depends on; Invalid where there is none.

    ``depends_on`` names for each definition the others that its condition reads; names beyond it are left out.
    """
    done: dict[str, None] = {}
    for name in sorted(depends_on):
        _visit(name, depends_on, [], done, where)
    return list(done)


def _visit(
    name: str, depends_on: Mapping[str, Iterable[str]], path: list[str], done: dict[str, None], where: str
) -> None:
    if name in done or name not in depends_on:
        return
    if name in path:
        circle = " → ".join([*path[path.index(name) :], name])
        raise Invalid(f"Definitions depend on each other in a circle: {circle}", where=where, do="Take one of them out")
    for other in sorted(depends_on[name]):
        _visit(other, depends_on, [*path, name], done, where)
    done[name] = None
