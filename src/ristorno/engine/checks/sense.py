"""Every clause and ladder makes sense on its own: its parts fit together and can be counted."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from ristorno.engine.checks.counted_in import check_blocks, check_conversions
from ristorno.engine.checks.guarantees import check_guarantee
from ristorno.engine.checks.pieces import check_pieces
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding, unknown
from ristorno.engine.terms.ladder import Ladder, Lasting
from ristorno.engine.terms.limits import Bound
from ristorno.engine.terms.reward import Split
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path
from ristorno.kernel.period import add_months

_COMPARABLE = frozenset({"day", "week", "half_month", "month", "quarter", "half", "year", "every"})

MOST_WINDOWS = 100
"""A level that is kept longer never falls as far as anybody will see."""


def check_sense(terms: Terms) -> Iterator[Finding]:
    """Yield everything in clauses and ladders that contradicts itself."""
    if terms.fact_currency is None and any(_in_money(measure) for measure in terms.measures):
        reason = "The program counts amounts, but does not say in which currency they are."
        yield Finding(("units",), "terms.currency", reason, "Add, for example: currency: EUR")
    yield from check_conversions(terms)
    for name, ladder in terms.ladders.items():
        yield from _ladder(("ladders", name), ladder)
    for name, clause in terms.clauses.items():
        path: Path = ("clauses", name)
        yield from _mechanic(path, clause)
        yield from _window(path, clause)
        yield from check_blocks(path, clause)
        yield from check_pieces(path, clause)
        yield from _multiply(path, clause)
        yield from _units(terms, path, clause)
        if _unit_known(terms, clause):
            yield from _limits(terms, path, clause)


def _unit_known(terms: Terms, clause: Clause) -> bool:
    return terms.unit_of(clause) in terms.earnable


def _in_money(measure: MeasureKind) -> bool:
    return measure.dimension == "money"


def _ladder(path: Path, ladder: Ladder) -> Iterator[Finding]:
    tiers = list(ladder.tiers.items())
    if not tiers or tiers[0][1] != 0:
        remedy = "Begin with the level that everybody has, such as base: 0."
        yield Finding((*path, "tiers"), "terms.tiers", "The lowest level must begin at 0.", remedy)
    for (low, before), (high, after) in pairwise(tiers):
        if after <= before:
            reason = f"The level {high!r} from {after} does not lie above {low!r} from {before}."
            yield Finding(
                (*path, "tiers", high),
                "terms.rows_order",
                reason,
                "List levels from the lowest to the highest.",
            )
    yield from _keeping(path, ladder)
    if ladder.window.narrow:
        reason = f"A ladder cannot count over the window {ladder.window.shape!r}."
        yield Finding(
            (*path, "window"), "terms.window", reason, "Use year, quarter, month, agreement, a campaign or lifetime."
        )


def _keeping(path: Path, ladder: Ladder) -> Iterator[Finding]:
    windows = ladder.kept_until.windows if isinstance(ladder.kept_until, Lasting) else None
    if windows is not None and (windows < 1 or windows > MOST_WINDOWS or windows % 1):
        reason = f"A level cannot be kept through {windows} windows."
        yield Finding((*path, "kept_until"), "terms.kept", reason, "Write a whole number from 1 on, such as 3.")
    if ladder.falls == "none" and (ladder.not_below is not None or ladder.grace):
        reason = "A level that never falls needs no grace, and no level that it may not fall below."
        yield Finding(path, "terms.kept", reason, "Take them out, or say falls: one_level or full.")
    if ladder.falls == "none" and ladder.kept_for is not None:
        reason = "A level that never falls needs no time after which it does."
        yield Finding((*path, "kept_until"), "terms.kept", reason, "Take kept_until out, or say how it falls.")
    if ladder.not_below is not None and ladder.not_below not in ladder.tiers:
        yield unknown((*path, "not_below"), "tier", ladder.not_below, ladder.tiers)
    if ladder.window.shape == "rolling":
        yield from _keeping_rolling(path, ladder)
    yield from _keeping_for_good(path, ladder)


def _keeping_for_good(path: Path, ladder: Ladder) -> Iterator[Finding]:
    """Yield what is said of the time after a window that none follows; a campaign may be followed by a time."""
    if ladder.window.shape not in {"lifetime", "agreement", "campaign"}:
        return
    reason = f"The window {ladder.window.shape!r} is followed by none in which a level would fall."
    timed = ladder.window.shape == "campaign" and ladder.kept_for is not None
    if ladder.grace and not timed:
        yield Finding((*path, "grace"), "terms.kept", reason, "Take grace out.")
    if isinstance(ladder.kept_until, Lasting) and not timed:
        yield Finding((*path, "kept_until"), "terms.kept", reason, "Take kept_until out.")


def _keeping_rolling(path: Path, ladder: Ladder) -> Iterator[Finding]:
    reason = "Over days that roll on a level is held while they reach it; no window ends in which it would fall."
    if ladder.kept_for is not None:
        return
    if ladder.kept_until != "end_of_window":
        remedy = "Take kept_until out, or say for how long a level lasts: {after: 12 months}."
        yield Finding((*path, "kept_until"), "terms.kept", reason, remedy)
    if ladder.falls == "one_level":
        remedy = "Say falls: full, or none; or for how long a level lasts: kept_until: {after: 12 months}."
        yield Finding((*path, "falls"), "terms.kept", reason, remedy)


def _mechanic(path: Path, clause: Clause) -> Iterator[Finding]:
    where = (*path, "mechanic", clause.mechanic.KEY)
    for found in clause.mechanic.problems():
        yield replace(found, path=(*where, *found.path))
    if clause.mechanic.needs_baseline and clause.baseline is None:
        remedy = "Add baseline: {window: previous_year}, or a number."
        yield Finding(where, "terms.baseline", "Growth needs a baseline to grow from.", remedy)
    if clause.baseline is not None and not clause.mechanic.needs_baseline:
        reason = f"The mechanic {clause.mechanic.KEY!r} does not use a baseline."
        yield Finding((*path, "baseline"), "terms.baseline", reason, "Take the baseline out, or use growth.")
    if clause.mechanic.keyed is not None and clause.below_zero == "carry":
        reason = "A sum that is carried over belongs to no row of the rate."
        yield Finding((*path, "below_zero"), "terms.below_zero", reason, "Use zero or charge, or one rate for all.")
    if clause.measure.of is not None:
        yield Finding(
            (*path, "measure"),
            "terms.measure",
            "Which facts earn is said by earn_on.",
            "Move `of` to earn_on.",
        )


def _window(path: Path, clause: Clause) -> Iterator[Finding]:
    where = (*path, "window")
    if clause.calculate is not None and clause.calculate < clause.accept_until:
        until = clause.accept_until
        reason = f"It is calculated after {clause.calculate} days, but documents are accepted for {until}."
        remedy = f"Calculate no earlier than +{until} days."
        yield Finding((*path, "calculate"), "terms.calculate", reason, remedy)
    if clause.window.shape == "rolling":
        remedy = "Use it in a gate; pay by month or quarter."
        yield Finding(where, "terms.window", "A rolling window would pay the same fact many times.", remedy)
    yield from _compared(path, clause)
    if clause.below_zero == "carry" and clause.window.narrow:
        remedy = "Use charge or zero, or a wider window."
        yield Finding(
            (*path, "below_zero"),
            "terms.below_zero",
            "A single document has no next window to carry into.",
            remedy,
        )
    for gate in clause.gates:
        if gate.window is not None and gate.window.narrow:
            reason = f"A gate cannot look at the window {gate.window.shape!r}."
            yield Finding((*path, "qualify"), "terms.window", reason, "Leave it out, or use a period of days.")
        if gate.window is not None and gate.window.shape == "lifetime" and clause.window.narrow and gate.at:
            reason = "A lifetime is never over, so a document that waits for its end would wait for ever."
            remedy = "Take `at` out to see what came before the document, or use a window that ends."
            yield Finding((*path, "qualify"), "terms.window", reason, remedy)


def _compared(path: Path, clause: Clause) -> Iterator[Finding]:
    """Yield windows that have no earlier one: only of a campaign can the same days of the year before be told."""
    by, window, where = clause.baseline and clause.baseline.window, clause.window, (*path, "baseline")
    if by is None or window.shape in _COMPARABLE:
        return
    if window.shape != "campaign":
        reason = f"The window {window.shape!r} has no earlier window to compare with."
        yield Finding(where, "terms.baseline", reason, "Use month, quarter or year, or a number.")
    elif by == "previous":
        remedy = "Write previous_year for the same days a year earlier, or a number."
        yield Finding(where, "terms.baseline", "Before a campaign there is no window like it.", remedy)
    elif window.first and window.last and window.last >= add_months(window.first, 12):
        remedy = "Compare with a number, or let the campaign last a year at most."
        yield Finding(where, "terms.baseline", "It is longer than a year: a year earlier it lies on itself.", remedy)


def _multiply(path: Path, clause: Clause) -> Iterator[Finding]:
    multiply = clause.multiply
    if multiply is None:
        return
    where = (*path, "multiply")
    if not clause.window.narrow and multiply.level_of is None:
        reason = "Inside this window the level can change, so the terms must say which one counts."
        yield Finding(
            where,
            "terms.level_of",
            reason,
            "Add level_of: window_start or window_end, or use window: document.",
        )
    if clause.window.narrow and multiply.level_of is not None:
        yield Finding(where, "terms.level_of", "A single document has one level, its own.", "Take level_of out.")
    for tier, factor in multiply.factors.items():
        if factor < 0:
            yield Finding((*where, tier), "terms.negative", "A multiplier below 0 would take away.", "Write 0 or more.")


def _units(terms: Terms, path: Path, clause: Clause) -> Iterator[Finding]:
    """A share of a number of pieces is no money, and a share of roubles is not a sum of dollars."""
    name = terms.unit_of(clause)
    unit = terms.units.get(name)
    if unit is None or unit.kind != "money" or not _has_rate(clause):
        return
    if _in_money(clause.measure) and terms.fact_currency not in {None, name}:
        reason = f"A share of amounts in {terms.fact_currency} gives {terms.fact_currency}, not {name}."
        remedy = "Pay in the currency of the facts, or give a fixed sum or points."
        yield Finding((*path, "reward", "unit"), "terms.mixed_units", reason, remedy)
    if clause.measure.dimension == "pieces" or clause.measure.blocks is not None:
        what = "What is free" if clause.mechanic.KEY == "every_nth" else "A per cent rate"
        reason = f"{what} of {clause.measure.phrase.replace('.', ' of ', 1)} is not {terms.unit_of(clause)}."
        yield Finding((*path, "mechanic"), "terms.mixed_units", reason, "Measure the amount, or pay per_unit.")


def _has_rate(clause: Clause) -> bool:
    rows = getattr(clause.mechanic, "table", ())
    return clause.mechanic.KEY in {"percent", "growth", "every_nth"} or any(row.rate for row in rows)


def _limits(terms: Terms, path: Path, clause: Clause) -> Iterator[Finding]:
    limits, step = clause.limits, terms.step(terms.unit_of(clause))
    amounts = {"cap": limits.cap, "floor": limits.floor}
    for name, bound in amounts.items():
        if bound is not None:
            yield from _bound((*path, "limits", name), clause, bound)
            if bound.amount % step:
                reason = f"{bound.amount} is not a multiple of {step}, the smallest step of the unit."
                yield Finding((*path, "limits", name), "terms.step", reason, "Round the bound.")
    yield from check_guarantee(path, clause, step)
    yield from _shares(path, clause, step)
    if limits.cap_measure is not None and limits.cap_measure.per == "member":
        reason = "What is measured cannot be cut for good: every window is measured anew."
        remedy = "Use a cap per member, or cap_measure per window."
        yield Finding((*path, "limits", "cap_measure"), "terms.bounds", reason, remedy)
    if limits.cap and limits.floor and limits.cap.per == limits.floor.per and limits.floor.amount > limits.cap.amount:
        yield Finding((*path, "limits"), "terms.bounds", "The floor lies above the cap.", "Swap them or take one out.")
    if limits.floor is not None and limits.floor.per == "member":
        reason = "A floor for good can never be judged, because the member may go on for ever."
        yield Finding((*path, "limits", "floor"), "terms.bounds", reason, "Use a floor per window.")
    if limits.minimum is not None and limits.cap and limits.cap.per == "window" and limits.minimum > limits.cap.amount:
        yield Finding((*path, "limits"), "terms.never_pays", "The minimum lies above the cap.", "Lower the minimum.")
    if clause.narrower(clause.rounding.at):
        yield from _needs_lines((*path, "rounding"), clause, f"Rounding at every {clause.rounding.at}")


def _shares(path: Path, clause: Clause, step: Decimal) -> Iterator[Finding]:
    to = clause.reward.to
    for name, share in to.shares.items() if isinstance(to, Split) else ():
        if share.at_most is not None and (share.at_most < 0 or share.at_most % step):
            reason = f"At most {share.at_most} is not a multiple of {step}, the smallest step of the unit."
            yield Finding((*path, "reward", "to", "shares", name), "terms.step", reason, "Round the bound.")


def _bound(path: Path, clause: Clause, bound: Bound) -> Iterator[Finding]:
    if bound.amount < 0:
        yield Finding(path, "terms.negative", "A bound below 0 makes no sense.", "Write 0 or more.")
    if clause.window.shape == "fact" and bound.per == "document":
        yield Finding(path, "terms.bounds", "The document is wider than the window.", "Use window: document.")
    if clause.narrower(bound.per):
        yield from _needs_lines(path, clause, f"A bound for every {bound.per}")


def _needs_lines(path: Path, clause: Clause, what: str) -> Iterator[Finding]:
    if not clause.mechanic.linear or clause.measure.blocks is not None:
        reason = f"{what} needs to know what each earns, which {clause.mechanic.KEY} cannot tell here."
        yield Finding(
            path,
            "terms.bounds",
            reason,
            f"Use window: {clause.rounding.at}, or percent, per_unit or plain rates.",
        )
    if clause.below_zero == "carry":
        yield Finding(
            path, "terms.bounds", f"{what} cannot be joined with below_zero: carry.", "Choose one of the two."
        )
