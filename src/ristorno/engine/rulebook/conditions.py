"""Conditions as lists: all of these, at least one of these, not this."""

from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.measures.units import UNIT
from ristorno.engine.rulebook.book import Sentence
from ristorno.engine.rulebook.facts import told_set, told_tenders
from ristorno.engine.rulebook.kinds import KindReader
from ristorno.engine.rulebook.reader import Reader, upper
from ristorno.engine.rulebook.times import told_window
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import All, Any, Condition, Gate, Not


def told_condition(kinds: KindReader, clause: Clause, condition: Condition) -> Sentence:
    """Return a condition, with what it joins as a list below it."""
    if isinstance(condition, Gate):
        return _gate(kinds, clause, condition)
    if isinstance(condition, Not):
        return Sentence(kinds.reader.say("not"), (told_condition(kinds, clause, condition.negated),))
    items = tuple(told_condition(kinds, clause, part) for part in condition.parts)
    return Sentence(_joining(kinds.reader, condition), items) if items[1:] else items[0]


def _joining(reader: Reader, condition: All | Any) -> str:
    if isinstance(condition, All):
        return reader.say("all")
    return reader.say("any") if condition.needed == 1 else reader.say("any.some", n=str(condition.needed))


def _gate(kinds: KindReader, clause: Clause, gate: Gate) -> Sentence:
    reader = kinds.reader
    bound = kinds.writer.measured(gate.bound, gate.measure.phrase, at_least=0)
    name, _ = reader.words.measure(gate.measure.phrase)
    said = reader.say(
        f"gate{_moment(clause, gate)}",
        name=upper(name),
        over=_over(reader, clause, gate),
        asked=reader.say(gate.comparison, bound=bound),
    )
    # The bound tells its unit already, where it is written with one.
    telling = gate.measure.phrase in kinds.writer.names.uoms
    rules = (rule for rule in gate.measure.rules() if not (telling and rule.key == UNIT))
    sentences = [Sentence(said), *kinds.sentences(rules, gate.measure.RULES)]
    if gate.count_on is not None and gate.count_on != clause.count_on:
        sentences.append(reader.sentence(f"count_on.{gate.count_on}"))
    if gate.whose is not None and gate.whose != clause.whose:
        sentences.append(reader.sentence(f"gate.whose.{gate.whose}"))
    if gate.per is not None or (clause.reward.apart and gate in clause.gates):
        sentences.append(reader.sentence(f"gate.per.{gate.per or 'member'}"))
    if gate.net_of is not None:
        sentences.append(reader.sentence("tender.net_of", paid=told_tenders(reader, gate.net_of)))
    facts = gate.of or gate.measure.of
    if facts is not None:
        sentences.append(reader.sentence("gate.set", set=told_set(reader, facts)))
    return Sentence(reader.say("joint").join(sentence.text for sentence in sentences))


def _over(reader: Reader, clause: Clause, gate: Gate) -> str:
    if not isinstance(gate.measure, OverdueAmount):
        return _time(reader, clause, gate)
    if clause.window.narrow and gate.at is None:
        return reader.say("over.debt.before")
    return reader.say("over.debt.end", over=_time(reader, clause, gate))


def _time(reader: Reader, clause: Clause, gate: Gate) -> str:
    if gate.window is not None and gate.window.shape == "lifetime" and not clause.window.narrow:
        return reader.say("over.lifetime" if clause.window.shape == "lifetime" else "over.lifetime.so_far")
    if gate.window is not None:
        return told_window(reader, gate.window, "over")
    return reader.say(f"over.own.{clause.window.shape if clause.window.narrow else 'period'}")


def _moment(clause: Clause, gate: Gate) -> str:
    """Only a single document, asked about a wider window, may see what came before it or wait for the end."""
    if not clause.window.narrow or gate.window is None or isinstance(gate.measure, OverdueAmount):
        return ""
    return ".end" if gate.at == "window_end" else ".before"
