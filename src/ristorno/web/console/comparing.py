"""What a document that nobody signed yet would change: in sentences, in money over the last year, for the policy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ristorno.apps.agreements.guarding import judged
from ristorno.apps.agreements.queries import Considered
from ristorno.apps.agreements.rehearsing import Movement, Rehearsed, ever, rehearsed
from ristorno.apps.facts.queries import by_member
from ristorno.apps.members.queries import codes, members_of
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import local_day
from ristorno.engine.policy.telling import told_all
from ristorno.engine.rulebook import Altered, Rulebook, altered, rulebook
from ristorno.engine.sentences.names import Names, unit_names
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground.voice import Voice

MOST = 200
"""So many members are counted while somebody waits for the page."""
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What reads differently from a day on."""

    day: str
    altered: Sequence[Altered]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostShown:
    """What is given of a unit today and with the draft, and who gets more or less of it, in words."""

    unit: str
    before: str
    after: str
    change: str
    winners: str
    gained: str
    losers: str
    lost: str
    movers: Sequence[tuple[str, str, str]]
    """Members by key and name, with what changes for them."""


@dataclass(frozen=True, slots=True)
class RehearsalShown:
    """A rehearsal in words: over how many members of how many, since when, and what of each unit."""

    members: int
    of: int
    since: str
    costs: Sequence[CostShown]


def changes(it: Considered, voice: Voice, today: date) -> list[ChangeShown]:
    """Return what reads differently on each day on which a version of the document begins."""
    before, found = it.proposal.before, list[ChangeShown]()
    for day in it.begins or (today,):
        old, new = terms_on(before, it.key, day), terms_on(it.proposal.after, it.key, day)
        if old is not None and new is not None:
            read = altered(rulebook(old, voice.language), rulebook(new, voice.language))
            found.append(ChangeShown(voice.short_day(day), read))
    return found


def book(it: Considered, voice: Voice, today: date) -> Rulebook | None:
    """Return the rules as the document would have them when it begins."""
    terms = terms_on(it.proposal.after, it.key, max((*it.begins, today)))
    return None if terms is None else rulebook(terms, voice.language)


def terms_on(calculation: Calculation | None, key: str, day: date) -> Terms | None:
    """Return the terms of a program or an agreement on a day; of what is not there yet, those that everybody has."""
    if calculation is None:
        return None
    contract = next((each for each in calculation.agreements if each.id == key), None)
    timeline = calculation.compiled.of(contract, None) if contract else calculation.common()
    return timeline.nearest(day).rules.terms if timeline.spans else None


def policy(it: Considered, at: datetime) -> tuple[str, tuple[str, ...]] | None:
    """Return whether the policy is kept, by a word and its sentences; None where no program says a policy."""
    verdicts = judged({it.proposal.program: it.proposal.after}, at)
    words = {verdict.word for verdict in verdicts}
    worst = next((word for word in ("broken", "undecided", "proved") if word in words), None)
    return None if worst is None else (worst, tuple(told_all(verdicts)))


def rehearse(it: Considered, at: datetime, voice: Voice) -> RehearsalShown:
    """Count both sides over the last year, for some members of a large program.

    Raises:
        Refused: the terms make no sense over the past, or there are more members than can be counted at once where
            each one's amount depends on the others.
    """
    calculation = it.proposal.after
    today = local_day(at, calculation.program.terms.zone)
    since = today - _YEAR
    proposal = ever(it.proposal, it.key, begins=max((*it.begins, today)), today=today, since=since)
    whole = sorted(codes()) if proposal.members is None else sorted(proposal.members)
    together = proposal.after.needs_population or (proposal.before is not None and proposal.before.needs_population)
    if together and len(whole) > MOST:
        reason = f"These terms count members together, and there are {len(whole):,} of them."
        raise Refused([Problem("console.rehearsal", reason, "Count it with: ristorno agreements preview DRAFT")])
    some = whole[:: -(-len(whole) // MOST)] if whole else []
    found = rehearsed(proposal, lambda: by_member(some), Moment(today), since)
    return RehearsalShown(found.members, len(whole), voice.short_day(since), list(_costs(found, it, voice, today)))


def _costs(found: Rehearsed, it: Considered, voice: Voice, today: date) -> Iterator[CostShown]:
    names = {key: each.name for key, each in members_of(
        {mover.member for each in found.movements for mover in each.movers}).items()}  # fmt: skip
    terms = [each for each in (terms_on(side, it.key, max((*it.begins, today)))
             for side in (it.proposal.after, it.proposal.before)) if each]  # fmt: skip
    for each in found.movements:
        unit = _unit(each.unit, terms, voice)
        yield _cost(each, unit, names, voice)


def _unit(unit: str, terms: Sequence[Terms], voice: Voice) -> Names:
    known = next((each for each in terms if unit in each.earnable), None)
    return Names(unit=unit, unit_name=unit) if known is None else unit_names(known, unit, voice.language)


def _cost(it: Movement, unit: Names, names: dict[str, str], voice: Voice) -> CostShown:
    return CostShown(
        unit=unit.unit if unit.money else unit.unit_name,
        before=voice.amount(it.before, unit),
        after=voice.amount(it.after, unit),
        change=voice.signed(it.change, unit),
        winners=voice.number(it.winners),
        gained=voice.amount(it.gained, unit),
        losers=voice.number(it.losers),
        lost=voice.amount(it.lost, unit),
        movers=[
            (each.member, names.get(each.member) or each.member, voice.signed(each.change, unit)) for each in it.movers
        ],
    )
