"""All terms at hand: of the templates, of the demo, of the cases, in every version, for every agreement."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from casefile import read_case
from engine.rulebook.changing import spots
from ristorno.engine.calculation import Calculation
from ristorno.engine.checks.names import check_names
from ristorno.engine.terms.offers.policy import Policy
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.engine.terms.terms import Terms
from ristorno.templates import all_templates
from test_cases import FILES


@cache
def all_terms() -> tuple[Terms, ...]:
    """Return every version of all terms at hand, each once."""
    found = {terms.model_dump_json(): terms for program, held in _documents() for terms in versions(program, held)}
    return tuple(found.values())


def versions(program: str, agreements: str) -> Iterator[Terms]:
    """Yield every version of a program, its own and those of agreements."""
    yield from versions_of(calculation(program, agreements))


def calculation(program: str, agreements: str = "") -> Calculation:
    """Return the calculation of two texts."""
    read = read_program(program, "program.yaml")
    return Calculation(read, read_agreements(agreements, "agreements.yaml", read) if agreements else ())


def versions_of(calculation: Calculation) -> Iterator[Terms]:
    """Yield every version of the terms of a calculation."""
    timelines = [
        calculation.common(),
        *(line for name in calculation.members() for line in calculation.timelines(name)),
    ]
    yield from (span.rules.terms for timeline in timelines for span in timeline.spans)


def one_clause_each(all_of_them: Iterable[Terms]) -> tuple[Terms, ...]:
    """Return the terms cut down to one clause or offer each and what it refers to, as long as each shows news."""
    seen: set[tuple[str, str]] = set()
    found: list[Terms] = []
    for terms in all_of_them:
        for alone in map(_pruned, _parts(terms)):
            shown = {(spot.names[-1], repr(spot.value)) for spot in spots(alone)} - _heads(alone)
            if not shown <= seen:
                found.append(alone)
            seen |= shown
    return tuple(found)


def _parts(terms: Terms) -> Iterator[Terms]:
    """Yield the terms with one of their clauses each, and with their offers, which name each other."""
    for name, clause in terms.clauses.items():
        yield terms.model_copy(update={"clauses": {name: clause}, "offers": {}, "policy": Policy()})
    if terms.offers:
        yield terms.model_copy(update={"clauses": {}})


def _heads(terms: Terms) -> set[tuple[str, str]]:
    """Return what is new in every program: its names."""
    return {
        (spot.names[-1], repr(spot.value))
        for spot in spots(terms)
        if spot.field in {"program", "title", "clauses", "offers"}
    }


def _pruned(terms: Terms) -> Terms:
    """Return the terms without what nothing refers to, nor what that alone refers to."""
    before = None
    while terms is not before:
        before, terms = terms, _less(terms)
    return terms


def _less(terms: Terms) -> Terms:
    for part in ("sets", "units", "kinds", "caps", "budgets", "funds", "legal"):
        for name in getattr(terms, part):
            less = terms.model_copy(
                update={part: {key: value for key, value in getattr(terms, part).items() if key != name}}
            )
            if less.units and less.fact_currency == terms.fact_currency and not any(check_names(less)):
                terms = less
    return terms


def _documents() -> Iterator[tuple[str, str]]:
    for template in all_templates():
        yield template.text, template.agreements or ""
    demo = files("ristorno.demo")
    yield (demo / "program.yaml").read_text("utf-8"), (demo / "agreements.yaml").read_text("utf-8")
    for path in FILES:
        case = read_case(path)
        if not case.refusals:
            yield case.program, case.agreements
