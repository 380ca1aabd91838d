"""Which row of a rate holds for a fact, as :mod:`ristorno.engine.counting.rows` picks it.

What the look of a fact decides (its group, product, brand, person, an attribute, a party) is asked of the engine once
for every look; segments and levels are columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.levels import is_among, of_facts
from ristorno.bulk.counting.looks import ATTRIBUTE, PARTY, PERSON
from ristorno.bulk.counting.segments import with_segment
from ristorno.bulk.plan.expressions import FALSE, NULL, Expression, call, col, value, when
from ristorno.bulk.plan.relations import Relation
from ristorno.engine.counting.rows import Picker, numbered
from ristorno.engine.mechanics.keyed import ELSE, Keyed
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause

_FIELDS = {"group": "groups", "contact": PERSON}


class Rates:
    """The rows of a rate under some terms; columns of segments and levels begin with a prefix."""

    def __init__(self, compiling: Compiling, rules: Rules, keyed: Keyed, prefix: str) -> None:
        self.compiling = compiling
        self.rules = rules
        self.keyed = keyed
        self.prefix = prefix
        self._picker = Picker(compiling.holders.context, rules, keyed)

    @property
    def said(self) -> str:
        """All that decides which row holds for a fact: rates that say the same are one."""
        terms, ground = self.rules.terms, self.compiling.ground
        names = sorted({part.name for part in self.keyed.parts() if part.kind == "level"})
        ladders = [ground.ladder(self.rules, name, terms.ladders[name]) for name in names]
        return f"{self.keyed} {ladders} {sorted(terms.groups.items())}"

    @property
    def dated(self) -> bool:
        """Whether a row is picked by what changes in the course of time, so that each fact has to be asked."""
        return any(part.kind in {"segment", "level"} for part in self.keyed.parts())

    def told(self, facts: Relation) -> Relation:
        """Return facts with a moment and a day with the segment and the levels by which rows are picked."""
        if any(part.kind == "segment" for part in self.keyed.parts()):
            facts = with_segment(self.compiling.ground, facts, f"{self.prefix}_segment", "at")
        for ladder in sorted({part.name for part in self.keyed.parts() if part.kind == "level"}):
            facts = of_facts(self.compiling, facts, self._level(ladder), self.rules, ladder, None)
        return facts

    def number(self) -> Expression:
        """Return the number of the row that holds for a fact, from 1; null where none does."""
        return self._row(self.keyed, count(1))

    def _row(self, keyed: Keyed, numbers: Iterator[int]) -> Expression:
        """Return the row of one choice: the one that is named first, else the one for all others."""
        rows = {
            name: self._row(inner, numbers) if isinstance(inner, Keyed) else value(next(numbers))
            for name, inner in keyed.rows.items()
        }
        others = rows.pop(ELSE, NULL)
        found = others
        for name, row in reversed(rows.items()):
            inner = row if others == NULL or not isinstance(keyed.rows[name], Keyed) else call("coalesce", row, others)
            found = when(self._is(keyed, name), inner, found)
        return found

    def _is(self, keyed: Keyed, name: str) -> Expression:
        """Return whether a fact says a name."""
        if keyed.kind == "segment":
            return call("coalesce", call("=", col(f"{self.prefix}_segment"), value(name)), FALSE)
        if keyed.kind == "level":
            return is_among(self._level(keyed.name), self.rules.terms.ladders[keyed.name], [name])
        sorts = self.compiling.ground.sorts
        asked = f"{keyed.kind} {keyed.name} {sorted(keyed.rows)} {sorted(self.rules.terms.groups.items())}"
        sorts.ask(asked, lambda line: self._picker.named(keyed, line), {_field(keyed)})
        return sorts.answering(asked, name)

    def _level(self, ladder: str) -> str:
        return f"{self.prefix}_{ladder}"


def _field(keyed: Keyed) -> str:
    named = {"attribute": f"{ATTRIBUTE}{keyed.name}", "party": f"{PARTY}{keyed.name}"}
    return named.get(keyed.kind) or _FIELDS.get(keyed.kind, keyed.kind)


def numbers_of(context: Context, version: int, clause: Clause) -> Sequence[int]:
    """Return the numbers by which the arithmetic knows the rows of a version; its own where no rate has rows."""
    keyed = clause.mechanic.keyed
    if keyed is None:
        return (version,)
    return [numbered(context, version, row) for row in range(1, len(keyed.leaves) + 1)]


def in_rows(context: Context, version: int, clause: Clause, row: Expression) -> Mapping[int, Expression]:
    """Return whether each of the rows of a version holds for a fact, by their numbers."""
    own = numbers_of(context, version, clause)
    return {number: call("same", row, value(place)) for place, number in enumerate(own, start=1)}
