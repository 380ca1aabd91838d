"""Gathering what a statement says from the rooms that keep it; nothing is counted again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from ristorno.apps.agreements.queries import calculation
from ristorno.apps.members.queries import language_of as spoken_by
from ristorno.apps.members.queries import members_of
from ristorno.apps.settlements import queries
from ristorno.apps.settlements.values import LineState, StatementState
from ristorno.apps.wallets.queries import balance_at
from ristorno.engine.calculation import Calculation
from ristorno.engine.retold import retold
from ristorno.engine.sentences.names import Names, titled, unit_names
from ristorno.engine.settling import Settling
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.problem import Problem, Refused
from ristorno.report.settlement.told import LineTold, StatementTold, Voice, WalletTold
from ristorno.report.words import LANGUAGES, Language


def gather(number: str, language: str | None = None) -> StatementTold:
    """Return what a statement says, in a language or in that of its member (English where none is known).

    Raises:
        Refused: there is no such statement, or no such language.
    """
    state = queries.statement(number)
    member = members_of([state.holder.member]).get(state.holder.member)
    voice = Voice.of(language_of(state.holder.member, language))
    terms = calculation(state.program, state.known_at).program.terms
    lines = list(queries.all_lines(number))
    units = {
        unit: _unit(terms, unit, voice.language)
        for unit in sorted({*(line.unit for line in lines), *(total.unit for total in state.totals)})
    }
    return StatementTold(
        state=state,
        title=titled(terms.title, voice.language) or state.program,
        member=f"{member.name} ({member.key})" if member and member.name else state.holder.member,
        lines=tell_lines(state, lines, voice),
        wallets=list(_wallets(state, units)),
        units=units,
        voice=voice,
    )


def tell_lines(state: StatementState, lines: Sequence[LineState], voice: Voice) -> Sequence[LineTold]:
    """Return some lines of a statement with what they are called and why they are so."""
    known = calculation(state.program, state.known_at)
    terms, units = _TermsOf(known), known.program.terms
    return [_line(line, state, terms, voice, _unit(units, line.unit, voice.language)) for line in lines]


def language_of(member: str, asked: str | None = None) -> Language:
    """Return the language that is asked for, else that of a member, else English.

    Raises:
        Refused: the product does not speak what is asked for.
    """
    own = spoken_by(member)[:2].lower() if asked is None else ""
    for language in LANGUAGES:
        if asked == language or (asked is None and own == language):
            return language
    if asked is not None:
        reason = f"{asked!r} is no language of documents."
        raise Refused([Problem("usage.language", reason, f"There are: {', '.join(LANGUAGES)}.")])
    return "en"


class _TermsOf:
    """The terms that ruled each line."""

    def __init__(self, known: Calculation) -> None:
        self._settling = cache(lambda member: Settling(known, member))

    def __call__(self, line: LineState) -> Terms:
        return self._settling(line.member).terms(line.last, line.agreement)


def _unit(terms: Terms, unit: str, language: str) -> Names:
    if unit in terms.earnable:
        return unit_names(terms, unit, language)
    return Names(unit=unit, unit_name=unit)


def _line(line: LineState, state: StatementState, terms: _TermsOf, voice: Voice, unit: Names) -> LineTold:
    ruling = terms(line)
    clause, handed = ruling.clauses.get(line.clause), _is_handed_on(line, state)
    title = (titled(clause.title, voice.language) if clause else None) or line.clause
    whom = line.contact or line.party or (line.member if line.member != state.holder.member else "")
    return LineTold(
        state=line,
        title=f"{title}, {whom}" if whom else title,
        window=voice.window(line.label),
        marks=list(_marks(line, voice, unit, handed=handed)),
        accrual=None if line.record is None or handed else retold(line.record, ruling, state.as_of),
    )


def _is_handed_on(line: LineState, state: StatementState) -> bool:
    """Return whether another company earned what a line gives: the whole and its reason are that one's affair."""
    return bool(line.party) and line.member != state.holder.member


def _marks(line: LineState, voice: Voice, unit: Names, *, handed: bool) -> Iterator[str]:
    words = voice.words
    if handed:
        yield words("mark.handed")
    if line.true_up:
        before, now = (voice.amount(value, unit) for value in (line.before, line.entitlement))
        yield words("mark.true_up", before=before, now=now)
    if line.record is None:
        yield words("mark.gone")
    if line.sealed_on is not None:
        yield words("mark.sealed", day=voice.day(line.sealed_on))
    if line.dispute is not None:
        yield words("mark.disputed", reason=line.dispute.reason)
        if (answer := line.dispute.answer) is not None:
            yield words("mark.accepted" if answer.accepted else "mark.rejected", words=answer.words)


def _wallets(state: StatementState, units: Sequence[str] | dict[str, Names]) -> Iterator[WalletTold]:
    """Yield the wallets as they were when the statement was issued, or, before that, when it was frozen."""
    moment: datetime = state.issued_at or state.frozen_at
    for unit in units:
        before = balance_at(state.holder, unit, moment, through=False)
        after = balance_at(state.holder, unit, moment, through=True) if state.issued_at else None
        if before is not None:
            yield WalletTold(unit, before, after)
