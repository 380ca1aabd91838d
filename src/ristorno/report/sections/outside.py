"""What was set aside, why, and what to do about it."""

from dataclasses import dataclass

from ristorno.report.aside import AsideReason, Sample
from ristorno.report.data import ReportData
from ristorno.report.talk import Talk
from ristorno.report.words import WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """One reason: what it is called, how many, what to do, examples."""

    title: str
    count: str
    remedy: str
    samples: tuple[Sample, ...]


def account(data: ReportData, talk: Talk) -> str:
    """Return what became of the rows of the file, empty where no file is known."""
    rows = data.rows
    if rows is None:
        return ""
    names = ("rows", "accepted", "duplicate", "restated", "quarantined", "ignored")
    return talk.say("rows_account", **{name: talk.number(getattr(rows, name)) for name in names})


def outside(data: ReportData, talk: Talk) -> tuple[Outside, ...]:
    """Return everything set aside, by reason."""
    return tuple(_outside(talk, reason) for reason in data.aside)


def _outside(talk: Talk, reason: AsideReason) -> Outside:
    code = reason.code.rpartition(".")[2]
    return Outside(
        title=talk.say(f"code.{code}") if f"code.{code}" in WORDS else code.replace("_", " ").capitalize(),
        count=talk.say("row_count" if reason.rows else "fact_count", count=talk.number(reason.count)),
        remedy=_remedy(talk, reason, f"remedy.{code}"),
        samples=reason.samples,
    )


def _remedy(talk: Talk, reason: AsideReason, key: str) -> str:
    """Return what to do: the intake knows best, but it speaks English only."""
    if reason.remedy and (talk.language == "en" or key not in WORDS):
        return reason.remedy
    return talk.say(key if key in WORDS else "remedy.")
