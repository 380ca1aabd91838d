"""A text as the form reads it: where its terms stand, what it says itself, and what that comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ristorno.engine.terms.merging import REMOVABLE, merge
from ristorno.kernel.document import Path, Tree, read_document
from ristorno.kernel.editing import at, drop, put
from ristorno.kernel.problem import Refused

_HEAD = frozenset({"effective_from", "recorded_at"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """``prefix`` is where the terms stand in the text, ``said`` what stands there, ``merged`` what it comes to.

    ``base`` is what the last version of the text is laid over; None where the text is a whole program itself.
    """

    text: str
    prefix: Path
    said: Mapping[str, Tree]
    merged: Mapping[str, Tree]
    base: Mapping[str, Tree] | None

    def held(self, section: str) -> Iterator[tuple[str, Mapping[str, Tree]]]:
        """Yield the parts of a section by their keys."""
        found = self.merged.get(section)
        for key, each in found.items() if isinstance(found, dict) else ():
            if isinstance(each, dict):
                yield key, each

    def keys(self, section: str) -> tuple[str, ...]:
        """Return the keys of a section, also of what this version takes away."""
        known = (held for side in (self.merged, self.said) if isinstance(held := side.get(section), dict))
        return tuple(dict.fromkeys(key for held in known for key in held))

    def path(self, *steps: str) -> Path:
        """Return the path of a place of the terms in the text."""
        return (*self.prefix, *steps)

    def common(self, *steps: str | int) -> bool:
        """Return whether something stands in what a version is laid over."""
        return self.base is not None and at(dict(self.base), steps) is not None

    def removable(self, section: str, key: str) -> bool:
        """Return whether a part can be taken away: what others have said can, of some sections."""
        return section in REMOVABLE or not self.common(section, key)

    def without(self, text: str, *steps: str) -> str:
        """Return a text without a place of the terms; a version says of what is common that it is taken away."""
        if self.common(*steps):
            return put(text, self.path(*steps), "none")
        return drop(text, self.path(*steps))


def read_sheet(text: str, base: Mapping[str, Tree] | None) -> Sheet | None:
    """Return what a text says; None where it cannot be read.

    A whole program is read for itself also where there is one of its name already: only a version is laid over it.
    """
    try:
        tree = read_document(text).tree
    except Refused:
        return None
    if not isinstance(tree, dict):
        return None
    if base is None or ("clauses" in tree and "versions" not in tree):
        return Sheet(text, (), tree, tree, None)
    versions = at(tree, ("versions",))
    prefix = ("versions", len(versions) - 1) if isinstance(versions, list) and versions else ()
    said = at(tree, prefix)
    if not prefix or not isinstance(said, dict):
        return None
    own: Tree = {key: each for key, each in said.items() if key not in _HEAD}
    merged = merge(dict(base), own)
    return Sheet(text, prefix, said, merged, base) if isinstance(merged, dict) else None
