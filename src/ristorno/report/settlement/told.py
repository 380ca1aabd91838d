"""What a statement of a settlement says, in the words of its reader; both documents are written from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ristorno.apps.settlements.values import LineState, StatementState
from ristorno.apps.wallets.values import Balance
from ristorno.engine.accrual import Accrual
from ristorno.engine.sentences.days import Days
from ristorno.engine.sentences.names import Names
from ristorno.engine.sentences.numbers import numbers
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.report.words import Language
from ristorno.report.workbook.words import Words


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line with what it is called. ``accrual`` is what it gives with its reason.

    It is None where nothing is owed any more, and where another company earned it: a statement is read by its member.
    """

    state: LineState
    title: str
    window: str
    marks: Sequence[str]
    """Sentences on what is special about it."""
    accrual: Accrual | None


@dataclass(frozen=True, slots=True)
class WalletTold:
    """A wallet before the statement was issued and after it; ``after`` is None while it is not."""

    unit: str
    before: Balance
    after: Balance | None


@dataclass(frozen=True, slots=True)
class StatementTold:
    """A statement with all that its documents say."""

    state: StatementState
    title: str
    """Of the program."""
    member: str
    lines: Sequence[LineTold]
    wallets: Sequence[WalletTold]
    units: Mapping[str, Names]
    voice: "Voice"


@dataclass(frozen=True, slots=True)
class Voice:
    """How one language writes what statements hold."""

    language: Language
    words: Words

    @classmethod
    def of(cls, language: Language) -> "Voice":
        """Return the voice of a language."""
        return cls(language, Words(language, __package__))

    def amount(self, value: Decimal, unit: Names) -> str:
        """Return an amount with all the decimals of its unit: money by its symbol, else with the name of the unit."""
        form = numbers(self.language)
        if unit.money:
            return form.money(value, unit.unit, unit.decimals)
        return f"{form.number(value, unit.decimals)}\u00a0{unit.unit_name}"

    def day(self, day: date) -> str:
        """Return a day."""
        return self._days().day(day)

    def window(self, label: str) -> str:
        """Return a window by its label."""
        return self._days().window(label)

    def moment(self, moment: datetime) -> str:
        """Return a moment in UTC to the second."""
        return self.words("moment", day=self.day(moment.date()), time=f"{moment:%H:%M:%S}")

    def how_to_disagree(self, state: StatementState) -> str:
        """Return what the member may do and until when."""
        if state.state == "withdrawn":
            return self.words("disagree.withdrawn", reason=state.reason)
        if state.state == "frozen":
            return self.words("disagree.frozen")
        if state.state in {"agreed", "issued"}:
            return self.words("disagree.over")
        if state.disputes_until is not None:
            return self.words("disagree.until", day=self.day(state.disputes_until))
        return self.words("disagree.open")

    def _days(self) -> Days:
        return Days(self.language, vocabulary(self.language).word)
