"""How often something counts: lines ask for their turn in order, and for each person or tax number the first get it.

The mirror of :mod:`ristorno.engine.counting.times`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.looks import ATTRIBUTE, PARTY, details
from ristorno.bulk.counting.portions import PIECES
from ristorno.bulk.plan.expressions import NULL, TRUE, Expression, call, col, every, negated, some, value, when
from ristorno.bulk.plan.numbers import constant, whole_of
from ristorno.bulk.plan.relations import (
    Join,
    Relation,
    Running,
    Summed,
    Table,
    aggregate,
    extended,
    filtered,
    select,
    union,
)
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.terms.limits import Times
from ristorno.kernel.number import AMOUNT_DECIMALS

_ASKS, _USES, _HELD, _SIZE = "turn_asks", "turn_uses", "turn_held", "turn_size"
_TAKEN, _GIVEN = "turn_taken", "turn_given"
_WHEN = ("turn_day", "turn_document", "turn_line")


@dataclass(frozen=True, slots=True)
class Turns:
    """The lines of a clause that ask for their turn, as some terms say how often."""

    compiling: Compiling
    times: Times

    @property
    def _names(self) -> tuple[str, ...]:
        whom = [each for each in self.times.per if each not in {"member", "program"}]
        return tuple(f"turn_{place}" for place, _ in enumerate(whom, start=1))

    @property
    def _partition(self) -> tuple[str, ...]:
        """The columns that tell apart what is counted: for whom, and in which window where each begins anew."""
        own = () if self.times.of_all else ("member",)
        return (*own, *self._names, *(_WHEN if self.times.over == "window" else ()))

    def asking(self, lines: Relation, says: Expression, held: Expression, window: Mapping[str, Expression]) -> Relation:
        """Return lines with whom each is counted for, and whether it asks.

        ``says``: whether it can be measured; ``held``: whether the conditions of its window hold, as things stand;
        ``window``: the columns that tell windows apart, where each begins anew.
        """
        for name, whom in zip(self._names, (w for w in self.times.per if w not in {"member", "program"}), strict=True):
            lines = _with_name(lines, whom, name)
        negative = [call("<", call("coalesce", col(name), value(0)), value(0)) for name in ("amount", "quantity")]
        back = some([negated(self.compiling.ground.bought()), *negative])
        uses = every([says, negated(back)])
        named = [negated(call("is null", col(name))) for name in self._names]
        sized = call(">", call("coalesce", col("quantity"), value(0)), value(0)) if self.times.by_pieces else TRUE
        when_asked = {name: window[name] for name in _WHEN} if self.times.over == "window" else {}
        size = col("quantity") if self.times.by_pieces else value(1)
        return extended(
            lines, {_ASKS: every([uses, *named, sized]), _USES: uses, _HELD: held, _SIZE: size, **when_asked}
        )

    def uses(self, asking: Sequence[Relation]) -> Relation:
        """Return every fact that asks anywhere, with how much of the turns before it has been used up."""
        keys = tuple(dict.fromkeys(("member", "place", *self._partition)))
        order = ("at", "document", "line") if self.times.of_all else ()
        columns = {name: col(name) for name in (*keys, *order, _SIZE, _HELD)}
        asked = union([select(filtered(each, col(_ASKS)), columns) for each in asking])
        once = {_SIZE: Summed("first", col(_SIZE)), _TAKEN: Summed("any", col(_HELD))}
        once |= {name: Summed("first", col(name)) for name in order}
        facts: Relation = aggregate(asked, {name: col(name) for name in keys}, once)
        given = (_GIVEN, Summed("sum", col(_SIZE), col(_TAKEN)))
        place: tuple[str, ...] = ("place",)
        if self.times.of_all:
            facts, place = _of_everybody(facts), ("at", "source", "number", "line_order", "id")
        running = Running(facts, self._partition, place, (given,), before=True)
        return select(running, {**{name: col(name) for name in keys}, _TAKEN: col(_TAKEN), _GIVEN: col(_GIVEN)})

    def given(self, asking: Relation, uses: Relation, keys: Sequence[str], number: Expression) -> Relation:
        """Return the lines whose turn it was, ``number`` being how many get one; what takes back waits for none."""
        known = Join(asking, uses, tuple(dict.fromkeys(("member", "place", *self._partition))), "left")
        # What is not counted yet, because a condition of its window does not hold now, waits among its own.
        waits = every([col(_ASKS), negated(call("coalesce", col(_TAKEN), value(False)))])  # noqa: FBT003
        own = ("turn_own", Summed("sum", col(_SIZE), waits))
        partition = tuple(dict.fromkeys((*keys, *self._partition)))
        running = Running(known, partition, ("place",), (own,), before=True)
        left = call("-", number, call("+", call("coalesce", col(_GIVEN), value(0)), col("turn_own")))
        kept = filtered(running, some([negated(col(_USES)), every([col(_ASKS), call(">", left, value(0))])]))
        if not self.times.by_pieces:
            return kept
        return extended(kept, {PIECES: when(col(_ASKS), call("least", col(_SIZE), left), NULL)})

    def number(self, times: Times) -> int:
        """Return how many get their turn; pieces are counted in ten-thousandths."""
        most = constant(times.n)
        if most.decimals > AMOUNT_DECIMALS:
            raise NotCompiled("pieces finer than facts have them")
        return whole_of(most.scaled(AMOUNT_DECIMALS)) if times.by_pieces else int(times.n)


def _with_name(lines: Relation, whom: str, column: str) -> Relation:
    """Return lines with the code or the text of whom they are counted for; null where they do not say."""
    if whom == "contact":
        return extended(lines, {column: col("contact")})
    kind, _, name = whom.partition(".")
    said = f"{ATTRIBUTE if kind == 'attribute' else PARTY}{name}"
    told = select(details([said]), {"detail": col("detail"), column: col(said)})
    return Join(lines, told, ("detail",), "left")


def _of_everybody(facts: Relation) -> Relation:
    """Return facts with what puts those of all members in order."""
    named = extended(Join(facts, Table("documents"), ("document",)), {"line_order": call("line order", col("line"))})
    return Join(named, Table("members"), ("member",))
