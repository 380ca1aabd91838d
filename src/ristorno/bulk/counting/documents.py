"""What single documents and lines measure, by who acted in them where that matters."""

from collections.abc import Mapping
from typing import Literal

from ristorno.bulk.counting.acting import Parting, parted, with_actors, with_consent
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.ground import Grain
from ristorno.bulk.counting.least import asks_how_many
from ristorno.bulk.counting.lined import Lined
from ristorno.bulk.counting.lined_documents import LinedDocuments
from ristorno.bulk.counting.measuring import Judge, holding, once, sums, taken
from ristorno.bulk.counting.picked import Rates, in_rows, numbers_of
from ristorno.bulk.mechanics.brackets import asks_whether_empty
from ristorno.bulk.plan.expressions import NULL, TRUE, Expression, col, value, when, within
from ristorno.bulk.plan.relations import Relation, Summed, filtered, select
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import FIRST_DAY, LAST_DAY, Period


def grain_for(clause: Clause) -> Grain:
    """Return where the windows of a clause that is counted by document, or by line, lie."""
    if clause.window.shape == "fact":
        return "line"
    return "act" if clause.reward.apart else "document"


def keys_of(compiling: Compiling, clause: Clause) -> tuple[str, ...]:
    """Return the columns that tell windows apart."""
    return (*compiling.documents, "line") if clause.window.shape == "fact" else compiling.documents


def measured_by_document(
    compiling: Compiling, frame: Frame, parting: Parting | None, of_line: Mapping[str, Expression]
) -> Relation:
    """Return what was measured by member and document, or line; with a parting, also by ``part``.

    ``of_line``: more columns over facts by line.
    """
    span, clause, version = frame.span, frame.clause, frame.version
    grain: Grain = "act" if parting is not None and clause.window.shape != "fact" else grain_for(clause)
    ground, measure = compiling.ground, clause.measure
    judges = [Judge(span.rules, clause.earn_on)]
    within_days = on_days(compiling.held_days(span.rules, clause.earn_on, span.days))
    facts = _parted(compiling, filtered(compiling.measured(measure, grain), within_days), grain, parting)
    wanted: dict[str, Expression] = {f"paid_{version}": TRUE}
    if clause.mechanic.keyed is not None:
        if once(ground, measure):
            raise NotCompiled("what is counted once, by rows of a rate")
        rates = Rates(compiling, span.rules, clause.mechanic.keyed, "row")
        facts = rates.told(facts)
        picked = in_rows(compiling.holders.context, version, clause, rates.number())
        wanted = {f"paid_{number}": held for number, held in picked.items()}
    moments: tuple[Literal["at"], ...] = () if _timeless(clause) else ("at",)
    ground.use(grain, *moments)
    part = ("part",) if parting is not None else ()
    kept = {name: col(name) for name in ("member", "document", "day", *moments, *part)}
    if grain == "line":
        taken_of_line, known = taken(ground, grain, measure, judges)
        said = {name: when(held, taken_of_line, NULL) for name, held in wanted.items()}
        return select(facts, {**kept, "line": col("line"), **said, "known": known, **of_line}, holding(ground, judges))
    known_lines = {"known": TRUE} if asks_whether_empty(clause.mechanic) or asks_how_many(clause) else {}
    alone = grain == "document"
    return sums(ground, facts, grain, measure, judges, tuple(kept), wanted, known_lines, alone=alone)


def lined_of(compiling: Compiling, frame: Frame, of_line: Mapping[str, Expression]) -> Lined:
    """Return the lines of single documents that count, in their order."""
    return LinedDocuments(compiling, frame.span, frame.clause, frame.version, of_line).lined().kept(compiling)


def of_lines(compiling: Compiling, frame: Frame, lines: Lined, of_line: Mapping[str, Expression]) -> Relation:
    """Return what was measured by member and document, or line, over lines that are counted in their order."""
    clause = frame.clause
    firsts = {name: Summed("first", col(name)) for name in ("day", "at", *of_line)}
    if asks_whether_empty(clause.mechanic):
        firsts["known"] = Summed("count", value(1))
    return lines.summed(numbers_of(compiling.holders.context, frame.version, clause), known=False, more=firsts)


def _timeless(clause: Clause) -> bool:
    """Return whether it does not matter when on its day a document was."""
    gates = (*clause.gates, *clause.mechanic.row_gates)
    return clause.who.everybody and clause.multiply is None and not gates and clause.mechanic.keyed is None


def _parted(compiling: Compiling, facts: Relation, grain: Grain, parting: Parting | None) -> Relation:
    """Return facts with the part that they belong to, those alone that have one."""
    if parting is None:
        return facts
    if grain == "line":
        facts = with_consent(with_actors(facts, [parting.role] if parting.role else []))
    return filtered(parted(compiling.ground, facts, parting), parting.where)


def on_days(days: Period) -> Expression:
    """Return whether a document lies on some days; nothing is asked where all days are meant."""
    if days.start <= FIRST_DAY and days.end >= LAST_DAY:
        return TRUE
    return within(col("day"), days.start, days.end)
