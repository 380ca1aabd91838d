"""The page of a simulation: what each variant costs, who wins and loses, where money jumps, whose margin is thin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from markupsafe import Markup

from ristorno.bulk.simulate.outcome import QUANTILES, Outcome, Simulated, Threshold
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import exactly
from ristorno.report.charts import Bar, bars
from ristorno.report.render import environment, style, write_page
from ristorno.report.sections.table import Head, Table, table
from ristorno.report.talk import Talk
from ristorno.report.words import Language

_BARS = 40
"""More bars than that nobody compares by eye; the table lists all."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit with its names, as the page speaks of it."""

    unit: str
    money: bool
    step: Decimal
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Board:
    """What all variants give in one unit."""

    title: str
    bars: Markup
    costs: Table
    spread: Table


@dataclass(frozen=True, slots=True)
class _Jump:
    """The rows of the tables of one variant."""

    title: str
    table: Table


def render_simulation(simulated: Simulated, terms: Terms, language: Language = "en", command: str = "") -> str:
    """Return the page of a simulation as HTML; the same outcomes give the same bytes."""
    units = [
        _Unit(name, unit.kind == "money", terms.step(name), unit.name or {}) for name, unit in terms.earnable.items()
    ]
    talk = Talk(language, units)
    page = _Page(simulated, talk)
    with exactly():
        return (
            environment()
            .get_template("simulation.html.jinja")
            .render(
                data=simulated,
                talk=talk,
                say=talk.say,
                style=style(),
                title=talk.say("simulation_of", name=simulated.program),
                facts=list(page.facts()),
                boards=[page.board(unit) for unit in page.units()],
                variants=page.variants(),
                jumps=list(page.jumps()),
                margins=page.margins(),
                command=command,
            )
        )


def write_simulation(
    path: Path, simulated: Simulated, terms: Terms, language: Language = "en", command: str = ""
) -> None:
    """Write the page to a file, whole or not at all. Raises OSError where that fails."""
    write_page(path, render_simulation(simulated, terms, language, command))


@dataclass(frozen=True, slots=True)
class _Page:
    """The parts of the page."""

    simulated: Simulated
    talk: Talk

    def units(self) -> list[str]:
        """Return the units that any variant gives."""
        return sorted({unit for outcome in self.simulated.outcomes for unit in outcome.costs})

    def name(self, number: int, outcome: Outcome) -> str:
        """Return how a variant is called: by its number where it has values of its own."""
        if outcome.settings:
            return self.talk.say("variant_number", number=self.talk.number(number))
        return self.talk.say("today" if outcome.name == "today" else "as_written")

    def named(self) -> Iterator[tuple[str, Outcome]]:
        """Yield all variants with their names."""
        for number, outcome in enumerate(self.simulated.outcomes, start=1):
            yield self.name(number, outcome), outcome

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield what was sold, and what of it is margin."""
        say, talk, sales = self.talk.say, self.talk, self.simulated.sales
        yield say("net_sales"), talk.number(sales.sales, 0)
        yield say("members"), talk.number(sales.members)
        if sales.of:
            known = talk.percent(Fraction(sales.of) / Fraction(sales.sales)) if sales.sales else "–"
            yield say("margin_known"), f"{talk.number(sales.margin, 0)} ({known})"
        yield say("without_cost"), talk.number(sales.unknown)

    def variants(self) -> Table | None:
        """Return the values of every variant; None where there is nothing to vary."""
        paths = list(dict.fromkeys(path for _, outcome in self.named() for path, _ in outcome.settings))
        if not paths:
            return None
        heads = [Head(self.talk.say("variant")), *(Head(path) for path in paths)]
        rows = [[name, *(dict(outcome.settings).get(path, "–") for path in paths)] for name, outcome in self.named()]
        return table(self.talk.say("variants"), heads, rows)

    def board(self, unit: str) -> _Board:
        """Return costs, changes and spread of all variants in one unit."""
        talk = self.talk
        shown = list(self.named())[:_BARS]
        rows = [
            Bar(name, outcome.costs.get(unit, Decimal(0)), talk.amount(outcome.costs.get(unit, Decimal(0)), unit))
            for name, outcome in shown
        ]
        return _Board(talk.unit(unit), bars(rows), self._costs(unit), self._spread(unit))

    def _costs(self, unit: str) -> Table:
        say = self.talk.say
        words = ("cost_of_all", "cost_of_sales", "worst_case", "winners", "they_gain", "losers", "they_lose")
        heads = [Head(say("variant")), *(Head(say(word), "number") for word in words)]
        rows = [[name, *self._cost(outcome, unit)] for name, outcome in self.named()]
        return table(say("what_it_gives", unit=self.talk.unit(unit)), heads, rows)

    def _cost(self, outcome: Outcome, unit: str) -> Iterator[str]:
        talk, sales = self.talk, self.simulated.sales.sales
        cost = outcome.costs.get(unit, Decimal(0))
        yield talk.figure(cost, unit)
        # A point is worth what the sponsor says, so only money is a share of sales.
        told = sales > 0 and talk.is_money(unit)
        yield talk.percent(Fraction(cost) / Fraction(sales), Decimal("0.01")) if told else "–"
        yield talk.figure(outcome.worst_costs.get(unit, Decimal(0)), unit)
        change = next((each for each in outcome.changes if each.unit == unit), None)
        if change is None:
            yield from ("–",) * 4
        else:
            yield talk.number(change.winners)
            yield talk.figure(change.gained, unit)
            yield talk.number(change.losers)
            yield talk.figure(change.lost, unit)

    def _spread(self, unit: str) -> Table:
        talk = self.talk
        shares = [talk.say("at_share", share=talk.percent(share, Decimal(1))) for share in QUANTILES]
        heads = [Head(talk.say("variant")), Head(talk.say("members"), "number")]
        heads += [Head(share, "number") for share in (*shares, talk.say("the_most"))]
        rows = []
        for name, outcome in self.named():
            found = next((each for each in outcome.spreads if each.unit == unit), None)
            cells = [talk.figure(value, unit) for value in (*found.quantiles, found.most)] if found else ["–"] * 7
            rows.append([name, talk.number(found.members if found else 0), *cells])
        return table(talk.say("how_it_spreads", unit=talk.unit(unit)), heads, rows)

    def jumps(self) -> Iterator[_Jump]:
        """Yield the tables of what thresholds cost, one for every variant that has any."""
        say = self.talk.say
        words = ("jump_from", "jump", "just_over", "spent_on_jumps", "within_reach", "would_cost")
        heads = [Head(say("clause")), *(Head(say(word), "number") for word in words)]
        for name, outcome in self.named():
            if outcome.thresholds:
                rows = [list(self._jump(each)) for each in outcome.thresholds]
                yield _Jump(name, table(f"{say('around_thresholds')}: {name}", heads, rows))

    def _jump(self, each: Threshold) -> Iterator[str]:
        talk = self.talk
        yield each.clause
        yield talk.number(each.threshold)
        yield talk.amount(each.jump, each.unit)
        yield talk.number(each.over)
        yield talk.amount(each.spent, each.unit)
        yield talk.number(each.near)
        yield talk.amount(each.at_risk, each.unit)

    def margins(self) -> list[_Jump]:
        """Return the members whose margin is too thin, for every variant that leaves any."""
        talk, say = self.talk, self.talk.say
        heads = [Head(say("member"))]
        heads += [Head(say(word), "number") for word in ("net_sales", "margin_before", "rewards", "margin_left")]
        found = []
        for name, outcome in self.named():
            if outcome.worst:
                rows = [
                    [each.member, *(talk.number(n, 2) for n in (each.sales, each.margin, each.rewards, each.left))]
                    for each in outcome.worst
                ]
                title = f"{name}: {talk.number(outcome.breaches)}"
                found.append(_Jump(title, table(title, heads, rows)))
        return found
