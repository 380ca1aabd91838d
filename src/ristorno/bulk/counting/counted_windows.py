"""Windows of many days with everything that the amount of each follows from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ristorno.bulk.counting.acting import apart, one_reward
from ristorno.bulk.counting.baselines import may_be_unclear, with_earlier
from ristorno.bulk.counting.bracketed import judged_by, with_judged
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.cuts import NOTHING_CUT, Cuts, cut_lines
from ristorno.bulk.counting.gates import gated
from ristorno.bulk.counting.gathered import Numbered, gather
from ristorno.bulk.counting.least import of_windows
from ristorno.bulk.counting.lined import Lined, by_line, refuse_dated
from ristorno.bulk.counting.lined_windows import LinedWindows
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.multiplied import multiplied, versions_of
from ristorno.bulk.counting.open_rows import with_open_rows
from ristorno.bulk.counting.remembered import remembers
from ristorno.bulk.counting.results import with_results
from ristorno.bulk.counting.spine import on_spine
from ristorno.bulk.counting.staged import with_stages
from ristorno.bulk.counting.standing import with_standing
from ristorno.bulk.counting.windowed import Alike, Known, Reckoning, alike, asks_known, earlier_window
from ristorno.bulk.mechanics import cuts_lines
from ristorno.bulk.plan.relations import Join, Relation
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.meant import pays_at_least
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.reward import Reward
from ristorno.kernel.period import FIRST_DAY


@dataclass(frozen=True, slots=True)
class CountedWindows:
    """The windows of a clause: their rows, and the arithmetic of each kind of them."""

    compiling: Compiling
    slots: Sequence[Numbered]
    relation: Relation
    """A row for every member and window, and part where parts are counted apart."""
    reckonings: Sequence[Reckoning]
    reward: Reward
    lines: Lined | None
    """The lines that count, where the clause reads lines."""

    @property
    def clauses(self) -> list[Clause]:
        """The clause in all versions that judge facts of a window."""
        return _clauses(self.slots)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        return ("member", "slot", *(("part",) if self.reward.apart else ()))


def counted_windows(compiling: Compiling, slots: Sequence[Numbered]) -> CountedWindows:
    """Return the windows of a clause with what was measured in each; raises :class:`NotCompiled`."""
    clauses = _clauses(slots)
    for clause in clauses:
        compiling.refuse(clause)
        refuse_dated(compiling, clause)
    reward = one_reward(clauses)
    parting = apart(reward, person=compiling.person) if reward.apart else None
    lines = LinedWindows(compiling, slots).lined() if any(by_line(clause) for clause in clauses) else None
    if any(clause.measure.draws.clauses for clause in clauses):
        measured, paid = with_results(compiling, slots, reward)
    elif lines is None:
        measured = gather(compiling, slots, known=asks_known(slots), parting=parting)
        paid = number_of(compiling.ground, "act" if reward.apart else "period", clauses[0].measure)
    else:
        lines = lines.kept(compiling)
        measured, paid = lines.summed(versions_in(compiling, slots), known=asks_known(slots)), lines.value
    if parting is not None and _invoiced_before_all(compiling):
        raise NotCompiled("what was invoiced before the first fact of a member, by persons or parties")
    on_nothing = any(map(_told_of_nothing, clauses)) or remembers(clauses) or _invoiced_before_all(compiling)
    if on_nothing and compiling.ground.seen.pooled:
        raise NotCompiled("groups that are owed something for nothing, or hand something on")
    if parting is None and on_nothing:
        measured = on_spine(compiling, measured, slots)
    gates = gated(compiling, measured, slots)
    relation, factors = multiplied(compiling, gates.relation, slots)
    if lines is None:
        relation, judged = with_judged(compiling, relation, slots)
    else:
        judged = None if lines.moved is None else judged_by(lines.moved)
    earlier = None
    with_baseline = [each for each in slots if earlier_window(each[2].clause)]
    if with_baseline:
        relation, earlier = with_earlier(compiling, relation, with_baseline, parting)
    relation, rows = with_open_rows(compiling, relation, slots)
    relation, among = with_standing(compiling, relation, slots, gates, paid)
    relation, meant = of_windows(compiling, relation, slots, versions_in(compiling, slots), by_line=lines is not None)
    known = Known(gates, earlier, factors, rows, judged, paid, among, meant)
    kinds = alike(compiling, slots, gates)
    relation, cuts = _cut(compiling, relation, lines, kinds)
    reckonings = [Reckoning(compiling, each, known, own) for each, own in zip(kinds, cuts, strict=True)]
    relation, reckonings = _staged(relation, lines, reckonings)
    return CountedWindows(compiling, slots, relation, reckonings, reward, lines)


def _invoiced_before_all(compiling: Compiling) -> bool:
    """Return whether facts may count before the window with which a member begins."""
    spans = (span for span, _ in compiling.holders.spans(compiling.name))
    return "invoiced" in compiling.ground.seen.ways and any(span.days.start == FIRST_DAY for span in spans)


def _clauses(slots: Sequence[Numbered]) -> list[Clause]:
    return [reading.clause for _, _, frame in slots for reading in frame.readings]


def versions_in(compiling: Compiling, slots: Sequence[Numbered]) -> list[int]:
    """Return the versions that judge facts of some windows."""
    context = compiling.holders.context
    return sorted({version for _, _, frame in slots for version in versions_of(context, frame)})


def _staged(relation: Relation, lines: Lined | None, reckonings: list[Reckoning]) -> tuple[Relation, list[Reckoning]]:
    """Return rows with what their lines come to, where the terms bound or round by line or document."""
    own = [each for each in reckonings if any(clause.stages for clause in each.alike.clauses.values())]
    if not own or lines is None:
        return relation, reckonings
    relation, staged = with_stages(relation, lines, [each.staging() for each in own])
    return relation, [replace(each, staged=staged) if each in own else each for each in reckonings]


def _cut(
    compiling: Compiling, relation: Relation, lines: Lined | None, kinds: Sequence[Alike]
) -> tuple[Relation, list[Cuts]]:
    """Return rows with what the shares of lines come to, where mechanics cut lines in their order."""
    clauses = [clause for each in kinds for clause in each.clauses.values()]
    if lines is None or not any(cuts_lines(clause.mechanic) for clause in clauses):
        return relation, [NOTHING_CUT for _ in kinds]
    if any(clause.negative == "carry" for clause in clauses):
        raise NotCompiled("a negative sum that is carried into slices of lines")
    shares, cuts = cut_lines(compiling.ground, lines, [(each.among, each.clauses) for each in kinds])
    return Join(relation, shares, lines.keys, "left"), cuts


def _told_of_nothing(clause: Clause) -> bool:
    """Return whether a window without facts may be told: something is due in it, or the terms leave it open."""
    return pays_at_least(clause.limits) or may_be_unclear(clause)
