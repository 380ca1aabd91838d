"""Windows of single documents: what each measured, and what it is owed for it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from ristorno.bulk.counting.audience import Meant, told_facts
from ristorno.bulk.counting.bracketed import judged, nothing_judged, of_documents
from ristorno.bulk.counting.clauses import Compiling, unnamed
from ristorno.bulk.counting.entitlement import Asked, entitle
from ristorno.bulk.counting.gates_of_documents import DocumentGates
from ristorno.bulk.counting.ground import Grain
from ristorno.bulk.counting.levels import factor, of_facts
from ristorno.bulk.counting.measuring import Judge, holding, number_of, once, sums, taken
from ristorno.bulk.counting.open_rows import Open, rows_held
from ristorno.bulk.counting.picked import Rates, in_rows, numbers_of
from ristorno.bulk.counting.remembered import remembers
from ristorno.bulk.counting.verdicts import ALWAYS_MET
from ristorno.bulk.mechanics.brackets import asks_whether_empty
from ristorno.bulk.plan.expressions import (
    FALSE,
    NO_TEXT,
    NULL,
    TRUE,
    Expression,
    call,
    col,
    every,
    some,
    value,
    when,
    within,
)
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, total
from ristorno.bulk.plan.relations import Relation, Select, filtered, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import DAY, FIRST_DAY, LAST_DAY, Period


def narrow_clause(compiling: Compiling) -> Relation | None:
    """Return what all holders are owed for single documents or lines; None where no version has the clause."""
    holdings = compiling.ground.holdings
    known = Period(holdings.first_day, holdings.last_day + DAY)
    spans = [each for each in compiling.holders.spans(compiling.name) if each[0].days.cut(known).days > 0]
    parts = [_of_version(compiling, span, clause) for span, clause in spans]
    return union(parts) if parts else None


def _of_version(compiling: Compiling, span: Span, clause: Clause) -> Select:
    """Return what is owed for the documents of the days on which one version rules."""
    compiling.refuse(clause)
    if clause.baseline is not None and clause.mechanic.needs_baseline:
        raise NotCompiled("growth of single documents")
    if remembers([clause]):
        raise NotCompiled("what documents hand on to the next")
    if clause.limits.legal is not None:
        raise NotCompiled("what laws allow for single documents")
    frame = compiling.holders.frame(span, compiling.name)
    versions = numbers_of(compiling.holders.context, frame.version, clause)
    gates = DocumentGates(compiling, span.rules, clause, span.days, clause.gates, "asked")
    of_rows = DocumentGates(compiling, span.rules, clause, span.days, clause.mechanic.row_gates, "row")
    asked = {**gates.of_rows(), **of_rows.of_rows()}
    measured = of_rows.asked(gates.asked(_measured(compiling, span, clause, asked, frame.version)))
    if clause.mechanic.picked_by is not None:
        if _grain(clause) == "line":
            raise NotCompiled("brackets of single facts picked by another measure")
        measured = of_documents(compiling, measured, span.rules, clause)
    if not clause.who.everybody:
        measured, (earns,) = told_facts(compiling, measured, [Meant(span.rules, clause.who)])
        measured = filtered(measured, earns)
    factors: dict[int, Number] = {}
    if clause.multiply is not None:
        ladder = clause.multiply.ladder
        measured = of_facts(compiling, measured, "level", span.rules, ladder, None)
        by_level = factor("level", clause.multiply, span.rules.terms.ladders[ladder])
        factors = dict.fromkeys(versions, by_level)
    column = number_of(compiling.ground, _grain(clause), clause.measure)
    paid = {
        version: Number(call("coalesce", col(f"paid_{version}"), value(0)), column.decimals, column.most)
        for version in versions
    }
    empty = call("=", col("known"), value(0)) if asks_whether_empty(clause.mechanic) else FALSE
    clauses = frame.clauses(compiling.holders.context, tuple(versions))
    judging = total(list(paid.values()))
    if clause.mechanic.picked_by is not None:
        judging = judged(compiling, _grain(clause), clause.mechanic.picked_by)
        empty = every([empty, nothing_judged()])
    rows: Open = {}
    if clause.mechanic.row_gates:
        rows = dict.fromkeys(versions, rows_held(clause, of_rows.measured()))
    amount = entitle(Asked(clauses, paid, judging, frame.step, factors=factors, empty=empty, rows=rows))
    verdict = gates.verdict(clause.qualify)
    counted = amount if verdict == ALWAYS_MET else chosen([(verdict.counts, amount)], ZERO)
    by_line = clause.window.shape == "fact"
    rounded = select(
        measured,
        {
            **{name: col(name) for name in ("member", "document", "day")},
            "line": col("line") if by_line else NO_TEXT,
            "amount": compiling.kept(counted),
            "held": compiling.kept(amount),
            "undetermined": every([verdict.open, call("<>", amount.expression, value(0))]),
        },
    )
    told = {
        "member": col("member"),
        **unnamed(),
        "document": col("document"),
        "line": col("line"),
        **compiling.named(clause, span.rules),
        "label": call("text", col("day")),
        "start": col("day"),
        "last": col("day"),
        "amount": col("amount"),
        "status": when(col("undetermined"), value("undetermined"), _status(compiling, clause)),
        "low": when(col("undetermined"), value(0), NULL),
        "high": when(col("undetermined"), col("held"), NULL),
    }
    return select(rounded, told, some([call("<>", col("amount"), value(0)), col("undetermined")]))


def _grain(clause: Clause) -> Grain:
    return "line" if clause.window.shape == "fact" else "document"


def _measured(
    compiling: Compiling, span: Span, clause: Clause, asked: Mapping[str, Expression], version: int
) -> Relation:
    """Return what was measured by member and document, or line."""
    grain, ground, measure = _grain(clause), compiling.ground, clause.measure
    judges = [Judge(span.rules, clause.earn_on)]
    within_days = _days(compiling.held_days(span.rules, clause.earn_on, span.days))
    facts = filtered(compiling.measured(measure, grain), within_days)
    wanted: dict[str, Expression] = {f"paid_{version}": TRUE}
    if clause.mechanic.keyed is not None:
        if once(measure):
            raise NotCompiled("what is counted once, by rows of a rate")
        rates = Rates(compiling, span.rules, clause.mechanic.keyed, "row")
        facts = rates.told(facts)
        picked = in_rows(compiling.holders.context, version, clause, rates.number())
        wanted = {f"paid_{number}": held for number, held in picked.items()}
    timeless = (
        clause.who.everybody
        and clause.multiply is None
        and not clause.gates
        and not clause.mechanic.row_gates
        and clause.mechanic.keyed is None
    )
    moments: tuple[Literal["at"], ...] = () if timeless else ("at",)
    ground.use(grain, *moments)
    kept = {name: col(name) for name in ("member", "document", "day", *moments)}
    if grain == "line":
        of_line, known = taken(ground, grain, measure, judges)
        said = {name: when(held, of_line, NULL) for name, held in wanted.items()}
        columns = {**kept, "line": col("line"), **said, "known": known, **asked}
        return select(facts, columns, holding(ground, judges))
    known_lines = {"known": TRUE} if asks_whether_empty(clause.mechanic) else {}
    return sums(ground, facts, grain, measure, judges, tuple(kept), wanted, known_lines, alone=True)


def _days(days: Period) -> Expression:
    """Return whether a document lies on some days; nothing is asked where all days are meant."""
    if days.start <= FIRST_DAY and days.end >= LAST_DAY:
        return TRUE
    return within(col("day"), days.start, days.end)


def _status(compiling: Compiling, clause: Clause) -> Expression:
    if not clause.accept_until:
        return value("final")
    over = compiling.holders.context.today - timedelta(days=clause.accept_until)
    return when(call("<=", col("day"), value(over)), value("final"), value("provisional"))
