"""Trees of text as YAML that a person can read, and the same tree in another order."""

import json
import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import TypeAlias

Tree: TypeAlias = "Mapping[str, Tree] | list[Tree] | str"

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+/ %-]*(?<! )")
_ORDERED = frozenset({"rates", "rows", "tiers", "shares"})
"""Tables whose order means something: thresholds ascend, leftover steps go to the first or the last share."""


def yaml(*documents: Tree) -> str:
    """Return documents as one YAML stream, two levels in blocks and the rest in flow."""
    return "---\n".join("\n".join(_block(document, depth=0)) + "\n" for document in documents)


def shuffled(tree: Tree, chance: Random, name: str = "") -> Tree:
    """Return the tree with every mapping in another order, and lists too where they are sets."""
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        items = [shuffled(item, chance, name) for item in tree]
        if name not in _ORDERED:
            chance.shuffle(items)
        return items
    pairs = [(key, shuffled(value, chance, key)) for key, value in tree.items()]
    if name not in _ORDERED:
        chance.shuffle(pairs)
    return dict(pairs)


def _block(tree: Tree, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(tree, Mapping) and tree and depth < 3:
        for key, value in tree.items():
            if isinstance(value, Mapping) and value and depth < 2:
                yield f"{pad}{_scalar(key)}:"
                yield from _block(value, depth + 1)
            elif isinstance(value, list) and value and depth == 0:
                yield f"{pad}{_scalar(key)}:"
                yield from (f"{pad}  - {_flow(item)}" for item in value)
            else:
                yield f"{pad}{_scalar(key)}: {_flow(value)}"
    else:
        yield f"{pad}{_flow(tree)}"


def _flow(tree: Tree) -> str:
    if isinstance(tree, str):
        return _scalar(tree)
    if isinstance(tree, list):
        return f"[{', '.join(_flow(item) for item in tree)}]"
    return f"{{{', '.join(f'{_scalar(key)}: {_flow(value)}' for key, value in tree.items())}}}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
