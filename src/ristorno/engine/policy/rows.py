"""What policies say of goods: lowest prices and costs, each with the set that it is said of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ristorno.engine.history.line import Line
from ristorno.engine.ruling.timeline import Rules, Timeline
from ristorno.engine.terms.offers.policy import GoodsCost, PriceFloor


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A lowest price or a cost, in the version of the terms that says it."""

    program: str
    name: str
    rules: Rules
    term: PriceFloor | GoodsCost

    @property
    def title(self) -> str:
        """How it is named where several programs are looked at."""
        return f"{self.program}.{self.name}"

    def holds(self, line: Line) -> bool:
        """Return whether it is said of a line."""
        return self.rules.sieve(self.term.on).refusal(line) is None


class Rows:
    """The rows of programs that run together, each that means the same once."""

    def __init__(self, contracts: Sequence[Timeline]) -> None:
        self._contracts = contracts
        self._of: dict[int, tuple[Row, ...]] = {}
        self._alike: dict[tuple[object, ...], Row] = {}

    def on(self, day: date) -> tuple[Row, ...]:
        """Return what policies in force on a day say: whoever says it, it is held for all."""
        spans = [span for timeline in self._contracts if (span := timeline.on(day)) is not None]
        return tuple(dict.fromkeys(row for span in spans for row in self._rows(span.rules)))

    def _rows(self, rules: Rules) -> tuple[Row, ...]:
        key = id(rules)
        if key not in self._of:
            self._of[key] = tuple(self._alike.setdefault(meaning, row) for meaning, row in _rows(rules))
        return self._of[key]


def _rows(rules: Rules) -> Iterator[tuple[tuple[object, ...], Row]]:
    """Yield rows, each with what it means: two that mean the same have equal meanings."""
    terms = rules.terms
    said: list[tuple[str, PriceFloor | GoodsCost]] = [*terms.policy.price_floors.items(), *terms.policy.costs.items()]
    around = (terms.model_dump_json(include={"sets", "groups"}),) if said else ()
    for name, term in said:
        meaning = terms.program, name, type(term).__name__, term.model_dump_json(), around
        yield meaning, Row(terms.program, name, rules, term)


def cost_of(rows: Sequence[Row]) -> Decimal | None:
    """Return what rows say that a line costs at most, as a share of its list price; None where none does."""
    return min((row.term.share for row in rows if isinstance(row.term, GoodsCost)), default=None)
