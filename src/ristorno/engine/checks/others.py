"""Clauses that depend on other members: everything must be the same question for all whose facts count together."""

from collections.abc import Iterator

from ristorno.engine.measures.count import Count
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.measures.ratio import Ratio
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.reward import Split
from ristorno.engine.terms.terms import Terms
from ristorno.engine.terms.windows import Window
from ristorno.kernel.document import Path

_SUMMED = frozenset({"facts", "documents"})
"""Things that are counted, and that two members never have in common."""


def check_others(terms: Terms) -> Iterator[Finding]:
    """Yield what cannot be counted, or is not told, where the facts of several members count together."""
    for name, ladder in terms.ladders.items():
        asking = [other for other in ladder.measure.draws.clauses if asks_others(terms, other)]
        if asking:
            reason = (
                f"A level cannot rest on what depends on other members, as {asking[0]!r} does: who is compared, or "
            )
            reason += "whose turn it is, may rest on levels."
            remedy = (
                "Let the ladder count other promises, or facts; in limits a `times` without `program` asks nobody else."
            )
            yield Finding(("ladders", name, "measure"), "terms.whose", reason, remedy)
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name)
        yield from _results(terms, path, clause)
        if clause.pooled:
            yield from _window(path, clause)
            yield from _measured(path, clause)
            yield from _arithmetic(path, clause)
            yield from _audience(path, clause)
        if clause.compares:
            yield from _window(path, clause)
            yield from _compared(path, clause)
        yield from _recipient(path, clause)
        for gate in clause.gates:
            yield from _gate((*path, "qualify"), clause, gate)


def asks_others(terms: Terms, name: str) -> bool:
    """Return whether a clause, or any on whose result it rests, depends on other members."""
    waiting, seen = [name], set[str]()
    while waiting:
        clause = terms.clauses.get(waiting.pop())
        if clause is None:
            continue
        if clause.needs_population:
            return True
        others = {other for drawn in clause.draws for other in drawn.clauses}
        waiting += others - seen
        seen |= others
    return False


def _results(terms: Terms, path: Path, clause: Clause) -> Iterator[Finding]:
    """Yield results of clauses that would have to be known of other members."""
    pooled = [clause.measure] if clause.pooled else []
    pooled += [gate.measure for gate in clause.gates if (gate.whose or clause.whose) != "own"]
    if any(measure.draws.clauses for measure in pooled):
        reason = "What promises give to other members is not known here."
        yield Finding(path, "terms.whose", reason, "Count facts together, and results for each member alone.")
    if clause.compares and any(asks_others(terms, other) for other in clause.measure.draws.clauses):
        reason = "Members cannot be compared by what itself depends on other members."
        yield Finding((*path, "measure"), "terms.whose", reason, "Compare them by facts, or by other promises.")


def _window(path: Path, clause: Clause) -> Iterator[Finding]:
    window = clause.judged
    if window.narrow:
        reason = "A single document is of one member, so others cannot be counted or compared in it."
        yield Finding((*path, "window"), "terms.whose", reason, "Use a period such as month, quarter or year.")
    elif _own_beginning(window):
        reason = "This window begins for every member on a day of its own, so their sums do not fit together."
        yield Finding((*path, "window"), "terms.whose", reason, "Use a calendar period, or anchor it at a day.")
    if clause.compares and clause.cumulative:
        reason = "How all stand is known for whole windows only, not to the end of each piece of one."
        yield Finding((*path, "pay_every"), "terms.whose", reason, "Say basis: separate, or take pay_every out.")
    elif clause.cumulative:
        yield from _pieces(path, clause)


def _pieces(path: Path, clause: Clause) -> Iterator[Finding]:
    """Yield what would give, or take back, an earlier piece another time because somebody else is paid now."""
    where, remedy = (*path, "pay_every"), "Say basis: separate, or take pay_every out."
    if clause.pay_every is not None and clause.pay_every.window.from_start:
        reason = "These pieces begin for every member on a day of its own, so their sums do not fit together."
        yield Finding(where, "terms.whose", reason, "Use pieces of the calendar, such as quarter.")
    if clause.who.dated:
        reason = "Who is paid for others is judged when a window ends, so it may be another one at every piece."
        yield Finding(where, "terms.whose", reason, f"Name members in `for`, or nobody. {remedy}")
    if clause.whose == "group" and clause.reward.to == "company":
        reason = "Whoever is paid may change its group between two pieces, and would leave what it was paid behind."
        yield Finding(where, "terms.whose", reason, f"Pay the head, or each member. {remedy}")


def _own_beginning(window: Window) -> bool:
    return window.shape == "agreement" or window.from_start


def _measured(path: Path, clause: Clause) -> Iterator[Finding]:
    measure = clause.measure
    if isinstance(measure, Count) and measure.phrase.removeprefix("count.") not in _SUMMED:
        reason = "Two members may have the same one, so their counts cannot be added."
        yield Finding((*path, "measure"), "terms.whose", reason, "Count documents or facts, or measure a sum.")
    if clause.mechanic.picked_by is not None or clause.mechanic.keyed is not None:
        reason = "Only sums of other members are known, not their lines, so no line of theirs can pick a row."
        yield Finding(
            (*path, "mechanic"), "terms.whose", reason, "Let the measure pick the row, with one rate for all."
        )


def _arithmetic(path: Path, clause: Clause) -> Iterator[Finding]:
    cut = clause.limits.cap_measure is not None or clause.limits.free is not None
    if clause.keeps_lines or cut or clause.mechanic.KEY == "every_nth":
        reason = "Only sums of other members are known, so nothing can be counted or bounded line by line."
        yield Finding(path, "terms.whose", reason, "Bound and round the window, and count sums.")
    if clause.baseline is not None and clause.baseline.new_members == "prorated":
        reason = "On which day a group began is not known, only what its members brought."
        remedy = "Say new_members: none, or {fixed: N}."
        yield Finding((*path, "baseline", "new_members"), "terms.whose", reason, remedy)
    if clause.reward.to != "each":
        return
    rows = getattr(clause.mechanic, "table", ())
    if clause.limits.floor is not None or any(row.threshold == 0 and getattr(row, "fixed", None) for row in rows):
        reason = "What is due where nothing was brought cannot be divided by what each brought."
        yield Finding(path, "terms.whose", reason, "Pay the head, or let the sum begin above 0.")
    if clause.multiply is not None:
        reason = "Each member's own level would make another amount of the same whole."
        yield Finding((*path, "multiply"), "terms.whose", reason, "Pay the head, or take multiply out.")


def _compared(path: Path, clause: Clause) -> Iterator[Finding]:
    if clause.pooled:
        reason = "Members are compared one by one, not their groups."
        yield Finding((*path, "whose"), "terms.whose", reason, "Take whose out.")
    if clause.reward.to != "company":
        reason = "Members are compared as companies, so the company is paid."
        yield Finding((*path, "reward", "to"), "terms.whose", reason, "Take `to` out.")
    if clause.measure.blocks is not None:
        reason = "Members are compared by what is measured, before any blocks."
        yield Finding((*path, "measure"), "terms.whose", reason, "Take `in` out.")
    if clause.below_zero == "carry" or clause.multiply is not None:
        reason = "All members must be compared by the same number: nothing is carried over or multiplied."
        yield Finding(path, "terms.whose", reason, "Take below_zero: carry and multiply out.")


def _audience(path: Path, clause: Clause) -> Iterator[Finding]:
    if clause.who.dated and clause.who.at != "window_end":
        reason = "Who is paid for others is judged when the window ends, not for each of their facts."
        yield Finding((*path, "for"), "terms.whose", reason, "Add at: window_end.")


def _recipient(path: Path, clause: Clause) -> Iterator[Finding]:
    to = "split" if isinstance(clause.reward.to, Split) else clause.reward.to
    where = (*path, "reward", "to")
    if to in {"head", "each"} and clause.whose != "group":
        reason = f"Only a group has {'a head' if to == 'head' else 'members among whom to divide'}."
        yield Finding(where, "terms.whose", reason, "Add whose: group, or pay the company.")
    elif clause.pooled and to not in {"company", "head", "each"}:
        reason = "The persons of other members are not known here."
        yield Finding(where, "terms.whose", reason, "Pay the head, each member, or the company.")
    elif clause.whose == "group" and to == "company" and clause.who.members is None:
        reason = "Every member of the group would be paid the whole amount."
        remedy = "Say reward: {to: head} or {to: each}, or name in `for` the members that are paid."
        yield Finding((*path, "reward"), "terms.whose", reason, remedy)


def _gate(path: Path, clause: Clause, gate: Gate) -> Iterator[Finding]:
    if (gate.whose or clause.whose) == "own":
        return
    if isinstance(gate.measure, OverdueAmount):
        reason = "The debts of other members are not known here."
        yield Finding(path, "terms.whose", reason, "Add whose: own to this condition.")
    elif isinstance(gate.measure, Ratio):
        reason = "A ratio needs two sums, and of other members one is known for each condition."
        yield Finding(path, "terms.whose", reason, "Add whose: own to this condition.")
    elif isinstance(gate.measure, Count) and gate.measure.phrase.removeprefix("count.") not in _SUMMED:
        reason = "Two members may have the same one, so their counts cannot be added."
        yield Finding(path, "terms.whose", reason, "Count documents or facts, or measure a sum.")
    window = gate.window or clause.judged
    if window.shape == "rolling" or window.narrow or _own_beginning(window):
        reason = "What a group brought is known for whole periods of the calendar only."
        yield Finding(path, "terms.whose", reason, "Give the condition a window such as month or year.")
    elif window.shape == "lifetime" and clause.judged.shape != "lifetime":
        reason = "What a group brought by some day is not known, only what a whole period holds."
        yield Finding(path, "terms.whose", reason, "Give the condition a window such as month or year.")
    elif clause.window.narrow and gate.at != "window_end":
        reason = "What a group brought just before a single document is not known, only what a whole period holds."
        yield Finding(path, "terms.whose", reason, "Add at: window_end to this condition.")
