"""Product codes that tell patterns with wildcards apart: one for every combination that can be.

Patterns are those of :mod:`fnmatch`: ``*``, ``?``, ``[abc]``, ``[!abc]``. One automaton reads them together, and
is walked to every state that it can reach: so no combination is missed, and none is thought of that cannot be.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

_STATES: Final = 20_000
"""So many states are walked to; patterns that need more are too many to tell apart."""
_FRESH: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

Places: TypeAlias = frozenset[int]
"""Where in a pattern one may be after some characters."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign of a pattern: some characters, or all but some; ``star`` for any number of any."""

    chars: frozenset[str] = frozenset()
    negated: bool = True
    star: bool = False

    def takes(self, char: str) -> bool:
        return (char in self.chars) != self.negated


class TooManyError(Exception):
    """The patterns are too many, or too intricate, to be told apart."""


def told_apart(patterns: Sequence[str]) -> Mapping[frozenset[str], str]:
    """Return for each set of patterns that some code matches, and it alone, such a code; the empty set is among them.

    Raises:
        TooManyError: there are too many states to walk to.
    """
    read = [_signs(pattern) for pattern in patterns]
    alphabet = _alphabet(read)
    start = tuple(_closed(frozenset({0}), signs) for signs in read)
    found: dict[frozenset[str], str] = {}
    seen: set[tuple[Places, ...]] = set()
    waiting = deque([(start, "")])
    while waiting:
        state, text = waiting.popleft()
        matched = frozenset(
            pattern for pattern, signs, places in zip(patterns, read, state, strict=True) if len(signs) in places
        )
        if text:
            found.setdefault(matched, text)
        for char in alphabet:
            following = tuple(_after(places, signs, char) for signs, places in zip(read, state, strict=True))
            if following not in seen:
                if len(seen) >= _STATES:
                    raise TooManyError
                seen.add(following)
                waiting.append((following, text + char))
    return found


def _after(places: Places, signs: Sequence[_Sign], char: str) -> Places:
    moved = {
        place if signs[place].star else place + 1
        for place in places
        if place < len(signs) and (signs[place].star or signs[place].takes(char))
    }
    return _closed(frozenset(moved), signs)


def _closed(places: Places, signs: Sequence[_Sign]) -> Places:
    """Return the places with those behind stars, which may stand for nothing."""
    found = set(places)
    for place in sorted(places):
        following = place
        while following < len(signs) and signs[following].star:
            following += 1
            found.add(following)
    return frozenset(found)


def _alphabet(read: Sequence[Sequence[_Sign]]) -> str:
    """Return every character that a pattern names, and one that none names."""
    named = frozenset[str]().union(*(sign.chars for signs in read for sign in signs))
    fresh = next((char for char in _FRESH if char not in named), None)
    if fresh is None:
        fresh = next(char for char in map(chr, range(0x4E00, 0x9FFF)) if char not in named)
    return "".join(sorted(named)) + fresh


def _signs(pattern: str) -> tuple[_Sign, ...]:
    return tuple(_read(pattern))


def _read(pattern: str) -> Iterator[_Sign]:
    place = 0
    while place < len(pattern):
        char, place = pattern[place], place + 1
        end = _end_of_choice(pattern, place) if char == "[" else -1
        if char == "*":
            yield _Sign(star=True)
        elif char == "?":
            yield _Sign()
        elif end >= 0:
            inner, place = pattern[place:end], end + 1
            negated = inner.startswith("!")
            yield _Sign(_chars(inner[negated:]), negated)
        else:
            yield _Sign(frozenset({char}), negated=False)


def _end_of_choice(pattern: str, place: int) -> int:
    """Return where a choice in brackets ends, -1 where it does not and the bracket stands for itself."""
    first = place + pattern.startswith("!", place)
    return pattern.find("]", first + 1)


def _chars(inner: str) -> frozenset[str]:
    found: set[str] = set()
    place = 0
    while place < len(inner):
        if inner[place + 1 : place + 2] == "-" and place + 2 < len(inner):
            found |= {chr(code) for code in range(ord(inner[place]), ord(inner[place + 2]) + 1)}
            place += 3
        else:
            found.add(inner[place])
            place += 1
    return frozenset(found)
