"""What an agreement changes: sentences that the common terms do not have are marked, and named in a section."""

from collections.abc import Iterator
from dataclasses import replace

from ristorno.engine.rulebook.book import Entry, Rulebook, Section, Table
from ristorno.engine.rulebook.reader import Reader


def marked(own: Rulebook, common: Rulebook, reader: Reader) -> Rulebook:
    """Return a member's rules with all marked that the common ones do not say, and a section that sums it up."""
    before = {section.key: section for section in common.sections}
    sections = tuple(_section(section, before.get(section.key)) for section in own.sections)
    differs = tuple(_differs(reader, own, common))
    if differs:
        head, *rest = sections
        summary = Section("differs", reader.say("section.differs"), differs)
        sections = (head, summary, *rest)
    return replace(own, sections=sections)


def compared(own: Rulebook, other: Rulebook, reader: Reader) -> Iterator[str]:
    """Yield the promises, and whatever else has a section, in which two versions differ, with the questions."""
    held = {section.key: section for section in other.sections}
    for section in (*own.sections, *(each for each in other.sections if each.key not in _keys(own))):
        before = held.get(section.key)
        if before is None or section.key not in _keys(own):
            yield section.heading
        elif section != before and section.key != "everywhere":
            labels = reader.all_of(dict.fromkeys(_changed(section, before)))
            yield reader.say("changes.one", section=section.heading, labels=labels)


def _keys(book: Rulebook) -> frozenset[str]:
    return frozenset(section.key for section in book.sections)


def _section(section: Section, before: Section | None) -> Section:
    held = {entry.key: entry for entry in before.entries} if before else {}
    return replace(section, entries=tuple(_entry(entry, held.get(entry.key)) for entry in section.entries))


def _entry(entry: Entry, before: Entry | None) -> Entry:
    said = before.sentences if before else ()
    sentences = tuple(sentence if sentence in said else replace(sentence, own=True) for sentence in entry.sentences)
    return replace(entry, sentences=sentences, table=_table(entry.table, before.table if before else None))


def _table(table: Table | None, before: Table | None) -> Table | None:
    return table if table is None or table == before else replace(table, own=True)


def _differs(reader: Reader, own: Rulebook, common: Rulebook) -> Iterator[Entry]:
    """Yield an entry for every section that differs: its questions by their labels, no numbers."""
    before = {section.key: section for section in common.sections}
    for section in own.sections:
        held = before.pop(section.key, None)
        if held is None:
            yield Entry(section.key, section.heading, (reader.sentence("differs.added"),))
        elif section != held and section.key != "everywhere":
            labels = reader.all_of(dict.fromkeys(_changed(section, held)))
            yield Entry(section.key, section.heading, (reader.full(labels),))
    for gone in before.values():
        yield Entry(gone.key, gone.heading, (reader.sentence("differs.gone"),))


def _changed(section: Section, held: Section) -> Iterator[str]:
    own = {entry.key: entry for entry in section.entries}
    before = {entry.key: entry for entry in held.entries}
    for key in (*own, *(key for key in before if key not in own)):
        if own.get(key) != before.get(key):
            yield (own.get(key) or before[key]).label
