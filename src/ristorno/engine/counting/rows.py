"""Which row of a rate holds for a line: by group, product, brand, person, segment, attribute, party or level.

Lines of a row are counted together, as lines of a version of the terms are: the number of a version tells both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from ristorno.engine.explanation import Step
from ristorno.engine.history.line import Line
from ristorno.engine.mechanics.keyed import ELSE, Keyed, RowPath
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause


def numbered(context: Context, version: int, row: int) -> int:
    """Return the number of a version in which one row holds."""
    return version + len(context.timeline.spans) * row


def index_of(context: Context, version: int) -> int:
    """Return the number of the version alone."""
    return version % len(context.timeline.spans)


def in_row(context: Context, version: int, clause: Clause) -> Clause:
    """Return a clause with the rate of one row; one that nothing was counted for may be any."""
    if clause.mechanic.keyed is None:
        return clause
    row = version // len(context.timeline.spans)
    return clause.model_copy(update={"mechanic": clause.mechanic.of_row(row or 1)})


def name_of(context: Context, version: int, clause: Clause | None) -> str:
    """Return the names of the row, to stand behind those of the version; nothing where no row was picked."""
    row = version // len(context.timeline.spans)
    if clause is None or clause.mechanic.keyed is None or not row:
        return ""
    path, _ = clause.mechanic.keyed.leaves[row - 1]
    return "".join(f", {name}" for name in _names(clause.mechanic.keyed, path))


def _names(keyed: Keyed, path: RowPath) -> Iterator[str]:
    """Yield the names of a row; that of an attribute, a party or a ladder stands before its value."""
    for name in path:
        value = "*" if name == ELSE else name
        yield f"{keyed.name} {value}" if keyed.name else value
        inner = keyed.rows[name]
        keyed = inner if isinstance(inner, Keyed) else keyed


class Picker:
    """Finds the rows of one rate for the lines of one member."""

    def __init__(self, context: Context, rules: Rules, keyed: Keyed) -> None:
        self.context = context
        self.rules = rules
        self.keyed = keyed
        leaves = keyed.leaves
        self._rows = {path: row for row, (path, _) in enumerate(leaves, start=1)}
        self._numbers = dict(leaves)
        self._groups: dict[tuple[int, tuple[str, ...]], str | None] = {}

    def runs(self, version: int, lines: Sequence[Line]) -> Iterator[tuple[int | None, Sequence[Line]]]:
        """Yield lines in order, neighbors of one row together, with the number of the version; None for no row."""
        for path, group in groupby(lines, key=lambda line: self._path(self.keyed, line)):
            yield None if path is None else numbered(self.context, version, self._rows[path]), tuple(group)

    def number(self, line: Line) -> Decimal | None:
        """Return the number of the row that holds for a line; None where no row does."""
        path = self._path(self.keyed, line)
        return None if path is None else self._numbers[path]

    def _path(self, keyed: Keyed, line: Line) -> RowPath | None:
        """Return the way to the row that holds: the one that is named first, ``else`` last."""
        for name in (self.named(keyed, line), ELSE):
            value = keyed.rows.get(name) if name is not None else None
            if value is None:
                continue
            inner = self._path(value, line) if isinstance(value, Keyed) else ()
            if inner is not None:
                return (str(name), *inner)
        return None

    def named(self, keyed: Keyed, line: Line) -> str | None:
        """Return what the line says, as the name of a row; None where it says nothing."""
        fact = line.fact
        if keyed.kind == "group":
            return self._group(keyed, fact.groups)
        if keyed.kind == "segment":
            return self.context.book.segment(line.at)
        if keyed.kind == "level":
            return self.context.track(self.rules, keyed.name).judging(line.at)
        if keyed.kind in {"attribute", "party"}:
            held: Mapping[str, str] = fact.attributes if keyed.kind == "attribute" else fact.parties
            return held.get(keyed.name)
        return {"product": fact.product, "brand": fact.brand, "contact": fact.contact}[keyed.kind]

    def _group(self, keyed: Keyed, groups: tuple[str, ...]) -> str | None:
        """Return the deepest of the groups that have a row; None where two hold and neither lies below the other."""
        key = id(keyed), groups
        if key not in self._groups:
            below = self.rules.terms.below
            holding = [name for name in keyed.rows if name != ELSE and not below(name).isdisjoint(groups)]
            deepest = [name for name in holding if not any(name != o and o in below(name) for o in holding)]
            self._groups[key] = deepest[0] if len(deepest) == 1 else None
        return self._groups[key]


def label_of(context: Context, clause: str, version: int) -> str:
    """Return the name of a version of a clause's terms, with that of the row where a rate depends on the fact."""
    span = context.timeline.spans[index_of(context, version)]
    return span.rules.label + name_of(context, version, span.clause(clause))


def labeled(context: Context, clause: str, steps: Iterable[Step]) -> Iterator[Step]:
    """Yield steps of the arithmetic, which knows versions by number, with the names of these versions."""
    for step in steps:
        version = step.details.get("version")
        named = {"version": label_of(context, clause, version)} if isinstance(version, int) else {}
        yield Step(step.kind, step.result, {**step.details, **named})
