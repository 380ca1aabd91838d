"""An amount divided among those who acted, then between company and person: the mirror of the engine's splitting.

All is reckoned in whole steps of the unit. Every part is rounded down; the steps left over go one each by the largest
remainder, ties by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ristorno.bulk.counting.acting import NOBODY
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.plan.expressions import NOTHING, TRUE, Expression, call, col, every, value, when
from ristorno.bulk.plan.numbers import Number, constant, fitting, whole_of
from ristorno.bulk.plan.relations import (
    Join,
    Numbered,
    Relation,
    Summed,
    Table,
    aggregate,
    extended,
    filtered,
    select,
    union,
)
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.terms.reward import Recipient, Reward, Split


@dataclass(frozen=True, slots=True)
class Dividing:
    """Amounts while they are divided; ``keys`` tell them apart."""

    compiling: Compiling
    reward: Reward
    keys: Sequence[str]
    held: Number
    """What is divided, in the finest decimals of any unit."""
    weight: Number
    """What each part brought."""
    step: int
    """The step of the unit in these decimals."""

    @staticmethod
    def whole_step(compiling: Compiling, steps: Iterable[Decimal]) -> int:
        """Return the step of what is divided in the finest decimals; raises :class:`NotCompiled` where it changes."""
        found = {whole_of(constant(step).scaled(compiling.decimals)) for step in steps}
        if len(found) > 1:
            raise NotCompiled("a step that changes")
        return found.pop()

    def told(self, rows: Relation, kept: Mapping[str, Expression]) -> Relation:
        """Return what every recipient is owed: ``amount`` as it stands, ``held`` if its conditions hold."""
        share = call("narrow", col("share"))
        told = {
            "part": col("recipient"),
            "amount": when(call("=", col("amount"), NOTHING), NOTHING, share),
            "held": share,
            "undetermined": every([col("undetermined"), call("<>", col("share"), NOTHING)]),
        }
        return select(rows, {**kept, **told})

    def divided(self, rows: Relation, weights: Relation) -> Relation:
        """Return rows for every recipient with its ``share``; ``recipient`` is the person, 0 for the company.

        ``rows`` have the keys and ``held``; ``weights`` have the keys, ``part`` and ``weight``.
        """
        own = self.compiling.keep(self._apportioned(rows, weights), "What each person brought it")
        split = self.reward.split
        assert split is not None
        company, person = self._shares(split)
        of_persons = extended(filtered(own, call("<>", col("part"), NOBODY)), {"own": person})
        by = {name: col(name) for name in self.keys}
        of_company = aggregate(own, by, {"own": Summed("total", company)})
        kept = {name: col(name) for name in self.keys}
        parts = union(
            [
                select(of_persons, {**kept, "recipient": col("part"), "share": col("own")}),
                select(of_company, {**kept, "recipient": NOBODY, "share": col("own")}),
            ]
        )
        return Join(rows, parts, tuple(self.keys))

    def _apportioned(self, rows: Relation, weights: Relation) -> Relation:
        """Return the keys, the part and the whole ``steps`` that come to it."""
        by = {name: col(name) for name in self.keys}
        keys = tuple(self.keys)
        brought = self.compiling.keep(weights, "Who acted how much")
        whole = aggregate(brought, by, {"whole": Summed("total", col("weight"))})
        known = filtered(Join(brought, whole, keys), call("<>", col("whole"), NOTHING))
        amounts = select(rows, {**by, "held": col("held")})
        joined = select(
            Join(amounts, known, keys, "left"),
            {
                **by,
                "part": call("coalesce", col("part"), NOBODY),
                "all_steps": self._steps(col("held")),
                "weight": call("coalesce", col("weight"), value(1)),
                "whole": call("coalesce", col("whole"), value(1)),
            },
        )
        cut = self.compiling.keep(
            by_weight(joined, self.held.most * self.weight.most), "What each brought, rounded down to steps"
        )
        given = aggregate(cut, by, {"given": Summed("total", col("down"))})
        names = select(Table("contacts"), {"part": col("contact"), "name": col("id")})
        named = extended(
            Join(Join(cut, given, keys), names, ("part",), "left"),
            {"nobody": when(call("=", col("part"), NOBODY), value(1), value(0))},
        )
        placed = Numbered(named, keys, ("rest", "nobody", "name"), "place", frozenset({"rest"}))
        more = call("<=", col("place"), call("-", col("all_steps"), col("given")))
        return select(
            placed, {**by, "part": col("part"), "steps": call("+", col("down"), when(more, value(1), NOTHING))}
        )

    def _steps(self, amount: Expression) -> Expression:
        size = call("div", call("abs", amount), value(self.step))
        return when(call("<", amount, NOTHING), call("-", NOTHING, size), size)

    def _shares(self, split: Split) -> tuple[Expression, Expression]:
        """Return what the company and the person get of the ``steps`` of a part, as amounts."""
        names = list(split.rates)
        rates = {name: constant(rate) for name, rate in split.rates.items()}
        decimals = max(rate.decimals for rate in rates.values())
        under = value(10**decimals)
        size = call("abs", col("steps"))
        exact = {
            name: call("*", call("wide", size), value(whole_of(rate.scaled(decimals)))) for name, rate in rates.items()
        }
        downs = {name: call("div", each, under) for name, each in exact.items()}
        rests = {name: call("rest", each, under) for name, each in exact.items()}
        first = self._first(split, names, rests)
        parts: dict[Recipient, Expression] = {}
        for name in names:
            more = call("-", size, _total([downs[each] for each in names])) if len(names) > 1 else NOTHING
            steps = call("+", downs[name], when(first[name], more, NOTHING)) if len(names) > 1 else downs[name]
            parts[name] = call("*", steps, value(self.step))
        parts = self._capped(split, parts)
        company, person = parts.get("company", NOTHING), parts.get("contact", NOTHING)
        sign = call("<", col("steps"), NOTHING)
        company, person = (when(sign, call("-", NOTHING, each), each) for each in (company, person))
        if self.reward.without_consent == "to_company":
            whole = call("*", call("wide", col("steps")), value(self.step))
            company = when(call("=", col("part"), NOBODY), whole, company)
        return company, person

    def _first(
        self, split: Split, names: Sequence[Recipient], rests: Mapping[Recipient, Expression]
    ) -> dict[Recipient, Expression]:
        """Return by recipient whether the step that is left over comes to it; there is one at most."""
        if split.remainder != "largest":
            taken = names[0] if split.remainder == "first" else names[-1]
            return {name: value(name == taken) for name in names}
        if len(names) == 1:
            return {names[0]: TRUE}
        ahead = call(">=", rests["company"], rests["contact"])  # equal claims go by name
        return {"company": ahead, "contact": call("not", ahead)}

    def _capped(self, split: Split, parts: dict[Recipient, Expression]) -> dict[Recipient, Expression]:
        for name, share in split.shares.items():
            if share.at_most is not None and split.rest is not None:
                bound = value(whole_of(constant(share.at_most).scaled(self.compiling.decimals)))
                over = call(">", parts[name], bound)
                cut = call("-", call("+", parts[split.rest], parts[name]), bound)
                parts = {
                    **parts,
                    split.rest: when(over, cut, parts[split.rest]),
                    name: when(over, bound, parts[name]),
                }
        return parts


def _total(parts: Sequence[Expression]) -> Expression:
    found = parts[0]
    for each in parts[1:]:
        found = call("+", found, each)
    return found


def by_weight(rows: Relation, most: int) -> Relation:
    """Return rows with the full steps of each part, below its exact share, and what that leaves.

    ``rows`` have ``all_steps``, ``weight`` and ``whole``; no product of steps and a weight passes ``most``.
    """
    product = call("*", fitting(col("all_steps"), most), col("weight"))
    turned = call("<", col("whole"), NOTHING)
    signed = extended(
        rows, {"brought": when(turned, call("-", NOTHING, product), product), "by": call("abs", col("whole"))}
    )
    below = call("-", call("+", call("-", NOTHING, col("brought")), col("by")), value(1))
    down = when(
        call("<", col("brought"), NOTHING),
        call("-", NOTHING, call("div", fitting(below, most), col("by"))),
        call("div", fitting(col("brought"), most), col("by")),
    )
    return extended(
        extended(signed, {"down": down}),
        {"rest": call("-", col("brought"), call("*", col("down"), col("by")))},
    )
