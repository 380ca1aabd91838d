"""Program and facts held against each other: what the terms look at and no fact carries.

A misspelt attribute, group or unit is no error of the language, and gives a silent 0. Whether it is one only the facts
can tell, so these are warnings: what is asked for may come tomorrow.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeAlias

from ristorno.engine.checks.names import all_sets
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.conversions import ratio
from ristorno.engine.measures.count import Count
from ristorno.engine.measures.count import Values as CountedValues
from ristorno.engine.measures.fields import FIELDS
from ristorno.engine.measures.sum import Sum
from ristorno.engine.ruling.timeline import Timeline
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.sets import ANY, FactSet, Given
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path
from ristorno.kernel.number import finite
from ristorno.kernel.problem import Problem, near

Values: TypeAlias = Mapping[str, frozenset[str]]


class Sort(NamedTuple):
    """Facts of one kind and the same groups that are counted in one unit of measure."""

    kind: str
    groups: frozenset[str]
    uom: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What the facts carry: the values of each, in any fact that was not retracted."""

    first_day: date
    last_day: date
    products: frozenset[str]
    brands: frozenset[str]
    groups: frozenset[str]
    sorts: frozenset[Sort]
    """Those that are counted in any unit."""
    parties: Values
    """The names by role."""
    attributes: Values
    """The values by name, of those of which :func:`values_asked` asks; none of the others."""
    words: Mapping[str, str]
    """An example of a value that is no number, by attribute."""


def values_asked(timelines: Iterable[Timeline]) -> frozenset[str]:
    """Return the attributes of which the terms name values."""
    sets = (facts for timeline in timelines for span in timeline.spans for _, facts in all_sets(span.rules.terms))
    return frozenset(name for facts in sets for name in facts.attributes or {})


def unmet(timelines: Iterable[Timeline], carried: Carried) -> list[Problem]:
    """Return what terms look at and no fact carries, each with near names; once for all versions and agreements."""
    found = (
        span.rules.origin.problem(finding.code, finding.path, finding.reason, finding.remedy)
        for timeline in timelines
        for span in timeline.spans
        for finding in _findings(span.rules.terms, carried)
    )
    return list(dict.fromkeys(found))


def _findings(terms: Terms, carried: Carried) -> Iterator[Finding]:
    for path, facts in all_sets(terms):
        found = _of_set(terms, path, facts, carried)
        # What is excluded may well never be sold; only a name that is close to another one is a mistake.
        yield from (each for each in found if "except" not in path or each.remedy.startswith("Did you mean"))
    yield from _of_beginning(terms, carried)
    for path, measure, facts in _measures(terms):
        for part in measure.parts:
            yield from _of_measure(path, part, carried)
            if isinstance(part, Sum) and part.counted_in is not None and part.counted_in.unit is not None:
                uoms = _uoms(terms, part.of or facts, carried)
                yield from _of_unit(path, part, part.counted_in.unit, uoms, carried.last_day)


def _of_beginning(terms: Terms, carried: Carried) -> Iterator[Finding]:
    """Yield growth whose newcomers are scaled up, where the facts begin inside of what it is compared with."""
    for name, clause in terms.clauses.items():
        baseline = clause.baseline
        if baseline is None or baseline.window is None or baseline.new_members != "prorated":
            continue
        if clause.judged.from_start or clause.judged.shape == "agreement":
            continue  # these begin with each member
        earlier = clause.judged.earlier(clause.judged.whole(carried.last_day), baseline.window)
        if earlier.start < carried.first_day < earlier.end:
            reason = f"The facts begin on {carried.first_day}, inside of {earlier}, which growth is compared with."
            remedy = (
                "Whoever bought before counts as begun then, and is scaled up: import what came before, or a fact "
                "`enrolled` for each such member with its day."
            )
            yield Finding(("clauses", name, "baseline"), "facts.begins_inside", reason, remedy)


def _measures(terms: Terms) -> Iterator[tuple[Path, MeasureKind, FactSet]]:
    """Yield every measure, with the facts that it looks at where it does not say it itself."""
    for name, ladder in terms.ladders.items():
        yield ("ladders", name, "measure"), ladder.measure, ladder.of
    for name, clause in terms.clauses.items():
        yield ("clauses", name, "measure"), clause.measure, clause.earn_on
        if clause.mechanic.picked_by is not None:
            yield ("clauses", name, "mechanic"), clause.mechanic.picked_by, clause.earn_on
        for gate in clause.gates:
            yield ("clauses", name, "qualify"), gate.measure, gate.of or clause.earn_on
        for gate in clause.mechanic.row_gates:
            yield ("clauses", name, "mechanic"), gate.measure, gate.of or clause.earn_on


def _uoms(terms: Terms, facts: FactSet, carried: Carried) -> list[str]:
    """Return the units of facts that may lie in a set, as far as kinds and groups tell."""
    kinds, asked = terms.kinds_of(facts), list(_groups_asked(terms, facts))
    sorts = [each for each in carried.sorts if each.kind in kinds]
    return sorted({each.uom for each in sorts if not any(each.groups.isdisjoint(groups) for groups in asked)})


def _groups_asked(terms: Terms, facts: FactSet) -> Iterator[frozenset[str]]:
    """Yield the groups of which a fact must lie in one, for the set and for each that it narrows."""
    if facts.groups is not None:
        yield frozenset().union(*(terms.below(group) for group in facts.groups))
    if facts.of is not None:
        yield from _groups_asked(terms, terms.sets[facts.of])


def _of_set(terms: Terms, path: Path, facts: FactSet, carried: Carried) -> Iterator[Finding]:
    for group in facts.groups or ():
        if carried.groups.isdisjoint(terms.below(group)):
            yield _missing((*path, "groups"), "group", group, carried.groups)
    for brand in facts.brands or ():
        if brand not in carried.brands:
            yield _missing((*path, "brands"), "brand", brand, carried.brands)
    for product in facts.products or ():
        if not any(fnmatchcase(known, product) for known in carried.products):
            yield _missing((*path, "products"), "product", product, carried.products)
    yield from _of_values((*path, "attributes"), "attribute", facts.attributes or {}, carried.attributes)
    yield from _of_values((*path, "parties"), "party", facts.parties or {}, carried.parties)


def _of_values(path: Path, what: str, asked: Mapping[str, Given], known: Values) -> Iterator[Finding]:
    for name, given in asked.items():
        if name not in known:
            yield _missing((*path, name), what, name, known)
            continue
        for value in () if given == ANY else given:
            if value not in known[name]:
                yield _missing((*path, name), f"value of {name!r}", value, known[name])


def _of_measure(path: Path, measure: MeasureKind, carried: Carried) -> Iterator[Finding]:
    if isinstance(measure, Count):
        attribute, party = _counted(measure)
        if attribute is not None and attribute not in carried.attributes:
            yield _missing(path, "attribute", attribute, carried.attributes)
        if party is not None and party not in carried.parties:
            yield _missing(path, "party", party, carried.parties)
    if isinstance(measure, Sum):
        for name in sorted(measure.expression.names - set(FIELDS)):
            if name not in carried.attributes:
                yield _missing(path, "attribute", name, carried.attributes)
            elif name in carried.words:
                reason = f"A number is asked of the attribute {name!r}, and facts say {carried.words[name]!r} there."
                yield Finding(path, "facts.no_number", reason, "Those facts count nothing: let them carry a number.")


def _counted(measure: Count) -> tuple[str | None, str | None]:
    """Return the attribute or the role of a party whose different values are counted."""
    if isinstance(measure.count, CountedValues):
        return measure.count.attribute, measure.count.party
    return None, "outlet" if measure.count == "outlets" else None


def _of_unit(path: Path, measure: Sum, unit: str, uoms: Iterable[str], day: date) -> Iterator[Finding]:
    """Yield the units of facts of which nothing can be counted: not converted, or in decimals that have no end."""
    table = measure.conversions
    products: list[str | None] = [None, *(name for row in table for name in row.products or ())]
    for uom in uoms:
        found = [ratio(uom, product, day, unit, table) for product in products]
        known = [number for number in found if number is not None]
        if not known:
            reason = f"It is counted in {unit!r}, and facts come in {uom!r}, which the program does not convert."
            remedy = "Add a row to `uom`, or those facts are left out."
            yield Finding(path, "facts.unmet_unit", reason, remedy)
        elif all(finite(number) is None for number in known):
            reason = f"It is counted in {unit!r}, and one {uom!r} is {known[0]} of it, which has no end of decimals."
            remedy = f"Count in {uom!r}, or in a unit that both hold whole; those facts are left out."
            yield Finding(path, "facts.unmet_unit", reason, remedy)


def _missing(path: Path, what: str, name: str, known: Iterable[str]) -> Finding:
    hint = near(name, known) or "The facts carry none."
    return Finding(path, "facts.unmet_name", f"It looks at the {what} {name!r}, which no fact carries.", hint)
