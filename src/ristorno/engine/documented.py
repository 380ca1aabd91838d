"""Answers as JSON: the stable form that partners and machines read.

Numbers are plain decimal text (``"29874.87"``, a fraction that has no end of decimals as ``"n/d"``), days are ISO
dates and the last day of anything belongs to it. docs/reference/explanation.md tells every key; with a record
alone :func:`ristorno.engine.recompute.recompute` works the amount out again.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ristorno.engine.accrual import Accrual, Level, MemberAnswer, SetAside, Standing
from ristorno.engine.difference import Difference
from ristorno.engine.explanation import (
    AsSold,
    AtRate,
    Counted,
    Detail,
    Explanation,
    GateResult,
    GateSide,
    LeftOut,
    Next,
    RowAsked,
    Step,
)
from ristorno.engine.provided import ByVersion, Provision
from ristorno.engine.sentences import sentence
from ristorno.engine.valued import FairValued, ValuedMonth
from ristorno.kernel.number import Exact, plain
from ristorno.kernel.period import DAY, Period

Record: TypeAlias = "dict[str, str | bool | Record | list[Record] | list[str] | None]"


def answer_record(answer: MemberAnswer, language: str | None = None) -> Record:
    """Return everything that a program owes one member, with sentences where a language is given."""
    return {
        "member": answer.member,
        "totals": {unit: plain(amount) for unit, amount in sorted(answer.totals().items())},
        "accruals": [accrual_record(accrual, language) for accrual in answer.accruals],
        "levels": [level_record(level) for level in answer.levels],
        "standings": [standing_record(standing) for standing in answer.standings],
        "set_aside": [set_aside_record(aside) for aside in answer.set_aside],
        "provisions": [provision_record(provision) for provision in answer.provisions],
    }


def accrual_record(accrual: Accrual, language: str | None = None) -> Record:
    """Return an accrual with its whole explanation; ``sentence`` is null where no language is given."""
    explanation = _explanation(accrual.explanation)
    return {
        "agreement": accrual.agreement,
        "clause": accrual.clause,
        "member": accrual.member,
        "contact": accrual.contact,
        "unit": accrual.unit,
        "amount": plain(accrual.amount),
        "window_start": accrual.window.start.isoformat(),
        "window_end": accrual.window.last.isoformat(),
        "window": accrual.window_label,
        "document": accrual.document,
        "group": accrual.group,
        "party": accrual.party,
        "status": accrual.status,
        "outcomes": None if accrual.outcomes is None else [plain(amount) for amount in accrual.outcomes],
        "granted": None if accrual.granted is None else plain(accrual.granted.amount),
        "lapsed": None if accrual.collected is None else plain(accrual.collected.lapsed),
        "source": _source(accrual),
        "accept_until": _day(accrual.accept_until),
        "calculate_on": _day(accrual.calculate_on),
        "usable_on": _day(accrual.usable_on),
        "unpaid": accrual.unpaid,
        "explanation": {"sentence": sentence(accrual, language) if language else None, **explanation},
    }


def _source(accrual: Accrual) -> "Record | None":
    """Return the budget or fund that grants an amount, or the fund that collects it."""
    granted, collected = accrual.granted, accrual.collected
    if granted is not None:
        return {
            "kind": granted.source,
            "name": granted.name,
            **_days(granted.window, granted.window_label),
            "rule": granted.rule,
            "balance": plain(granted.balance),
            "asked": plain(granted.asked),
            "own": plain(granted.own),
            "part": plain(granted.part),
            "gives": plain(granted.gives),
            "before": _number(granted.before),
            "step": plain(granted.step),
        }
    if collected is None:
        return None
    numbers = {"balance": plain(collected.balance), "spent": plain(collected.spent)}
    return {"kind": "collected", "name": collected.name, **_days(collected.window, collected.window_label), **numbers}


def _days(window: Period, label: str) -> dict[str, str]:
    return {"window": label, "window_start": window.start.isoformat(), "window_end": window.last.isoformat()}


def difference_record(difference: Difference) -> Record:
    """Return a difference of one key; before, after and change as plain text."""
    return {
        "agreement": difference.agreement,
        "clause": difference.clause,
        "member": difference.member,
        "contact": difference.contact,
        "party": difference.party,
        "group": difference.group,
        "unit": difference.unit,
        "window": difference.window_label,
        "window_start": difference.window.start.isoformat(),
        "window_end": difference.window.last.isoformat(),
        "document": difference.document,
        "before": plain(difference.before),
        "after": plain(difference.after),
        "change": plain(difference.change),
        "versions": {"before": list(difference.cause.versions[0]), "after": list(difference.cause.versions[1])},
    }


def level_record(level: Level) -> Record:
    """Return a tier with its days; ``end`` is its last day, null as far as is known."""
    return {
        "member": level.member,
        "ladder": level.ladder,
        "tier": level.tier,
        "start": level.start.isoformat(),
        "end": None if level.end is None else (level.end - DAY).isoformat(),
    }


def standing_record(standing: Standing) -> Record:
    """Return where a member stands on a ladder; the last two are null on the highest tier."""
    return {
        "member": standing.member,
        "ladder": standing.ladder,
        "tier": standing.tier,
        "measured": plain(standing.measured),
        "next_tier": standing.next_tier,
        "missing": _number(standing.missing),
    }


def set_aside_record(aside: SetAside) -> Record:
    """Return a fact that was not counted for anybody, with the reason."""
    return {"fact": aside.fact, "member": aside.member, "code": aside.code, "reason": aside.reason}


def provision_record(provision: Provision, told: str | None = None) -> Record:
    """Return what the sponsor books for a window, with the arithmetic; ``told`` is the reason as a sentence."""
    return {
        "agreement": provision.agreement,
        "clause": provision.clause,
        "member": provision.member,
        "unit": provision.unit,
        "window": provision.window_label,
        "window_start": provision.window.start.isoformat(),
        "window_end": provision.window.last.isoformat(),
        "by": provision.by,
        "over": provision.over,
        "amount": plain(provision.amount),
        "entitlement": plain(provision.entitlement),
        "measured": plain(provision.measured),
        "forecast": _number(provision.forecast),
        "explanation": {
            "sentence": told,
            "steps": [_step(step) for step in provision.steps],
            "expected": [_expected(part) for part in provision.expected],
            "at_forecast": [_step(step) for step in provision.at_forecast],
        },
    }


def fair_value_record(valued: FairValued, told: str | None = None) -> Record:
    """Return what the points of a unit are in the sponsor's books; ``told`` is the reason as a sentence."""
    return {
        "unit": valued.unit,
        "currency": valued.currency,
        "step": plain(valued.step),
        "expected_redeemed": plain(valued.expected_redeemed),
        "months": [_month(month) for month in valued.months],
        "brought_points": _number(valued.brought_points),
        "brought_price": _number(valued.brought_price),
        "given": plain(valued.given),
        "expected": plain(valued.expected),
        "value": plain(valued.value),
        "redeemed": _number(valued.redeemed),
        "released": plain(valued.released),
        "deferred": plain(valued.deferred),
        "sentence": told,
    }


def _month(month: ValuedMonth) -> Record:
    return {
        "month": month.month,
        "price": plain(month.price),
        "expected_redeemed": plain(month.expected_redeemed),
        "sales": plain(month.sales),
        "sold": plain(month.sold),
        "alone": plain(month.alone),
        "share": plain(month.share),
        "granted": plain(month.granted),
        "worth": plain(month.worth),
    }


def _expected(part: ByVersion) -> Record:
    return {"version": part.version, "value": plain(part.value)}


def _explanation(explanation: Explanation) -> Record:
    return {
        "measure": explanation.measure,
        "versions": list(explanation.versions),
        "counted": [_counted(fact) for fact in explanation.counted],
        "left_out": [_left_out(left) for left in explanation.left_out],
        "gates": [_gate(gate) for gate in explanation.gates],
        "steps": [_step(step) for step in explanation.steps],
        "rows": [_row(row) for row in explanation.rows],
        "bracket": _number(explanation.bracket),
        "next": None if explanation.next is None else _next(explanation.next),
        "population": explanation.population,
        "note": explanation.note,
        "consent": explanation.consent,
    }


def _counted(fact: Counted) -> Record:
    return {
        "fact": fact.fact,
        "kind": fact.kind,
        "day": fact.day.isoformat(),
        "document": fact.document,
        "value": plain(fact.value),
        "judged": _number(fact.judged),
        "free": _number(fact.free),
        "otherwise": _number(fact.otherwise),
        "use": fact.use,
        "pieces": _number(fact.pieces),
        "late": _number(fact.late),
        "sold": None if fact.sold is None else _sold(fact.sold),
        "exchanged": None if fact.exchanged is None else _at_rate(fact.exchanged),
        "version": fact.version,
        "returns": list(fact.returns),
        "part": str(fact.part),
    }


def _sold(sold: AsSold) -> Record:
    return {"quantity": plain(sold.quantity), "uom": sold.uom, "holds": plain(sold.holds)}


def _at_rate(exchanged: AtRate) -> Record:
    return {"currency": exchanged.currency, "rate": plain(exchanged.rate)}


def _left_out(left: LeftOut) -> Record:
    return {"reason": left.reason, "facts": list(left.facts)}


def _gate(gate: GateResult) -> Record:
    return {
        "measure": gate.measure,
        "of": gate.of,
        "window": gate.window,
        "document": gate.document,
        "documents": list(gate.documents),
        "measured": _number(gate.measured),
        "sides": [_side(side) for side in gate.sides],
        "comparison": gate.comparison,
        "bound": plain(gate.bound),
        "difference": _number(gate.difference),
        "met": gate.met,
        "path": gate.path,
        "whose": gate.whose,
        "per": gate.per,
        "private": gate.private,
    }


def _row(row: RowAsked) -> Record:
    return {
        "row": str(row.number),
        "from": plain(row.start),
        "holds": row.holds,
        "gates": [_gate(gate) for gate in row.gates],
        "versions": list(row.versions),
    }


def _side(side: GateSide) -> Record:
    return {"measure": side.measure, "of": side.of, "measured": plain(side.measured)}


def _step(step: Step) -> Record:
    return {"kind": step.kind, "result": plain(step.result), "details": _details(step.details)}


def _details(details: Mapping[str, Detail]) -> Record:
    return {name: _detail(value) for name, value in details.items()}


def _detail(value: Detail) -> str | None:
    if isinstance(value, Decimal | Fraction):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _next(following: Next) -> Record:
    return {
        "missing": plain(following.missing),
        "amount": plain(following.amount),
        "steps": [_step(step) for step in following.steps],
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _number(value: Exact | None) -> str | None:
    return None if value is None else plain(value)
