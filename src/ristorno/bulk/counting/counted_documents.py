"""Windows of single documents and lines with everything that the amount of each follows from."""

from dataclasses import dataclass, replace

from ristorno.bulk.counting.acting import apart
from ristorno.bulk.counting.audience import Meant, told_facts
from ristorno.bulk.counting.bracketed import judged, judged_by, nothing_judged, of_documents
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.cuts import NOTHING_CUT, Cuts, cut_lines
from ristorno.bulk.counting.documents import (
    grain_for,
    keys_of,
    lined_of,
    measured_by_document,
    of_lines,
    on_days,
)
from ristorno.bulk.counting.entitlement import Asked
from ristorno.bulk.counting.gates_of_documents import DocumentGates
from ristorno.bulk.counting.least import where_lines_count
from ristorno.bulk.counting.levels import factor, of_facts
from ristorno.bulk.counting.lined import Lined, by_line, refuse_dated
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.open_rows import Open, rows_held
from ristorno.bulk.counting.picked import numbers_of
from ristorno.bulk.counting.proportion import proportion, proportion_of_line
from ristorno.bulk.counting.remembered import remembers
from ristorno.bulk.counting.staged import Staging, with_stages
from ristorno.bulk.counting.verdicts import Verdict
from ristorno.bulk.counting.windowed import paid_under
from ristorno.bulk.mechanics import cuts_lines
from ristorno.bulk.mechanics.brackets import asks_whether_empty
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, value
from ristorno.bulk.plan.numbers import Number, total
from ristorno.bulk.plan.relations import Join, Relation, filtered
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.bounds import lawful
from ristorno.engine.counting.frame import Frame
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.limits import LegalCap
from ristorno.kernel.period import DAY, FIRST_DAY, LAST_DAY, Period


@dataclass(frozen=True, slots=True)
class CountedDocuments:
    """The windows of a clause on the days on which one version rules: their rows, and their arithmetic."""

    compiling: Compiling
    frame: Frame
    relation: Relation
    """A row for every document or line, and part where parts are counted apart."""
    asked: Asked
    verdict: Verdict

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        clause = self.frame.clause
        return (*keys_of(self.compiling, clause), *(("part",) if clause.reward.apart else ()))


def counted_documents(compiling: Compiling, span: Span, clause: Clause) -> CountedDocuments:
    """Return the windows of a clause under one version with what each measured; raises :class:`NotCompiled`."""
    compiling.refuse(clause)
    refuse_dated(compiling, clause)
    _refuse(clause)
    reward, person = clause.reward, compiling.person
    gates = DocumentGates(compiling, span.rules, clause, span.days, clause.gates, "asked")
    of_rows = DocumentGates(compiling, span.rules, clause, span.days, clause.mechanic.row_gates, "row")
    parting = apart(reward, person=person) if reward.apart else None
    frame = compiling.holders.frame(span, compiling.name)
    asked = {**gates.of_rows(), **of_rows.of_rows(), **proportion_of_line(compiling, span.rules, clause)}
    lines = lined_of(compiling, frame, asked) if by_line(clause) else None
    if lines is None:
        measured = measured_by_document(compiling, frame, parting, asked)
        measured = of_documents(compiling, measured, span.rules, clause)
    else:
        measured = of_lines(compiling, frame, lines, asked)
    measured, cuts = _cut(compiling, frame, measured, lines)
    measured = of_rows.asked(gates.asked(measured))
    measured = _multiplied(compiling, measured, span, clause, lines)
    asked_of = _asked(compiling, frame, of_rows, lines, cuts)
    if clause.stages and lines is not None:
        staging = Staging(TRUE, asked_of, compiling.ground.holdings.lines)
        measured, staged = with_stages(measured, lines, [staging])
        asked_of = replace(asked_of, staged=staged)
    return CountedDocuments(compiling, frame, measured, asked_of, gates.verdict(clause.qualify))


def _refuse(clause: Clause) -> None:
    """Raise what the plan cannot say of single documents."""
    if clause.baseline is not None and clause.mechanic.needs_baseline:
        raise NotCompiled("growth of single documents")
    if clause.reward.hands:
        raise NotCompiled("amounts of single documents that are handed on")
    if remembers([clause]):
        raise NotCompiled("what documents hand on to the next")


def _cut(compiling: Compiling, frame: Frame, measured: Relation, lines: Lined | None) -> tuple[Relation, Cuts]:
    """Return rows with what the shares of lines come to, where the mechanic cuts lines in their order."""
    if lines is None or not cuts_lines(frame.clause.mechanic):
        return measured, NOTHING_CUT
    shares, (cuts,) = cut_lines(compiling.ground, lines, [(TRUE, {frame.version: frame.clause})])
    return Join(measured, shares, lines.keys, "left"), cuts


def _asked(compiling: Compiling, frame: Frame, of_rows: DocumentGates, lines: Lined | None, cuts: Cuts) -> Asked:
    """Return what the arithmetic of a document has to know, over what was measured of it."""
    clause, span = frame.clause, frame.span
    versions = numbers_of(compiling.holders.context, frame.version, clause)
    column = number_of(compiling.ground, grain_for(clause), clause.measure) if lines is None else lines.value
    paid = {version: paid_under(version, column) for version in versions}
    empty = (
        call("=", call("coalesce", col("known"), value(0)), value(0)) if asks_whether_empty(clause.mechanic) else FALSE
    )
    judging = total(list(paid.values()))
    if clause.mechanic.picked_by is not None:
        judging = judged(compiling, grain_for(clause), clause.mechanic.picked_by)
        if lines is not None and lines.moved is not None:
            judging = judged_by(lines.moved)
        empty = every([empty, nothing_judged()])
    factors: dict[int, Number] = {}
    if clause.multiply is not None:
        by_level = factor("level", clause.multiply, span.rules.terms.ladders[clause.multiply.ladder])
        factors = dict.fromkeys(versions, by_level)
    rows: Open = {}
    if clause.mechanic.row_gates:
        rows = dict.fromkeys(versions, rows_held(clause, of_rows.measured()))
    beside = proportion(compiling, clause)
    clauses, legal = frame.clauses(compiling.holders.context, tuple(versions)), _laws(span, clause)
    return Asked(
        clauses,
        paid,
        judging,
        frame.step,
        factors=factors,
        legal=legal,
        empty=empty,
        rows=rows,
        beside=beside,
        cuts=cuts,
        meant=where_lines_count(clause, versions, by_line=lines is not None),
    )


def _laws(span: Span, clause: Clause) -> list[tuple[Expression, LegalCap]]:
    """Return what the laws allow for a document, each between the days on which any of them changes."""
    table = clause.limits.legal
    if table is None:
        return []
    terms = span.rules.terms
    starts = sorted({FIRST_DAY, *(row.since for row in terms.lawful(table) if row.since is not None)})
    eras = [Period(start, end) for start, end in zip(starts, [*starts[1:], LAST_DAY], strict=True)]
    laws = [(era, lawful(terms, table, Period(era.start, era.start + DAY))) for era in eras]
    return [(on_days(era), law) for era, law in laws if law is not None]


def _multiplied(compiling: Compiling, measured: Relation, span: Span, clause: Clause, lines: Lined | None) -> Relation:
    """Return the documents of those whom the clause is for, with the level that multiplies."""
    if lines is None and not clause.who.everybody:
        measured, (earns,) = told_facts(compiling, measured, [Meant(span.rules, clause.who)])
        measured = filtered(measured, earns)
    if clause.multiply is None:
        return measured
    return of_facts(compiling, measured, "level", span.rules, clause.multiply.ladder, None)
