"""The parts that a program has by name: their fields, and with what a new one begins."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ristorno.engine.benefits import BENEFITS
from ristorno.engine.mechanics import MECHANICS
from ristorno.engine.terms.model import Model
from ristorno.kernel.document import Path, Tree
from ristorno.kernel.editing import at
from ristorno.web.console.designing.fields import (
    WINDOWS,
    audience,
    choice,
    facts,
    gates,
    measured,
    narrowed,
    of_kind,
    table,
    text,
    titles,
)
from ristorno.web.console.designing.form import Field
from ristorno.web.console.designing.sheet import Sheet

Starters = Mapping[str, Mapping[str, Tree]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Parts of one sort: ``starters`` by the name that a new one gets where nobody gives it another.

    Where they are of several kinds, ``slot`` is the key under which the kind stands, and starters go by kinds.
    ``beside`` is what a starter refers to.
    """

    starters: Starters
    fields: Callable[[Mapping[str, Tree], Path, Sheet], Iterator[Field]]
    slot: str = ""
    kinds: Mapping[str, type[Model]]
    beside: Mapping[str, Mapping[str, Mapping[str, Tree]]]


def _clause(held: Mapping[str, Tree], path: Path, sheet: Sheet) -> Iterator[Field]:
    yield from titles(held, path)
    yield from choice(held, path, "window", WINDOWS)
    yield from audience(held, path, sheet)
    yield from facts(held, path, "earn_on", sheet)
    yield from measured(held, path)
    baseline = held.get("baseline")
    if isinstance(baseline, dict):
        yield from choice(baseline, (*path, "baseline"), "window", ("previous", "previous_year"), "baseline.window")
    yield from of_kind(held, path, "mechanic", MECHANICS)
    yield from gates(held, path)
    for name in ("cap", "floor", "minimum"):
        yield from text(held, path, "limits", name)
    unit, units = at(dict(held), ("reward", "unit")), tuple(name for name, _ in sheet.held("units"))
    if isinstance(unit, str):
        yield Field(path=(*path, "reward", "unit"), name="reward.unit", kind="choice", value=unit, choices=units)


def _offer(held: Mapping[str, Tree], path: Path, sheet: Sheet) -> Iterator[Field]:
    yield from titles(held, path)
    yield from audience(held, path, sheet)
    yield from facts(held, path, "on", sheet)
    yield from choice(held, path, "trigger", ("auto", "code"))
    for name in ("from", "until"):
        yield from text(held, path, "valid", name, kind="day")
    yield from of_kind(held, path, "gives", BENEFITS, tuple(name for name, _ in sheet.held("units")))
    yield from gates(held, path)
    yield from text(held, path, "limits", "cap")


def _ladder(held: Mapping[str, Tree], path: Path, sheet: Sheet) -> Iterator[Field]:
    yield from titles(held, path)
    yield from choice(held, path, "window", WINDOWS)
    yield from facts(held, path, "of", sheet)
    yield from measured(held, path)
    yield from table(held, path, "tiers")
    yield from choice(held, path, "kept_until", ("end_of_window", "end_of_next_window"), default="end_of_window")
    yield from choice(held, path, "falls", ("full", "one_level", "none"), default="full")


def _set(held: Mapping[str, Tree], path: Path, sheet: Sheet) -> Iterator[Field]:
    yield from titles(held, path)
    yield from narrowed(held, path, sheet)


def _unit(held: Mapping[str, Tree], path: Path, sheet: Sheet) -> Iterator[Field]:
    yield from choice(held, path, "kind", ("money", "points"), "unit.kind")
    yield from titles(held, path, "name")
    yield from text(held, path, "step")
    yield from text(held, path, "expires", "after")


SECTIONS: Final[Mapping[str, Section]] = {
    "clauses": Section(
        starters={key: {"window": "quarter", **kind.STARTER} for key, kind in MECHANICS.items()},
        fields=_clause, slot="mechanic", kinds=MECHANICS, beside={},
    ),
    "offers": Section(
        starters={key: kind.STARTER for key, kind in BENEFITS.items()},
        fields=_offer, slot="gives", kinds=BENEFITS, beside={key: kind.BESIDE for key, kind in BENEFITS.items()},
    ),
    "ladders": Section(
        starters={"status": {"window": "year", "tiers": {"base": "0", "silver": "10_000", "gold": "50_000"}}},
        fields=_ladder, kinds={}, beside={},
    ),
    "sets": Section(
        starters={"goods": {"kinds": ["purchase", "return", "credit_note"]}}, fields=_set, kinds={}, beside={}
    ),
    "units": Section(
        starters={"PTS": {"kind": "points"}, "EUR": {"kind": "money"}}, fields=_unit, kinds={}, beside={}
    ),
}  # fmt: skip
"""In the order in which pages show them."""
