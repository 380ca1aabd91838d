"""Sets of facts in words, with the sets that they narrow.

A set with a title that several places name is told once, under what things are called, and there by its title alone.
Any other set is told whole where it stands, so that nobody has to look an id up.
"""

from collections.abc import Iterable, Iterator

from ristorno.engine.fact import SALES_KINDS
from ristorno.engine.rulebook.book import Entry, Sentence
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.sets import ANY, FactSet, Given


def told_names(reader: Reader) -> Iterator[Entry]:
    """Yield what the sets hold that were named by their titles, on what was read out until now."""
    told: dict[str, Sentence] = {}
    while left := reader.named - told.keys():
        # A set may name further ones.
        told |= {name: reader.full(_whole(reader, reader.terms.sets[name])) for name in left}
    if told:
        yield reader.entry("names", [told[name] for name in reader.terms.sets if name in told])


def told_set(reader: Reader, facts: FactSet) -> str:
    """Return what a set holds, with what people call it: everything named must hold."""
    held = "; ".join(_parts(reader, facts))
    return held if facts.title is None else _titled(reader, facts, held)


def _whole(reader: Reader, facts: FactSet) -> str:
    return _titled(reader, facts, "; ".join(_parts(reader, facts)))


def _titled(reader: Reader, facts: FactSet, held: str) -> str:
    return reader.say("set.titled", title=reader.titled(facts.title, ""), what=held)


def _base(reader: Reader, name: str) -> Iterator[str]:
    """Yield what a set holds that another one names: its parts, or all of them under its title, or the title alone."""
    base = reader.terms.sets[name]
    if name in reader.sets_told_once:
        reader.named.add(name)
        yield reader.say("set.named", title=reader.titled(base.title, name))
        return
    parts = tuple(_parts(reader, base))
    yield from parts if base.title is None else (_titled(reader, base, "; ".join(parts)),)


def _parts(reader: Reader, facts: FactSet) -> Iterator[str]:
    """Yield the parts of a set, those of the set that it narrows first."""
    own = tuple(_own(reader, facts))
    if facts.of is not None:
        yield from _base(reader, facts.of)
        if own:
            yield reader.say("set.narrowed", what="; ".join(own))
    else:
        yield from own if facts.kinds else (_kinds(reader, SALES_KINDS), *own)
    yield from _excluded(reader, facts)


def _own(reader: Reader, facts: FactSet) -> Iterator[str]:
    if facts.kinds:
        yield _kinds(reader, facts.kinds)
    yield from _things(reader, facts)
    yield from _days(reader, facts)


def _excluded(reader: Reader, facts: FactSet) -> Iterator[str]:
    """Yield what a set leaves out. An exclusion takes every kind unless it, or a set that it narrows, names some."""
    if facts.excluded is not None:
        base = facts.excluded.of
        named = _base(reader, base) if base else ()
        parts = (*named, *_own(reader, facts.excluded), *_excluded(reader, facts.excluded))
        what = reader.say("both").join(parts) or reader.say("set.everything")
        told = what if facts.excluded.title is None else _titled(reader, facts.excluded, what)
        yield reader.say("set.except", what=told)


def _kinds(reader: Reader, kinds: tuple[str, ...]) -> str:
    return reader.all_of(_kind(reader, kind) for kind in kinds)


def _kind(reader: Reader, kind: str) -> str:
    declared = reader.terms.kinds.get(kind)
    return reader.say(f"kind.{kind}") if declared is None else reader.say("kind.declared", name=kind, meaning=declared)


def _things(reader: Reader, facts: FactSet) -> Iterator[str]:
    if facts.groups:
        yield reader.say("set.groups", names=reader.any_of(told_group(reader, name) for name in facts.groups))
    if facts.products:
        wild = any(sign in code for code in facts.products for sign in "*?[")
        yield reader.say("set.products.wild" if wild else "set.products", names=reader.any_of(facts.products))
    if facts.brands:
        yield reader.say("set.brands", names=reader.any_of(facts.brands))
    if facts.contacts:
        yield reader.say("set.contacts", names=reader.any_of(facts.contacts))
    for role, names in (facts.parties or {}).items():
        yield _said(reader, "set.party", role, names)
    for role, names in (facts.attributes or {}).items():
        yield _said(reader, "set.attribute", role, names)


def _said(reader: Reader, key: str, role: str, names: Given) -> str:
    if names == ANY:
        return reader.say(f"{key}.any", role=role)
    return reader.say(key, role=role, names=reader.any_of(names))


def told_group(reader: Reader, name: str) -> str:
    """Return a product group with all that lies below it."""
    below = sorted(reader.terms.below(name) - {name})
    return reader.say("set.group", name=name, below=reader.all_of(below)) if below else name


def _days(reader: Reader, facts: FactSet) -> Iterator[str]:
    if facts.first is not None:
        yield reader.say("set.from", day=reader.days.day(facts.first))
    if facts.last is not None:
        yield reader.say("set.until", day=reader.days.day(facts.last))


def told_tenders(reader: Reader, tenders: Iterable[str]) -> str:
    """Return with what somebody pays."""
    parts = (name.partition(".") for name in tenders)
    return reader.all_of(
        reader.say(f"tender.{kind}.one" if voucher else f"tender.{kind}", name=voucher) for kind, _, voucher in parts
    )
