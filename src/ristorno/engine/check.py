"""The check of documents: everything that is refused before anything runs, with file, line and what would be right."""

from collections.abc import Iterator

from ristorno.engine.checks.accruing import check_accruing, check_endless
from ristorno.engine.checks.audience import check_audience
from ristorno.engine.checks.available import check_available
from ristorno.engine.checks.awards import check_awards
from ristorno.engine.checks.calendar import check_calendar
from ristorno.engine.checks.changes import check_changes
from ristorno.engine.checks.exchange import check_exchange
from ristorno.engine.checks.fair_values import check_fair_values, check_own_fair_values
from ristorno.engine.checks.free import check_free
from ristorno.engine.checks.handing import check_handing
from ristorno.engine.checks.keeping import check_keeping
from ristorno.engine.checks.legal import check_legal
from ristorno.engine.checks.matching import check_matching
from ristorno.engine.checks.money import check_money
from ristorno.engine.checks.names import check_names
from ristorno.engine.checks.offers import check_offers
from ristorno.engine.checks.others import check_others
from ristorno.engine.checks.payable import check_payable
from ristorno.engine.checks.payments import check_payments
from ristorno.engine.checks.persons import check_persons
from ristorno.engine.checks.policy import check_policy
from ristorno.engine.checks.prorating import check_prorating
from ristorno.engine.checks.ratios import check_ratios
from ristorno.engine.checks.results import check_results
from ristorno.engine.checks.row_conditions import check_row_conditions
from ristorno.engine.checks.sense import check_sense
from ristorno.engine.checks.settling import check_settling
from ristorno.engine.checks.shared import check_shared
from ristorno.engine.checks.thousands import check_thousands
from ristorno.engine.checks.times import check_times
from ristorno.engine.ruling.timeline import Contract, Span, Timeline
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.program import Agreement, Program, ruling
from ristorno.engine.terms.reading import Origin
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.problem import Problem


def check_program(program: Program) -> Iterator[Problem]:
    """Yield what is wrong with a program as written."""
    yield from _check(program.terms, Origin(program.document))


def check_timeline(program: Program, contract: Contract, timeline: Timeline) -> Iterator[Problem]:
    """Yield what is wrong with the versions of a contract, each one and from one to the next."""
    faulty = False
    for span in timeline.spans:
        for problem in _check(span.rules.terms, span.rules.origin):
            faulty = True
            yield problem
        yield from _of_the_program(contract, span)
    yield from check_own_fair_values(contract)
    if not faulty:
        yield from check_changes(timeline)
        if isinstance(contract, Agreement) or program.terms.membership.join == "open":
            yield from check_endless(timeline)


def _of_the_program(contract: Contract, span: Span) -> Iterator[Problem]:
    """Yield what an agreement says of what is for all members together, and cannot differ for one."""
    over = ruling(contract.versions, span.days.start, None) if isinstance(contract, Agreement) else None
    if over is None:
        return
    remedy = "Change it in a version of the program."
    if "budgets" in over.differs:
        reason = "A budget is for all members together, so an agreement cannot change it."
        yield span.rules.origin.problem("terms.source", ("budgets",), reason, remedy)
    if "exchange" in over.differs:
        reason = "What a currency is worth is the same for all members, so an agreement cannot change it."
        yield span.rules.origin.problem("terms.exchange", ("exchange",), reason, remedy)


def _check(terms: Terms, origin: Origin) -> Iterator[Problem]:
    for finding in findings(terms):
        yield origin.problem(finding.code, finding.path, finding.reason, finding.remedy)


def findings(terms: Terms) -> list[Finding]:
    """Return what is wrong with terms; what builds on names is only asked once all names are known."""
    found = [*check_names(terms), *check_results(terms)]
    if found:
        return found
    return [
        *check_sense(terms),
        *check_audience(terms),
        *check_awards(terms),
        *check_calendar(terms),
        *check_payments(terms),
        *check_ratios(terms),
        *check_persons(terms),
        *check_row_conditions(terms),
        *check_matching(terms),
        *check_free(terms),
        *check_times(terms),
        *check_shared(terms),
        *check_money(terms),
        *check_exchange(terms),
        *check_thousands(terms),
        *check_legal(terms),
        *check_prorating(terms),
        *check_payable(terms),
        *check_others(terms),
        *check_handing(terms),
        *check_accruing(terms),
        *check_fair_values(terms),
        *check_keeping(terms),
        *check_available(terms),
        *check_settling(terms),
        *check_offers(terms),
        *check_policy(terms),
    ]
