"""The reason of a few amounts: the sentence, and the arithmetic line by line."""

from dataclasses import dataclass

from ristorno.engine.sentences import Reckoned, lines, sentence
from ristorno.report.data import Profile, ReportData
from ristorno.report.sections.shades import clause_title
from ristorno.report.talk import Talk
from ristorno.report.telling import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One amount with its reason."""

    tags: tuple[str, ...]
    """Why it is told, and its status where that says something else."""
    member: str
    clause: str
    window: str
    amount: str
    sentence: str
    lines: tuple[Reckoned, ...]


def reasons(data: ReportData, talk: Talk) -> tuple[Reason, ...]:
    """Return the reasons of the amounts that the report tells."""
    return tuple(_reason(data, talk, told) for told in data.told)


def _reason(data: ReportData, talk: Talk, told: Told) -> Reason:
    accrual = told.accrual
    name = data.profiles.get(accrual.member, Profile()).name
    parts = (name, accrual.member, accrual.contact)
    return Reason(
        tags=(talk.say(f"told.{told.why}"), *((talk.say(accrual.status),) if told.why != accrual.status else ())),
        member=" · ".join(part for part in parts if part),
        clause=clause_title(data, talk, accrual.clause),
        window=" · ".join(part for part in (talk.window(accrual.window_label), accrual.document) if part),
        amount=talk.amount(accrual.amount, accrual.unit),
        sentence=sentence(accrual, talk.language),
        lines=tuple(lines(accrual, talk.language)),
    )
