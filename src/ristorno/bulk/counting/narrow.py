"""Windows of single documents: what each measured, and what it is owed for it."""

from datetime import timedelta

from ristorno.bulk.counting.acting import NOBODY, recipient, weighed
from ristorno.bulk.counting.clauses import Compiling, unnamed
from ristorno.bulk.counting.counted_documents import counted_documents
from ristorno.bulk.counting.dividing import Dividing
from ristorno.bulk.counting.documents import (
    keys_of,
    lined_of,
    measured_by_document,
)
from ristorno.bulk.counting.entitlement import entitle
from ristorno.bulk.counting.lined import by_line
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.picked import numbers_of
from ristorno.bulk.counting.shared_caps import with_others_by_document
from ristorno.bulk.counting.verdicts import ALWAYS_MET
from ristorno.bulk.counting.windowed import paid_under
from ristorno.bulk.plan.expressions import FALSE, NULL, Expression, call, col, every, some, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, total
from ristorno.bulk.plan.relations import Relation, select, union
from ristorno.engine.counting.frame import Frame
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import DAY, Period


def narrow_clause(compiling: Compiling) -> Relation | None:
    """Return what all holders are owed for single documents or lines; None where no version has the clause."""
    holdings = compiling.ground.holdings
    known = Period(holdings.first_day, holdings.last_day + DAY)
    spans = [each for each in compiling.holders.spans(compiling.name) if each[0].days.cut(known).days > 0]
    parts = [_of_version(compiling, span, clause) for span, clause in spans]
    return union(parts) if parts else None


def _of_version(compiling: Compiling, span: Span, clause: Clause) -> Relation:
    """Return what is owed for the documents of the days on which one version rules."""
    found = with_others_by_document(counted_documents(compiling, span, clause))
    amount, verdict, reward, frame = entitle(found.asked), found.verdict, clause.reward, found.frame
    counted = amount if verdict == ALWAYS_MET else chosen([(verdict.counts, amount)], ZERO)
    owed: Relation = select(
        found.relation,
        {
            **{name: col(name) for name in (*keys_of(compiling, clause), "day")},
            "part": col("part") if reward.apart else NOBODY,
            "amount": compiling.kept(counted),
            "held": NULL if verdict.open == FALSE and not reward.among_persons else compiling.kept(amount),
            "undetermined": every([verdict.open, call("<>", amount.expression, value(0))]),
        },
    )
    if reward.among_persons:
        owed = _divided(compiling, frame, owed, amount.scaled(compiling.decimals).most)
    told = {
        "member": col("member"),
        **unnamed(),
        **recipient(reward),
        "document": col("document"),
        **({"line": col("line")} if clause.window.shape == "fact" else {}),
        **compiling.named(clause, span.rules),
        "label": call("text", col("day")),
        "start": col("day"),
        "last": col("day"),
        "amount": col("amount"),
        "status": when(col("undetermined"), value("undetermined"), _status(compiling, clause)),
        "low": when(col("undetermined"), value(0), NULL),
        "high": when(col("undetermined"), col("held"), NULL),
    }
    return select(owed, told, some([call("<>", col("amount"), value(0)), col("undetermined")]))


def _weights(compiling: Compiling, frame: Frame) -> tuple[Relation, Number]:
    """Return the columns of what everybody who acted brought to each document, or line, and its number."""
    clause, versions = frame.clause, numbers_of(compiling.holders.context, frame.version, frame.clause)
    if by_line(clause):
        lines = lined_of(compiling, frame, {})
        return lines.summed(versions, known=False, by=("part",)), total(
            [paid_under(each, lines.value) for each in versions]
        )
    column = number_of(compiling.ground, "line" if clause.window.shape == "fact" else "act", clause.measure)
    weights = measured_by_document(compiling, frame, weighed(person=compiling.person), {})
    return weights, paid_under(frame.version, column)


def _divided(compiling: Compiling, frame: Frame, owed: Relation, most: int) -> Relation:
    """Return amounts divided among those who acted, and between them and the company."""
    clause, keys = frame.clause, keys_of(compiling, frame.clause)
    weights, weight = _weights(compiling, frame)
    held = Number(col("held"), compiling.decimals, most)
    brought = select(weights, {**{name: col(name) for name in (*keys, "part")}, "weight": weight.expression})
    rows = compiling.keep(owed, "Amounts to divide")
    step = Dividing.whole_step(compiling, [frame.step])
    dividing = Dividing(compiling, clause.reward, keys, held, weight, step)
    return dividing.told(dividing.divided(rows, brought), {name: col(name) for name in (*keys, "day")})


def _status(compiling: Compiling, clause: Clause) -> Expression:
    if not clause.accept_until:
        return value("final")
    over = compiling.holders.context.today - timedelta(days=clause.accept_until)
    return when(call("<=", col("day"), value(over)), value("final"), value("provisional"))
