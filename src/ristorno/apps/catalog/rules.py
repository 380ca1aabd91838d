"""How groups lie under each other."""

from collections.abc import Iterable, Mapping


def upward(groups: Iterable[str], parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return groups, each followed by those above it, the nearest first; none twice."""
    found: dict[str, None] = {}
    for group in groups:
        at: str | None = group
        while at is not None and at not in found:
            found[at] = None
            at = parents.get(at)
    return tuple(found)


def closes_circle(group: str, parent: str, parents: Mapping[str, str]) -> bool:
    """Return whether a group would lie under itself if it lay under another one."""
    return group in upward([parent], parents)
