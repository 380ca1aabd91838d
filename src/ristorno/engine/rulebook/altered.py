"""What somebody has to read again when terms change: the sentences that go, and those that come in their place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ristorno.engine.rulebook.book import Entry, Rulebook, Section, Sentence


@dataclass(frozen=True, slots=True)
class Altered:
    """One question of a section that is answered in another way; empty where it was not, or is no longer, answered."""

    heading: str
    label: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def altered(before: Rulebook, after: Rulebook) -> tuple[Altered, ...]:
    """Return what of the rules reads differently, in the order of the later ones; what went comes last."""
    old = {section.key: section for section in before.sections}
    new = {section.key: section for section in after.sections}
    return tuple(each for key in dict.fromkeys((*new, *old)) for each in _section(old.get(key), new.get(key)))


def _section(old: Section | None, new: Section | None) -> Iterator[Altered]:
    section = new or old
    assert section is not None
    before = {entry.key: entry for entry in old.entries} if old else {}
    after = {entry.key: entry for entry in new.entries} if new else {}
    for key in dict.fromkeys((*after, *before)):
        was, now = _lines(before.get(key)), _lines(after.get(key))
        if was != now:
            label = (after.get(key) or before[key]).label
            yield Altered(section.heading, label, _less(was, now), _less(now, was))


def _lines(entry: Entry | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    told = [line for sentence in entry.sentences for line in _said(sentence)]
    rows = entry.table.rows if entry.table else ()
    return (*told, *(" · ".join(filter(None, row)) for row in rows))


def _said(sentence: Sentence) -> Iterator[str]:
    """Yield a sentence with what is listed below it, each item with the words that it completes."""
    if not sentence.items:
        yield sentence.text
    for item in sentence.items:
        yield from (f"{sentence.text} {line}" for line in _said(item))


def _less(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines that others lack; all of them where nothing but their order differs."""
    left, held = Counter(lines) - Counter(others), []
    if not left and Counter(lines) == Counter(others):
        return lines
    for line in lines:
        if left[line]:
            left[line] -= 1
            held.append(line)
    return tuple(held)
