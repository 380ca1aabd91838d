"""What most promises have in common: told once for all of them, and for a promise only where it differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.rulebook.book import Sentence
from ristorno.engine.rulebook.bounds import stage
from ristorno.engine.rulebook.facts import told_tenders
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.reward import After, Reward
from ristorno.engine.terms.tenders import earns


@dataclass(frozen=True, slots=True)
class Habit:
    """What a clause says on one question; ``usual`` where the terms say nothing else."""

    key: str
    sentence: Sentence
    usual: bool


def habits(reader: Reader, clause: Clause) -> Iterator[Habit]:
    """Yield the habits of a clause."""
    yield _of(reader, "whose", clause.whose, usual="own")
    yield _of(reader, "count_on", clause.count_on, usual="occurred")
    if clause.seeks_originals or "return" in reader.terms.kinds_of(clause.earn_on):
        yield _of(reader, "match", clause.match, usual="own_day")
    yield from _tenders(reader, clause)
    yield Habit("lacking", reader.sentence("lacking"), usual=True)
    yield _below_zero(reader, clause)
    yield _rounding(reader, clause)
    if clause.reward.split is None:
        yield _recipient(reader, clause.reward)
    yield _available(reader, clause)
    if not clause.window.narrow:
        yield _of(reader, "change", clause.change, usual="by_fact")
    yield _accept(reader, clause)
    if clause.calculate is not None:
        days = reader.writer.count("days", Decimal(clause.calculate))
        yield Habit("calculate", reader.sentence("calculate", days=days), usual=False)


def _recipient(reader: Reader, reward: Reward) -> Habit:
    if reward.party is not None:
        return Habit("recipient", reader.sentence("recipient.party", role=reward.party), usual=False)
    return Habit("recipient", reader.sentence(f"recipient.{reward.to}"), usual=reward.to == "company")


def _of(reader: Reader, key: str, choice: str, *, usual: str) -> Habit:
    return Habit(key, reader.sentence(f"{key}.{choice}"), choice == usual)


def _tenders(reader: Reader, clause: Clause) -> Iterator[Habit]:
    """Tell of points, and of every other tender that anything is said about, whether what they pay earns."""
    common = reader.terms.tenders
    for name in dict.fromkeys(("points", *common, *clause.tenders)):
        counted = earns(name, clause.tenders, common)
        sentence = reader.sentence(
            "tender.counted" if counted else "tender.excluded", paid=told_tenders(reader, (name,))
        )
        yield Habit("tenders", sentence, counted == earns(name, {}, common))


def _below_zero(reader: Reader, clause: Clause) -> Habit:
    usual = clause.negative == ("charge" if clause.window.narrow else "zero")
    return Habit("below_zero", _general(reader, f"below_zero.{clause.negative}", usual=usual), usual)


def _available(reader: Reader, clause: Clause) -> Habit:
    default = "at_once" if clause.window.narrow else "at_close"
    choice = clause.reward.available or default
    if isinstance(choice, After):
        days = reader.writer.count("days", Decimal(choice.after))
        key = "available.after" if clause.window.narrow else "available.after_window"
        return Habit("available", reader.sentence(key, days=days), usual=False)
    waits = choice == "at_close" and reader.terms.settlement is not None
    said = "available.at_issue" if waits else f"available.{choice}"
    return Habit("available", _general(reader, said, usual=choice == default), choice == default)


def _general(reader: Reader, key: str, *, usual: bool) -> Sentence:
    return reader.sentence(f"{key}.general" if usual else key)


def _rounding(reader: Reader, clause: Clause) -> Habit:
    rounding = clause.rounding
    usual = rounding.mode == "half_up" and not clause.narrower(rounding.at)
    how = reader.say(f"mode.{rounding.mode}")
    return Habit("rounding", reader.sentence(f"rounding.{stage(clause, rounding.at)}", how=how), usual)


def _accept(reader: Reader, clause: Clause) -> Habit:
    if not clause.accept_until:
        return Habit("accept", reader.sentence("accept.none"), usual=True)
    days = reader.writer.count("days", Decimal(clause.accept_until))
    return Habit("accept", reader.sentence("accept", days=days), usual=False)
