"""Counting a case and comparing: what was expected, what came out, and the reason of every wrong amount."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casefile import Case, Expected, Refusal
from casepricing import pricing_complaints
from casetable import Row, refuse
from ristorno.engine.accrual import Accrual, Level, MemberAnswer
from ristorno.engine.calculation import Calculation
from ristorno.engine.counting.derivation import Derivation
from ristorno.engine.documented import accrual_record, fair_value_record, provision_record
from ristorno.engine.fact import Fact
from ristorno.engine.populate import answer_all
from ristorno.engine.provided import Provision
from ristorno.engine.recompute import disagreements
from ristorno.engine.recompute.fair_value import recompute_fair_value
from ristorno.engine.recompute.provision import recompute_provision
from ristorno.engine.retold import retold
from ristorno.engine.sentences import LANGUAGES, lines, sentence
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.engine.valued import FairValued
from ristorno.kernel.number import plain
from ristorno.kernel.period import DAY
from ristorno.kernel.problem import Problem, Refused

Cells = tuple[str, ...]
_ACCRUAL = ("member", "clause", "window", "amount", "status")
_OPEN = frozenset({"amount", "status", "outcomes", "granted", "lapsed"})
"""Columns that a row of an accrual is judged by; the others say which accrual is meant."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A table as expected and as it came out, by its columns; empty where both are the same."""

    name: str
    columns: Sequence[str]
    expected: Sequence[Cells]
    actual: Sequence[Cells]

    def __bool__(self) -> bool:
        return Counter(self.expected) != Counter(self.actual)

    @property
    def unexpected(self) -> set[Cells]:
        """The rows that came out and were not expected."""
        return set(Counter(self.actual) - Counter(self.expected))

    def __str__(self) -> str:
        wanted, came = Counter(self.expected), Counter(self.actual)
        rows = [(cells, 0, "") for cells in (wanted & came).elements()]
        rows += [(cells, 1, "expected") for cells in (wanted - came).elements()]
        rows += [(cells, 2, "came out") for cells in (came - wanted).elements()]
        lines = [("", *self.columns), *((mark, *cells) for cells, _, mark in sorted(rows))]
        widths = [max(len(line[index]) for line in lines) for index in range(len(lines[0]))]
        shown = (" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
        return "\n".join([f"{self.name}:", *(f"  {line.rstrip()}" for line in shown)])


def complaints(case: Case) -> list[str]:
    """Return what is wrong, in sentences and tables; nothing if all is as expected."""
    if case.refusals:
        return list(_refusal_complaints(case))
    counting = calculation_of(case)
    found = [text for expected in case.expected for text in _outcome_complaints(case, counting, expected)]
    return [*found, *pricing_complaints(case.pricing, counting, case.facts)] if case.pricing else found


def calculation_of(case: Case) -> Calculation:
    """Return the calculation of a case; raises Refused."""
    program = read_program(case.program, "program")
    agreements = read_agreements(case.agreements, "agreements", program) if case.agreements else ()
    return Calculation(program, agreements)


def _refusal_complaints(case: Case) -> Iterator[str]:
    try:
        calculation_of(case)
    except Refused as refused:
        problems = list(refused.problems)
    else:
        yield "The documents must be refused, and were taken."
        return
    told = "\n".join(f"  {problem}" for problem in problems)
    for refusal in case.refusals:
        found = next((problem for problem in problems if _matches(refusal, problem)), None)
        if found is None:
            yield f"Not told: {refusal}\nTold:\n{told}"
        else:
            problems.remove(found)
    if problems and len(told.splitlines()) > len(case.refusals):
        yield "Told besides:\n" + "\n".join(f"  {problem}" for problem in problems)


def _matches(refusal: Refusal, problem: Problem) -> bool:
    sentence = str(problem)
    spot = f"{refusal.document}:{refusal.line}:" if refusal.line is not None else ""
    return problem.code == refusal.code and all(part in sentence for part in (spot, *refusal.says))


def _outcome_complaints(case: Case, counting: Calculation, expected: Expected) -> Iterator[str]:
    answers = _answers(case, counting, case.facts, expected)
    backwards = _answers(case, counting, case.facts[::-1], expected)[::-1]
    heading = f"As of {expected.moment.as_of}, known at {expected.moment.known_at or 'any time'}"
    if answers != backwards:
        yield f"{heading}: the order in which the facts arrive changes the answer."
    accruals = [accrual for answer in answers for accrual in answer.accruals]
    for difference in _differences(expected, answers, accruals, counting):
        if difference:
            yield f"{heading}\n{difference}"
        if difference and difference.name == "Accruals":
            yield from _reasons(difference, accruals)
    for accrual in accruals:
        record = accrual_record(accrual)
        for said in disagreements(record):
            yield f"{heading}\n{accrual.member}, {accrual.clause}, {accrual.window_label} cannot be redone: {said}"
        for said in misread(accrual, record):
            yield f"{heading}\n{accrual.member}, {accrual.clause}, {accrual.window_label} cannot be told again: {said}"
    for row in expected.explained:
        yield from _unexplained(row, accruals)


def misread(accrual: Accrual, record: Mapping[str, object]) -> Iterator[str]:
    """Yield what is said otherwise once an accrual was kept as JSON and read back."""
    derivation = accrual.derivation
    assert isinstance(derivation, Derivation)
    kept = json.loads(json.dumps(record))
    again = retold(kept, derivation.rules.terms, derivation.context.today)
    if accrual_record(again) != kept:
        yield "the record is another one"
    for language in LANGUAGES:
        for words in (sentence, lines):
            told, anew = (words(each, language) for each in (accrual, again))
            if told != anew:
                yield f"{told}\n  became {anew}"


def _answers(case: Case, counting: Calculation, facts: Sequence[Fact], expected: Expected) -> list[MemberAnswer]:
    """Return the answer of every member; backwards, the members come in the other order too."""
    members = sorted({fact.member for fact in case.facts} | set(counting.members()), reverse=facts is not case.facts)
    logs = [(member, [fact for fact in facts if fact.member == member]) for member in members]
    return list(answer_all(counting, lambda: logs, expected.moment))


def _differences(
    expected: Expected, answers: Sequence[MemberAnswer], accruals: Sequence[Accrual], counting: Calculation
) -> Iterator[Difference]:
    if expected.accruals is not None:
        yield _accruals(expected.accruals, accruals)
    if expected.levels is not None:
        columns = ("member", "ladder", "tier", "from", "until")
        asked = {(row.cells["member"], row.cells["ladder"]) for row in expected.levels}
        held = [level for answer in answers for level in answer.levels if (level.member, level.ladder) in asked]
        yield Difference("Levels", columns, _plain(expected.levels, columns), [_level(level) for level in held])
    if expected.provisions is not None:
        yield from _provisions(expected.provisions, answers)
    if expected.fair_values is not None:
        yield from _fair_values(expected, counting, answers)
    named = ("fact", "code")
    aside = [(aside.fact, aside.code) for answer in answers for aside in answer.set_aside]
    yield Difference("Set aside", named, _plain(expected.set_aside, named), aside)


def _provisions(rows: Sequence[Row], answers: Sequence[MemberAnswer]) -> Iterator[Difference]:
    """Compare rows with provisions by the columns that the case names; each must be redone from its record."""
    columns = tuple(rows[0].cells) if rows else ("member", "clause", "window", "amount")
    numbers = {"amount", "entitlement", "forecast"}
    expected = [
        tuple(plain(row.number(name) or Decimal(0)) if name in numbers else row.cells[name] for name in columns)
        for row in rows
    ]
    booked = [provision for answer in answers for provision in answer.provisions]
    yield Difference("Provisions", columns, expected, [_provision(each, columns) for each in booked])
    found = [("; ".join(recompute_provision(provision_record(each))[1]),) for each in booked]
    yield Difference("Provisions redone", ("does not follow",), [("",)] * len(booked), found)


def _provision(provision: Provision, columns: Sequence[str]) -> Cells:
    cells = {
        "member": provision.member,
        "clause": provision.clause,
        "window": provision.window_label,
        "amount": plain(provision.amount),
        "by": provision.by,
        "entitlement": plain(provision.entitlement),
        "forecast": plain(provision.forecast or Decimal(0)),
    }
    return tuple(cells[column] for column in columns)


def _fair_values(expected: Expected, counting: Calculation, answers: Sequence[MemberAnswer]) -> Iterator[Difference]:
    """Compare rows with the fair value of units, all members together; each must be redone from its record."""
    rows = expected.fair_values or ()
    columns = tuple(rows[0].cells) if rows else ("unit", "value")
    wanted = [tuple(_fair_cell(row, name) for name in columns) for row in rows]
    tally = counting.fair_tally(expected.moment)
    for answer in answers:
        tally.add(answer)
    found = tally.result()
    yield Difference("Fair value", columns, wanted, [_fair_value(each, columns) for each in found])
    redone = [("; ".join(recompute_fair_value(fair_value_record(each))[1]),) for each in found]
    yield Difference("Fair value redone", ("does not follow",), [("",)] * len(found), redone)


def _fair_cell(row: Row, name: str) -> str:
    return row.cells[name] if name == "unit" else plain(row.number(name) or Decimal(0))


def _fair_value(valued: FairValued, columns: Sequence[str]) -> Cells:
    cells = {
        "unit": valued.unit,
        "given": plain(valued.given),
        "spent": plain(valued.redeemed or Decimal(0)),
        "sales": plain(sum((month.sales for month in valued.months), Decimal(0))),
        "value": plain(valued.value),
        "released": plain(valued.released),
        "deferred": plain(valued.deferred),
    }
    return tuple(cells[column] for column in columns)


def _plain(rows: Iterable[Row], columns: Sequence[str]) -> list[Cells]:
    return [tuple(row.cells[column] for column in columns) for row in rows]


def _level(level: Level) -> Cells:
    last = "" if level.end is None else str(level.end - DAY)
    return level.member, level.ladder, level.tier, str(level.start), last


def _accruals(rows: Sequence[Row], accruals: Sequence[Accrual]) -> Difference:
    """Compare rows with accruals: all that are not zero, and of the zero ones those that the case names."""
    columns = tuple(rows[0].cells) if rows else _ACCRUAL
    expected = [tuple(_expected_cell(row, column) for column in columns) for row in rows]
    named = {_key(columns, cells) for cells in expected}
    shown = [(accrual, _accrual(accrual, columns)) for accrual in accruals]
    actual = [
        cells
        for accrual, cells in shown
        if accrual.amount or accrual.status == "undetermined" or _key(columns, cells) in named
    ]
    return Difference("Accruals", columns, expected, actual)


def _key(columns: Sequence[str], cells: Cells) -> Cells:
    return tuple(cell for column, cell in zip(columns, cells, strict=True) if column not in _OPEN)


def _expected_cell(row: Row, column: str) -> str:
    if column == "amount":
        return plain(row.number("amount") or Decimal(0))
    if column in {"granted", "lapsed"} and row.cells[column]:
        return plain(row.number(column) or Decimal(0))
    if column == "outcomes":
        return _outcomes(row)
    return row.cells[column]


def _outcomes(row: Row) -> str:
    text = row.cells["outcomes"]
    numbers = [Row({"outcomes": part}, row.at).number("outcomes") for part in text.split(" or ")] if text else []
    if len(numbers) not in {0, 2}:
        refuse(row.at, f"{text!r} does not name two outcomes.", "Write it like: 0 or 2,000.00")
    return " or ".join(plain(number or Decimal(0)) for number in numbers)


def _accrual(accrual: Accrual, columns: Sequence[str]) -> Cells:
    cells: Mapping[str, str] = {
        "member": accrual.member,
        "clause": accrual.clause,
        "window": accrual.window_label,
        "amount": plain(accrual.amount),
        "status": accrual.status,
        "unit": accrual.unit,
        "contact": accrual.contact or "",
        "document": accrual.document or "",
        "agreement": accrual.agreement,
        "group": accrual.group or "",
        "party": accrual.party or "",
        "granted": "" if accrual.granted is None else plain(accrual.granted.amount),
        "lapsed": "" if accrual.collected is None else plain(accrual.collected.lapsed),
        "outcomes": " or ".join(plain(outcome) for outcome in accrual.outcomes or ()),
    }
    return tuple(cells[column] for column in columns)


def _reasons(difference: Difference, accruals: Sequence[Accrual]) -> Iterator[str]:
    """Yield the explanation of every accrual that came out wrong."""
    for accrual in accruals:
        cells = _accrual(accrual, difference.columns)
        if cells in difference.unexpected:
            yield f"{' | '.join(cells)}:\n  {sentence(accrual)}"


def _unexplained(row: Row, accruals: Sequence[Accrual]) -> Iterator[str]:
    columns = tuple(column for column in row.cells if column != "says")
    wanted = tuple(row.cells[column] for column in columns)
    found = [sentence(accrual) for accrual in accruals if _accrual(accrual, columns) == wanted]
    if len(found) != 1:
        yield f"{row.at}: {len(found)} accruals are {' | '.join(wanted)}; one is to be explained."
    for told in found:
        missing = [part for part in row.parts("says") if part not in told]
        if missing:
            yield f"The explanation of {' | '.join(wanted)} does not say {'; '.join(missing)}:\n  {told}"
