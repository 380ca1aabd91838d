"""A ladder in words: what is measured, over what time, the thresholds, how long a level lasts."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ristorno.engine.rulebook.book import Entry, Section, Sentence, Table
from ristorno.engine.rulebook.facts import told_set, told_tenders
from ristorno.engine.rulebook.keeping import told_length
from ristorno.engine.rulebook.kinds import KindReader
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.rulebook.times import told_window
from ristorno.engine.sentences.names import counted_in
from ristorno.engine.terms.keeping import Span
from ristorno.engine.terms.ladder import Ladder


def ladder_section(reader: Reader, name: str, ladder: Ladder) -> Section:
    """Return a ladder read out."""
    heading = reader.say("section.ladder", title=reader.titled(ladder.title, name))
    return Section(f"ladder:{name}", heading, tuple(_entries(reader, ladder)))


def _entries(reader: Reader, ladder: Ladder) -> Iterator[Entry]:
    kinds = KindReader(reader, replace(reader.writer.names, uoms=counted_in(ladder.measure.parts)), ladder.measure)
    yield reader.entry("facts", [reader.full(told_set(reader, ladder.measure.of or ladder.of))])
    name, _ = reader.words.measure(ladder.measure.phrase)
    rules = kinds.sentences(ladder.measure.rules(), ladder.measure.RULES)
    told = [reader.full(name), *rules]
    if ladder.net_of is not None:
        told.append(reader.sentence("tender.net_of", paid=told_tenders(reader, ladder.net_of)))
    yield reader.entry("measured", told)
    yield reader.entry("window", [Sentence(told_window(reader, ladder.window, "each"))])
    sentences = [reader.sentence("levels"), reader.sentence(f"boundary.{ladder.boundary}")]
    yield reader.entry("levels", sentences, _tiers(kinds, ladder))
    if ladder.window.shape not in {"lifetime", "agreement"}:
        yield reader.entry("kept", _kept(reader, ladder))
    yield reader.entry("judged", [reader.sentence(f"level_at.{ladder.level_at}")])


def _tiers(kinds: KindReader, ladder: Ladder) -> Table:
    rows = tuple((tier, kinds.writer.written(threshold, "mark")) for tier, threshold in ladder.tiers.items())
    return Table((kinds.reader.say("column.level"), kinds.reader.say("column.from")), rows, frozenset({1}))


def _kept(reader: Reader, ladder: Ladder) -> Iterator[Sentence]:
    if ladder.kept_for is not None:
        yield from _kept_for(reader, ladder.kept_for, ladder.falls)
    elif ladder.window.shape == "rolling" and ladder.falls != "none":
        yield reader.sentence("kept.rolling")
    else:
        if ladder.falls != "none":
            yield _lasting(reader, ladder)
        yield reader.sentence(f"falls.{ladder.falls}")
    if ladder.not_below is not None:
        yield reader.sentence("falls.not_below", tier=ladder.not_below)
    if ladder.grace:
        yield reader.sentence("falls.grace", days=reader.writer.count("days", Decimal(ladder.grace)))


def _kept_for(reader: Reader, time: Span, falls: str) -> Iterator[Sentence]:
    yield reader.sentence("kept.after", length=told_length(reader, time))
    yield reader.sentence("kept.returned")
    yield reader.sentence("falls.one_level_after" if falls == "one_level" else f"falls.{falls}")


def _lasting(reader: Reader, ladder: Ladder) -> Sentence:
    if isinstance(ladder.kept_until, str):
        return reader.sentence(f"kept.{ladder.kept_until}")
    return reader.sentence("kept.windows", windows=reader.writer.count("windows", Decimal(ladder.kept_windows)))
