"""The shape of a situation: one clause of a small program, some facts, and the amount that is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_agreements, read_program

MEMBER = "7707083893"

_PROGRAM = """
program: dealers-2026
title: {{en: Dealer program 2026, ru: Программа для дилеров 2026}}
time_zone: Europe/Moscow
units:
  RUB: {{kind: money}}
  PTS: {{kind: points, name: {{en: points, ru: баллы, th: คะแนน}}}}
sets:
  goods: {{kinds: [purchase, return, credit_note], except: {{groups: [delivery]}}}}
  tyres: {{of: goods, groups: [tyres]}}
ladders:
  status: {{measure: {{sum: amount, of: goods}}, window: year, tiers: {{base: 0, silver: 1_000, gold: 5_000_000}}}}
clauses:
  bonus:
    title: {{en: Quarterly bonus, ru: Квартальный бонус, th: โบนัสรายไตรมาส}}
    earn_on: tyres
    {clause}
"""


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A clause and facts; ``window``, ``document`` and ``contact`` pick the accrual that is told."""

    name: str
    clause: str
    facts: Sequence[Fact]
    as_of: date = date(2026, 12, 31)
    window: str
    document: str | None = None
    contact: str | None = None
    agreement: str = ""

    @cached_property
    def accrual(self) -> Accrual:
        """The accrual that is told."""
        program = read_program(_PROGRAM.format(clause=self.clause), "program.yaml")
        agreements = read_agreements(self.agreement, "agreements.yaml", program) if self.agreement else ()
        answer = Calculation(program, agreements).answer(MEMBER, self.facts, Moment(self.as_of))
        wanted = (self.window, self.document, self.contact)
        told = [each for each in answer.accruals if each.clause == "bonus"]
        found = [each for each in told if (each.window_label, each.document, each.contact) == wanted]
        assert len(found) == 1, [(each.window_label, each.document, each.contact) for each in answer.accruals]
        return found[0]


def fact(document: str, day: str, amount: str, **more: object) -> Fact:
    """Return a purchase of tires, one line of a document."""
    told = {"groups": ("tyres",), "kind": "purchase", **more}
    return Fact(
        document=document,
        member=MEMBER,
        occurred_at=date.fromisoformat(day),
        amount=Decimal(amount),
        **told,  # type: ignore[arg-type]
    )
