"""A promise in words: the ten questions of its clause, each under its label, in the order in which it is counted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ristorno.engine.measures.others import OfOthers
from ristorno.engine.measures.units import Counted
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.rulebook.audience import told_who
from ristorno.engine.rulebook.book import Entry, Section, Sentence
from ristorno.engine.rulebook.bounds import multipliers, told_baseline, told_legal, told_limits, told_multiply
from ristorno.engine.rulebook.conditions import told_condition
from ristorno.engine.rulebook.facts import told_set
from ristorno.engine.rulebook.habits import habits
from ristorno.engine.rulebook.kinds import KindReader
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.rulebook.rewards import shares, told_consent, told_handing, told_source, told_split
from ristorno.engine.rulebook.times import told_time
from ristorno.engine.said import Grid, Said, Words
from ristorno.engine.sentences.names import counted_in, measures_of
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet


def clause_section(reader: Reader, name: str, clause: Clause) -> Section:
    """Return a clause read out."""
    return Section(f"clause:{name}", reader.titled(clause.title, name), tuple(_entries(reader, clause)))


def _entries(reader: Reader, clause: Clause) -> Iterator[Entry]:
    unit = replace(reader.paid_in(reader.terms.unit_of(clause)), uoms=counted_in(measures_of(clause)))
    kinds = KindReader(reader, unit, clause.measure, clause.mechanic.picked_by)
    yield reader.entry("who", told_who(reader, clause.who))
    if not isinstance(clause.measure, OfOthers) or clause.earn_on != FactSet():
        yield reader.entry("facts", [reader.full(told_set(reader, clause.earn_on))])
    yield _measured(kinds, clause)
    yield reader.entry("window", told_time(reader, clause))
    if clause.qualify is not None:
        yield reader.entry("condition", [told_condition(kinds, clause, clause.qualify)])
    if clause.baseline is not None:
        relative = clause.mechanic.relative
        yield reader.entry("baseline", told_baseline(kinds, clause.baseline, relative=relative))
    yield _gives(kinds, clause)
    if clause.multiply is not None:
        sentences = told_multiply(reader, clause, clause.multiply)
        yield reader.entry("multiply", sentences, multipliers(reader, clause.multiply))
    limits = tuple(told_limits(kinds, clause))
    if limits:
        yield reader.entry("limits", limits)
    if clause.limits.legal is not None:
        yield reader.entry("legal", *told_legal(kinds, clause.limits.legal))
    yield from _reward(kinds, clause, unit.unit_name)
    yield from (reader.entry(habit.key, [habit.sentence]) for habit in habits(reader, clause) if not habit.usual)


def _measured(kinds: KindReader, clause: Clause) -> Entry:
    rules = kinds.sentences(clause.measure.rules(), clause.measure.RULES)
    return kinds.reader.entry("measured", [kinds.reader.full(kinds.counted(clause.measure)), *rules])


def _gives(kinds: KindReader, clause: Clause) -> Entry:
    words = clause.mechanic.RULES
    said = tuple(_by_unit(rule, clause.measure.counted_in, words) for rule in clause.mechanic.rules())
    sentences = [*kinds.sentences(said, words), *_rows_asking(kinds, clause), *_advances(kinds, clause)]
    return kinds.reader.entry("gives", sentences, kinds.table(said, words))


def _by_unit(rule: Said | Grid, counted: Counted | None, words: Mapping[str, Words]) -> Said | Grid:
    """Return a rule on what one unit gives with what that unit is: of a unit of measure, or a block."""
    if isinstance(rule, Grid) or counted is None:
        return rule
    key = f"{rule.key}.of" if counted.size is None else f"{rule.key}.block"
    return Said(key, {**rule.values, "unit": counted.unit or ""}) if key in words else rule


def _rows_asking(kinds: KindReader, clause: Clause) -> Iterator[Sentence]:
    """Tell what single rows of a table ask besides their thresholds."""
    table = clause.mechanic.table if isinstance(clause.mechanic, Brackets) else ()
    for number, row in enumerate(table, start=1):
        if row.condition is not None:
            start = kinds.written(row.threshold, "mark")
            text = kinds.reader.say("row.asks", row=str(number), start=start)
            yield Sentence(text, (told_condition(kinds, clause, row.condition),))
    if clause.rows_ask_apart:
        yield kinds.reader.sentence("rows.apart")


def _advances(kinds: KindReader, clause: Clause) -> Iterator[Sentence]:
    """Tell what is taken off because it was paid in advance, and where a clause itself is taken off."""
    clauses = kinds.reader.terms.clauses
    if clause.less:
        yield kinds.reader.sentence("less", names=_called(kinds, clause.less))
    later = [name for name, other in clauses.items() if any(clauses.get(each) is clause for each in other.less)]
    if later:
        yield kinds.reader.sentence("in_advance", names=_called(kinds, later))


def _called(kinds: KindReader, names: Iterable[str]) -> str:
    return kinds.reader.all_of([kinds.writer.written(name, "promise") for name in names])


def _reward(kinds: KindReader, clause: Clause, unit: str) -> Iterator[Entry]:
    reader, reward = kinds.reader, clause.reward
    told = reader.full(unit) if reward.grants is None else reader.sentence("award.granted", reward=unit)
    yield reader.entry("unit", [told])
    if reward.split is not None:
        yield reader.entry("recipient", told_split(reader, reward.split), shares(kinds, reward.split))
    source = tuple(told_source(kinds, clause))
    if source:
        yield reader.entry("paid_from", source)
    handing = tuple(told_handing(kinds, reward))
    if handing:
        yield reader.entry("handing", handing)
    consent = tuple(told_consent(reader, reward))
    if consent:
        yield reader.entry("consent", consent)
