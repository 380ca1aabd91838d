"""What an accrual's numbers are called: titles, units and currencies from the terms, else ids."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.conditions_told import set_name
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.retold import Retelling
from ristorno.engine.sentences.numbers import decimals_of
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.terms import Terms

_QUANTITY: Final = "sum.quantity"


@dataclass(frozen=True, slots=True)
class Names:
    """Names and circumstances of one accrual, or of a clause. ``decimals`` are those of the unit's step."""

    unit: str
    unit_name: str
    title: str = ""
    money: bool = False
    pieces: bool = False
    """Whether whole pieces of a reward are given."""
    decimals: int = 0
    currency: str | None = None
    set_name: str | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    """What people call sets, by name."""
    promises: Mapping[str, str] = field(default_factory=dict)
    """What people call other promises, where some measure counts what they give, or it is taken off."""
    drawing: Mapping[str, bool] = field(default_factory=dict)
    """The measures that count what other promises give, with whether that is money of the facts."""
    line_window: bool = False
    """Whether the window is a single line, not a document."""
    today: date | None = None
    others_until: date | None = None
    """The last day on which others can still change the amount, where the window is over for the member before."""
    accepted_until: date | None = None
    calculated_on: date | None = None
    consent: Literal["nothing", "to_company"] | None = None
    """What became of a person's part that had no consent."""
    uoms: Mapping[str, str] = field(default_factory=dict)
    """In which unit of measure numbers of a measure are, by its code, where there is one unit for all of them."""
    program: tuple[str, str] = ("", "")
    """The id of the program, by which versions are known, and what people call it."""


def names(accrual: Accrual, language: str) -> Names:
    """Return the names of an accrual in a language."""
    known = _known(accrual)
    if known is None or accrual.unit not in known.terms.earnable:
        return Names(title=accrual.clause, unit=accrual.unit, unit_name=accrual.unit)
    clause, terms = known.clause, known.terms
    return replace(
        unit_names(terms, accrual.unit, language),
        title=titled(clause.title, language) or accrual.clause,
        set_name=None
        if clause.measure.phrase in terms.drawing
        else _set_name(terms, clause.measure.of or clause.earn_on, language),
        sets={name: title for name, facts in terms.sets.items() if (title := titled(facts.title, language))},
        line_window=clause.window.shape == "fact",
        today=known.today,
        others_until=_others_until(accrual, clause),
        accepted_until=accrual.accept_until,
        calculated_on=accrual.calculate_on,
        consent=known.consent if accrual.contact is None else None,
        uoms=counted_in(measures_of(clause)),
        program=(terms.program, titled(terms.title, language) or terms.program),
    )


def _others_until(accrual: Accrual, clause: Clause) -> date | None:
    if accrual.accept_until is None:
        return None
    day = accrual.accept_until - timedelta(days=clause.accept_until)
    return day if day > accrual.window.last else None


@dataclass(frozen=True, slots=True)
class _Known:
    """By what an accrual is named: its clause, all terms, the day as of which it was counted."""

    clause: Clause
    terms: Terms
    today: date
    consent: Literal["nothing", "to_company"] | None = None


def _known(accrual: Accrual) -> _Known | None:
    told = accrual.derivation
    if isinstance(told, Derivation):
        return _Known(told.slot.clause, told.rules.terms, told.context.today, told.consent)
    if isinstance(told, Retelling) and accrual.clause in told.terms.clauses:
        return _Known(told.terms.clauses[accrual.clause], told.terms, told.today, told.kept.consent)
    return None


def measures_of(clause: Clause) -> Iterator[MeasureKind]:
    """Yield every measure whose numbers a clause tells: what it pays on, by what it picks rows, what it asks for."""
    yield from clause.measure.parts
    if clause.mechanic.picked_by is not None:
        yield from clause.mechanic.picked_by.parts
    for gate in (*clause.gates, *clause.mechanic.row_gates):
        yield from gate.measure.parts


def counted_in(measures: Iterable[MeasureKind]) -> Mapping[str, str]:
    """Return the unit of measure of quantities by the code of their measure; none where they differ, or count blocks.

    An expression of a quantity and something else is in no unit that has a name.
    """
    found: dict[str, set[str | None]] = {}
    for measure in measures:
        counted = measure.counted_in
        unit = None if counted is None or measure.blocks is not None else counted.unit
        found.setdefault(measure.phrase, set()).add(unit)
    only = {phrase: next(iter(units)) for phrase, units in found.items() if len(units) == 1 and phrase == _QUANTITY}
    return {phrase: unit for phrase, unit in only.items() if unit is not None}


def _set_name(terms: Terms, facts: FactSet, language: str) -> str | None:
    """Return what people call a set; None where it has neither a title nor a name."""
    name = set_name(facts)
    own = titled(facts.title, language)
    return own or (None if name is None else titled(terms.sets[name].title, language) or name)


def unit_names(terms: Terms, unit: str, language: str) -> Names:
    """Return how amounts of a unit, and measures of the terms, are written in a language."""
    paid = terms.earnable[unit]
    return Names(
        unit=unit,
        unit_name=titled(paid.name, language) or unit,
        money=paid.kind == "money",
        pieces=unit not in terms.units,
        decimals=_decimals(terms.step(unit)),
        currency=terms.fact_currency,
        promises={name: titled(each.title, language) or name for name, each in terms.clauses.items()}
        if terms.drawing or any(clause.less for clause in terms.clauses.values())
        else {},
        drawing=terms.drawing,
    )


def titled(title: Mapping[str, str] | None, language: str) -> str | None:
    """Return a title in a language, else in English, else in any."""
    if not title:
        return None
    return title.get(language) or title.get("en") or next(iter(title.values()))


def _decimals(step: Decimal) -> int:
    return decimals_of(step.normalize())
