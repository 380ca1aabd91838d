"""Baselines, multipliers and limits of a clause."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.rulebook.book import Sentence, Table
from ristorno.engine.rulebook.kinds import KindReader
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.clause import Baseline, Clause, Multiply, NewMembers
from ristorno.engine.terms.limits import Scope, Times


def told_baseline(kinds: KindReader, baseline: Baseline, *, relative: bool) -> Iterator[Sentence]:
    """Yield what is compared with, for new members too, and what holds where that is nothing to grow from."""
    reader = kinds.reader
    if baseline.number is not None:
        yield reader.sentence("baseline.number", number=_measured(kinds, baseline.number))
        if baseline.number > 0 or (baseline.number == 0 and not relative):
            return
    else:
        yield reader.sentence(f"baseline.{baseline.window}")
        yield reader.sentence("baseline.cut")
        yield _instead(kinds, "new", baseline.new_members)
    yield _instead(kinds, "not_positive" if relative else "negative", baseline.if_not_positive or "open")


def _instead(kinds: KindReader, key: str, choice: str | NewMembers) -> Sentence:
    if isinstance(choice, NewMembers):
        return kinds.reader.sentence(f"{key}.fixed", number=_measured(kinds, choice.fixed))
    return kinds.reader.sentence(f"{key}.{choice}")


def told_multiply(reader: Reader, clause: Clause, multiply: Multiply) -> Iterator[Sentence]:
    """Yield which level counts."""
    yield reader.sentence("multiply", ladder=reader.ladder(multiply.ladder))
    yield reader.sentence(f"multiply.{'narrow' if clause.window.narrow else multiply.level_of}")


def multipliers(reader: Reader, multiply: Multiply) -> Table:
    """Return the multipliers by level."""
    rows = tuple((tier, reader.writer.numbers.number(factor)) for tier, factor in multiply.factors.items())
    return Table((reader.say("column.level"), reader.say("column.factor")), rows, frozenset({1}))


def told_limits(kinds: KindReader, clause: Clause) -> Iterator[Sentence]:
    """Yield at most, at least, less than this is nothing, and at most measured."""
    reader, limits = kinds.reader, clause.limits
    if limits.times is not None:
        yield from _told_times(kinds, limits.times)
    if limits.free is not None:
        facts, amount = limits.free.facts, limits.free.amount
        told = {"facts": kinds.writer.count("first_lines", facts)} if facts is not None else {}
        told |= {"amount": _measured(kinds, amount)} if amount is not None else {}
        pieces = limits.free.quantity
        told |= {"quantity": kinds.writer.count("pieces", pieces)} if pieces is not None else {}
        yield reader.sentence(f"free.{limits.free.mode}", **told)
    for key, bound in (("cap", limits.cap), ("floor", limits.floor)):
        if bound is not None:
            yield reader.sentence(f"{key}.{stage(clause, bound.per)}", amount=kinds.writer.amount(bound.amount))
    if limits.shared is not None:
        yield from _told_shared(kinds, clause, limits.shared)
    if limits.minimum is not None:
        yield reader.sentence("minimum", amount=kinds.writer.amount(limits.minimum))
    if limits.guarantee is not None:
        yield reader.sentence("guarantee", amount=kinds.writer.amount(limits.guarantee.amount))
        yield reader.sentence(f"guarantee.{limits.guarantee.paid}")
        yield reader.sentence(f"guarantee.{limits.guarantee.surplus}")
    if limits.cap_measure is not None:
        measured = _measured(kinds, limits.cap_measure.amount)
        yield reader.sentence(f"cap_measure.{stage(clause, limits.cap_measure.per)}", amount=measured)


def _told_times(kinds: KindReader, times: Times) -> Iterator[Sentence]:
    """Yield how many facts count, for whom, and what becomes of the place of one that went back."""
    reader, words = kinds.reader, kinds.writer
    found = [each.partition(".") for each in times.per]
    whom = words.say("list").join(words.say(f"times.{kind}", name=name) for kind, _, name in found)
    if times.by_pieces:
        yield reader.sentence(f"times.pieces_{times.over}", number=words.count("pieces", times.n), whom=whom)
        yield reader.sentence("times.unsized")
    else:
        yield reader.sentence(f"times.{times.over}", number=words.count("facts", times.n), whom=whom)
    if set(times.per) - {"member", "program"}:
        yield reader.sentence("times.lack")
    yield reader.sentence("times.frees")


def told_legal(kinds: KindReader, table: str) -> tuple[tuple[Sentence, ...], Table]:
    """Return whose law holds, and all that the table says."""
    reader = kinds.reader
    country = reader.terms.country
    whose = (
        reader.sentence("legal.everywhere") if country is None else reader.sentence("legal.country", country=country)
    )
    rows = tuple(
        (
            reader.say("since.always") if row.since is None else reader.days.day(row.since),
            row.country or reader.say("country.everywhere"),
            kinds.writer.amount(row.at_most),
            row.source,
        )
        for row in reader.terms.legal[table]
    )
    columns = tuple(reader.say(f"column.{name}") for name in ("legal_since", "country", "legal_cap", "source"))
    return (reader.sentence("legal"), whose), Table(columns, rows, frozenset({2}))


def _told_shared(kinds: KindReader, clause: Clause, cap: str) -> Iterator[Sentence]:
    """Yield a cap that is shared, with the others that share it; one that nobody shares is a cap like any other."""
    reader, terms = kinds.reader, kinds.reader.terms
    own = kinds.writer.amount(terms.caps[cap].amount)
    others = [terms.clauses[name] for name in terms.sharing(cap)]
    names = [
        reader.titled(other.title, name)
        for name, other in zip(terms.sharing(cap), others, strict=True)
        if other is not clause
    ]
    at = stage(clause, "window")
    if not names:
        yield reader.sentence(f"cap.{at}", amount=own)
        return
    yield reader.sentence(f"shared.{at}", names=reader.all_of(names), amount=own)
    yield reader.sentence("shared.cut")


def stage(clause: Clause, scope: Scope) -> str:
    """Return what a scope is called: the window of a single document or line by its own name."""
    return clause.window.shape if scope != "member" and clause.window.narrow and not clause.narrower(scope) else scope


def _measured(kinds: KindReader, value: Decimal) -> str:
    return kinds.writer.measured(value, kinds.writer.measure, at_least=0)
