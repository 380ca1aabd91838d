"""Accruals read back from JSON: what was kept can be told again, in any language, without counting anything again.

:func:`retold` undoes :func:`~ristorno.engine.documented.accrual_record`. The terms that ruled give the names; what they
do not hold is called by its id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ristorno.engine.accrual import Accrual
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
from ristorno.engine.granted import Collected, Granted
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import Exact
from ristorno.kernel.period import DAY, Period

_TEXTS: Final = frozenset(
    {
        "boundary", "by", "cap_per", "edges", "floor_per", "judged_by", "last", "level", "member", "mode", "paid",
        "per", "promise", "remainder", "seed", "source", "ticket", "version", "window",
    }
)  # fmt: skip
"""Details of steps that are words; ``at`` is one where lines are rounded, else a number."""
_DAYS: Final = frozenset({"start", "end", "whole_start", "whole_end", "began", "since"})


@dataclass(frozen=True, slots=True)
class Retelling:
    """The reason of an amount as it was kept, and the terms by which its names are told."""

    kept: Explanation
    terms: Terms
    today: date

    def explain(self) -> Explanation:
        """Return the reason."""
        return self.kept


def retold(record: Mapping[str, Any], terms: Terms, today: date) -> Accrual:
    """Return the accrual of a record; ``terms`` are those that ruled it, ``today`` the day as of which it was counted.

    Raises:
        KeyError, ValueError: this is no record of ours.
    """
    outcomes = record["outcomes"]
    return Accrual(
        agreement=record["agreement"],
        clause=record["clause"],
        member=record["member"],
        contact=record["contact"],
        unit=record["unit"],
        window=_period(record),
        window_label=record["window"],
        document=record["document"],
        group=record["group"],
        party=record["party"],
        amount=Decimal(record["amount"]),
        status=record["status"],
        outcomes=None if outcomes is None else (Decimal(outcomes[0]), Decimal(outcomes[1])),
        granted=_granted(record),
        collected=_collected(record),
        derivation=Retelling(_explanation(record["explanation"]), terms, today),
        accept_until=_day(record["accept_until"]),
        calculate_on=_day(record["calculate_on"]),
        usable_on=_day(record.get("usable_on")),
        unpaid=record.get("unpaid", False),
    )


def _granted(record: Mapping[str, Any]) -> Granted | None:
    source = record["source"]
    if source is None or source["kind"] == "collected":
        return None
    numbers = {name: Decimal(source[name]) for name in ("balance", "asked", "own", "part", "gives", "step")}
    return Granted(
        source=source["kind"], name=source["name"], window=_period(source), window_label=source["window"],
        rule=source["rule"], amount=Decimal(record["granted"]), before=_decimal(source.get("before")), **numbers,
    )  # fmt: skip


def _collected(record: Mapping[str, Any]) -> Collected | None:
    source = record["source"]
    if source is None or source["kind"] != "collected":
        return None
    return Collected(
        name=source["name"], window=_period(source), window_label=source["window"],
        balance=Decimal(source["balance"]), spent=Decimal(source["spent"]), lapsed=Decimal(record["lapsed"]),
    )  # fmt: skip


def _explanation(said: Mapping[str, Any]) -> Explanation:
    return Explanation(
        measure=said["measure"],
        versions=tuple(said["versions"]),
        counted=tuple(_counted(each) for each in said["counted"]),
        left_out=tuple(LeftOut(each["reason"], tuple(each["facts"])) for each in said["left_out"]),
        gates=tuple(_gate(each) for each in said["gates"]),
        steps=_steps(said["steps"]),
        rows=tuple(_row(each) for each in said["rows"]),
        bracket=_decimal(said["bracket"]),
        next=None if said["next"] is None else _next(said["next"]),
        population=said["population"],
        note=said["note"],
        consent=said.get("consent"),
    )


def _counted(said: Mapping[str, Any]) -> Counted:
    sold, exchanged = said["sold"], said.get("exchanged")
    return Counted(
        fact=said["fact"],
        kind=said["kind"],
        day=date.fromisoformat(said["day"]),
        value=Decimal(said["value"]),
        version=said["version"],
        returns=tuple(said["returns"]),
        document=said["document"],
        judged=_decimal(said["judged"]),
        free=_decimal(said["free"]),
        otherwise=_decimal(said["otherwise"]),
        use=said["use"],
        pieces=_decimal(said["pieces"]),
        late=_decimal(said["late"]),
        sold=None if sold is None else AsSold(Decimal(sold["quantity"]), sold["uom"], Decimal(sold["holds"])),
        exchanged=None if exchanged is None else AtRate(exchanged["currency"], Decimal(exchanged["rate"])),
        part=int(said["part"]),
    )


def _gate(said: Mapping[str, Any]) -> GateResult:
    return GateResult(
        sentence="",
        measured=_measured(said),
        bound=Decimal(said["bound"]),
        comparison=said["comparison"],
        met=said["met"],
        measure=said["measure"],
        of=said["of"],
        window=said["window"],
        document=said["document"],
        path=said["path"],
        documents=tuple(said["documents"]),
        sides=tuple(GateSide(each["measure"], each["of"], Decimal(each["measured"])) for each in said["sides"]),
        whose=said["whose"],
        per=said.get("per"),
        private=said.get("private", False),
    )


def _measured(said: Mapping[str, Any]) -> Exact | None:
    """Return what a condition measured; a ratio is a fraction, whatever it comes to."""
    if said["measured"] is None:
        return None
    return Fraction(said["measured"]) if said["sides"] else _number(said["measured"])


def _row(said: Mapping[str, Any]) -> RowAsked:
    gates = tuple(_gate(each) for each in said["gates"])
    return RowAsked(int(said["row"]), Decimal(said["from"]), said["holds"], gates, tuple(said["versions"]))


def _next(said: Mapping[str, Any]) -> Next:
    return Next(Decimal(said["missing"]), _number(said["amount"]), _steps(said["steps"]))


def _steps(said: list[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            each["kind"],
            _number(each["result"]),
            {name: _detail(each["kind"], name, text) for name, text in each["details"].items()},
        )
        for each in said
    )


def _detail(kind: str, name: str, text: str | None) -> Detail:
    if text is None or name in _TEXTS or (name == "at" and kind == "by_line"):
        return text
    return date.fromisoformat(text) if name in _DAYS else _number(text)


def _number(text: str) -> Exact:
    return Fraction(text) if "/" in text else Decimal(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _period(said: Mapping[str, Any]) -> Period:
    return Period(date.fromisoformat(said["window_start"]), date.fromisoformat(said["window_end"]) + DAY)
