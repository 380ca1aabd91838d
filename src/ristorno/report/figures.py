"""From answers to figures: one member at a time goes in, frozen values of the whole come out.

>>> figures = Figures(program, Moment(date(2026, 9, 30)), agreements=agreements)  # doctest: +SKIP
>>> for member, facts in members:                                               # doctest: +SKIP
...     figures.add(calculation.answer(member, facts, moment), facts)           # doctest: +SKIP
>>> data = figures.data(profiles, intake=receipt, command="ristorno evaluate ...")  # doctest: +SKIP

Sums are kept, accruals are not, but for the few that the report explains; so half a million of them fit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from ristorno import __version__
from ristorno.engine.accrual import Accrual, MemberAnswer, Moment
from ristorno.engine.explanation import Explanation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.program import Agreement, Program, ruling
from ristorno.engine.terms.reading import version_terms
from ristorno.engine.terms.terms import Terms
from ristorno.engine.valuation.tally import FairTally
from ristorno.kernel.number import ONE, exactly
from ristorno.report.aside import AsideTally, Intake, row_counts, rows_aside
from ristorno.report.books import BookTally
from ristorno.report.costs import CostTally
from ristorno.report.data import MemberRow, Names, Profile, ReportData, Titles, UnitInfo
from ristorno.report.nearby import NearTally
from ristorno.report.quarters import every_quarter
from ristorno.report.sales import Bought, SalesTally
from ristorno.report.sources import SourceTally
from ristorno.report.steps import StepTally
from ristorno.report.telling import ToldTally
from ristorno.report.tiers import TierTally, standings

_NOBODY: Mapping[str, Profile] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is kept of every member."""

    member: str
    segment: str | None
    tiers: Mapping[str, str]
    sales: Decimal
    amounts: Mapping[str, Decimal]


class Figures:
    """The running figures of a report. Members may come in any order; each comes once."""

    def __init__(
        self,
        program: Program,
        moment: Moment,
        *,
        agreements: Sequence[Agreement] = (),
        fair: FairTally | None = None,
    ) -> None:
        """``agreements`` say who takes part in a program that is by agreement only; others are not counted.

        ``fair`` adds up what points are worth, where the answers are those of all members.
        """
        self._program = program
        self._moment = moment
        versions = _versions(program, moment)
        self._versions = versions
        self._terms = versions[-1]
        self._invited = {member for agreement in agreements for member in agreement.members}
        self._costs = CostTally(moment.as_of)
        self._sales = SalesTally(self._terms, moment)
        self._steps = StepTally(versions)
        self._tiers = TierTally(self._terms)
        self._near = NearTally(self._terms, moment.as_of)
        self._told = ToldTally()
        self._aside = AsideTally()
        self._sources = SourceTally()
        self._books = BookTally(fair)
        self._seen: list[_Seen] = []

    def add(self, answer: MemberAnswer, facts: Sequence[Fact]) -> None:
        """Add one member: its answer, and the log of all versions of its facts that the answer was made from."""
        self._aside.add(answer.set_aside)
        if self._terms.membership.join != "open" and answer.member not in self._invited:
            return
        with exactly():
            bought = self._sales.add(answer.member, facts)
            self._costs.add(answer)
            self._sources.add(answer)
            self._books.add(answer)
            self._tiers.add(answer, bought.net)
            self._near.add_standings(answer, bought)
            for accrual in answer.accruals:
                self._add_accrual(accrual, bought)
            self._seen.append(
                _Seen(
                    answer.member,
                    bought.segment,
                    {ladder: standing.tier for ladder, standing in standings(answer).items()},
                    bought.net,
                    answer.totals(),
                )
            )

    def data(
        self, profiles: Mapping[str, Profile] = _NOBODY, *, intake: Intake | None = None, command: str = ""
    ) -> ReportData:
        """Return the figures of all members added so far.

        ``profiles`` names members as far as they are known, ``intake`` tells what became of the rows of the file,
        ``command`` is how to make the same report again.
        """
        with exactly():
            costs, sales, clauses = self._costs.units(), self._sales.result(), self._costs.clauses()
            known = [*(sales.quarters if sales else ()), *(quarter for cost in clauses for quarter in cost.quarters)]
            return ReportData(
                program=self._program.id,
                names=self._names(),
                as_of=self._moment.as_of,
                known_at=self._moment.known_at,
                software=f"Ristorno {__version__}",
                command=command,
                units=self._units(),
                costs=costs,
                clauses=clauses,
                windows=self._costs.windows(),
                sales=sales,
                quarters=every_quarter(known),
                members=tuple(self._members(profiles)),
                profiles=profiles,
                steps=self._steps.result(),
                ladders=self._tiers.result(),
                factors=_factors(self._terms),
                near_steps=self._near.steps(),
                near_tiers=self._near.tiers(),
                told=self._told.result(),
                sources=self._sources.result(),
                books=self._books.result(),
                aside=(*(rows_aside(intake) if intake else ()), *self._aside.result()),
                rows=row_counts(intake) if intake else None,
            )

    def _add_accrual(self, accrual: Accrual, bought: Bought) -> None:
        explanation: Explanation | None = None
        if self._steps.wants(accrual.clause) or self._near.wants(accrual):
            explanation = accrual.explanation
        if explanation is not None and self._steps.wants(accrual.clause):
            self._steps.add(accrual, explanation)
        if explanation is not None and self._near.wants(accrual):
            self._near.add_accrual(accrual, explanation, bought)
        self._told.add(accrual, explanation)

    def _members(self, profiles: Mapping[str, Profile]) -> Iterator[MemberRow]:
        order = [info.unit for info in self._units()]

        def rank(seen: _Seen) -> tuple[list[Decimal], str]:
            return [-seen.amounts.get(unit, Decimal(0)) for unit in order], seen.member

        for seen in sorted(self._seen, key=rank):
            profile = profiles.get(seen.member, Profile())
            yield MemberRow(
                member=seen.member,
                name=profile.name,
                segment=seen.segment or profile.segment,
                tiers=seen.tiers,
                sales=seen.sales,
                amounts=seen.amounts,
            )

    def _units(self) -> tuple[UnitInfo, ...]:
        """Return all units, the currency of the facts first, then other money, then points."""
        infos: dict[str, UnitInfo] = {}
        for terms in reversed(self._versions):
            for name, unit in terms.earnable.items():
                infos.setdefault(name, UnitInfo(name, unit.kind == "money", terms.step(name), unit.name or {}))
        return tuple(sorted(infos.values(), key=lambda info: (info.unit != self._terms.fact_currency, not info.money)))

    def _names(self) -> Names:
        clauses: dict[str, Titles] = {}
        ladders: dict[str, Titles] = {}
        for terms in reversed(self._versions):
            for name, clause in terms.clauses.items():
                clauses.setdefault(name, clause.title or {})
            for name, ladder in terms.ladders.items():
                ladders.setdefault(name, ladder.title or {})
        return Names(program=self._terms.title or {}, clauses=clauses, ladders=ladders)


def _versions(program: Program, moment: Moment) -> tuple[Terms, ...]:
    """Return the program's terms as known then, in order of time, the one in force on the day last."""
    days = {version.effective_from for version in program.versions if version.known(moment.known_at)}
    ruled = [ruling(program.versions, day, moment.known_at) for day in sorted(days) if day <= moment.as_of]
    return (program.terms, *(version_terms(program, version, None).terms for version in ruled if version))


def _factors(terms: Terms) -> Mapping[str, Mapping[str, Mapping[str, Decimal]]]:
    factors: dict[str, dict[str, Mapping[str, Decimal]]] = {}
    for name, clause in terms.clauses.items():
        if clause.multiply is not None:
            tiers = terms.ladders[clause.multiply.ladder].tiers
            found = {tier: clause.multiply.factors.get(tier, ONE) for tier in tiers}
            factors.setdefault(clause.multiply.ladder, {})[name] = found
    return factors
