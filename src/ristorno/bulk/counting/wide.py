"""Windows of many days: what every member measured in each, and what it is owed for it."""

from collections.abc import Sequence

from ristorno.bulk.counting.acting import NOBODY, weighed
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.counted_windows import counted_windows, versions_in
from ristorno.bulk.counting.dividing import Dividing
from ristorno.bulk.counting.gathered import Numbered, gather
from ristorno.bulk.counting.groups import to_heads
from ristorno.bulk.counting.handing import handed_on
from ristorno.bulk.counting.lined import Lined, by_line
from ristorno.bulk.counting.measuring import number_of
from ristorno.bulk.counting.remembered import NOTHING_REMEMBERED, Recurrence, Remembered, remembers
from ristorno.bulk.counting.shared_caps import with_others
from ristorno.bulk.counting.telling import columns, labelled
from ristorno.bulk.counting.windowed import Reckoning, asks_known, paid_under
from ristorno.bulk.plan.expressions import FALSE, NULL, call, col, every, value
from ristorno.bulk.plan.numbers import Number, chosen, total
from ristorno.bulk.plan.relations import Join, Relation, Rows, Select, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.reward import Reward


def wide_clause(compiling: Compiling) -> Relation | None:
    """Return what all holders are owed for a clause in all its windows; None where it has none."""
    slots = compiling.slots()
    if not slots:
        return None
    counted = with_others(counted_windows(compiling, slots))
    relation, reckonings, reward = counted.relation, counted.reckonings, counted.reward
    key = ("member", "part") if reward.apart else ("member",)
    relation, before = _remembering(compiling, relation, reckonings, remembers(counted.clauses), key)
    owed = union([_owed(each, relation, before, alone=len(reckonings) == 1) for each in reckonings])
    if reward.among_persons:
        most = max(each.reckoned(before).amount.scaled(compiling.decimals).most for each in reckonings)
        owed = _divided(compiling, slots, owed, reward, most, counted.lines)
    if compiling.ground.seen.pooled:
        return labelled(compiling, to_heads(owed, compiling.holders, slots, columns()), slots, reward)
    told = labelled(compiling, owed, slots, reward)

    def largest() -> int:
        # A piece is told without the pieces before it, which may turn its sign.
        return 2 * max(each.reckoned(before).amount.scaled(compiling.decimals).most for each in reckonings)

    if any(frame.clause.reward.hands for _, _, frame in slots):
        return handed_on(compiling, told, slots, largest())
    rows = len(slots) * (compiling.ground.holdings.lines if reward.apart else 1)
    compiling.everybody.most[compiling.holders.number, compiling.name] = lambda: largest() * rows
    return told


def _remembering(
    compiling: Compiling,
    relation: Relation,
    reckonings: Sequence[Reckoning],
    names: frozenset[str],
    key: tuple[str, ...],
) -> tuple[Relation, Remembered]:
    """Return rows with what each window is handed by the one before it."""
    if not names:
        return relation, NOTHING_REMEMBERED
    column = reckonings[0].known.paid
    windows = sum(len(each.alike.slots) for each in reckonings)
    recurrence = Recurrence(names, key, ("slot",), column, compiling.decimals, windows)
    before = recurrence.before([each.reckoned().amount for each in reckonings])
    handed = [(each.alike.among, each.reckoned(before).handed.named()) for each in reckonings]
    ordered = compiling.keep(recurrence.ordered(relation), "Windows in order")

    def hands(name: str) -> Number:
        return chosen([(among, own[name]) for among, own in handed], before.named()[name])

    return compiling.keep(recurrence.folded(ordered, before, hands), "What windows hand on"), before


def _owed(reckoning: Reckoning, relation: Relation, before: Remembered, *, alone: bool) -> Select:
    """Return member, slot, amount, and the two outcomes where a condition is open; ``alone``: of all rows."""
    compiling, own = reckoning.compiling, reckoning.alike
    relation, reckoning = reckoning.apart(relation)
    reckoned, reward = reckoning.reckoned(before), own.frame.clause.reward
    undetermined = every([reckoned.verdict.open, call("<>", reckoned.amount.expression, value(0))])
    columns = {
        "member": col("member"),
        "slot": col("slot"),
        "amount": compiling.kept(reckoned.counted),
        "held": NULL if undetermined == FALSE and not reward.among_persons else compiling.kept(reckoned.amount),
        "undetermined": undetermined,
        "unclear": reckoned.unclear,
        "part": col("part") if reward.apart else NOBODY,
        **compiling.named(own.frame.clause, own.frame.rules),
    }
    return select(relation, columns, None if alone else own.among)


def _divided(
    compiling: Compiling,
    slots: Sequence[Numbered],
    owed: Relation,
    reward: Reward,
    most: int,
    lines: Lined | None,
) -> Relation:
    """Return amounts divided among those who acted in the window, and between them and the company."""
    clauses = [reading.clause for _, _, frame in slots for reading in frame.readings]
    if any(clause.negative == "carry" for clause in clauses):
        raise NotCompiled("a negative sum that is carried over, among persons")
    versions = versions_in(compiling, slots)
    if lines is None:
        gathered = gather(compiling, slots, known=False, parting=weighed(person=compiling.person))
        column = number_of(compiling.ground, "act", clauses[0].measure)
    else:
        gathered, column = lines.summed(versions, known=False, by=("part",)), lines.value
    paid = [paid_under(each, column) for each in versions]
    keys = ("member", "slot")
    weights = select(gathered, {**{name: col(name) for name in (*keys, "part")}, "weight": total(paid).expression})
    step = Dividing.whole_step(compiling, {frame.step for _, _, frame in slots})
    held = Number(col("held"), compiling.decimals, most)
    rows = compiling.keep(owed, "Amounts to divide")
    dividing = Dividing(compiling, reward, keys, held, column, step)
    return dividing.told(dividing.divided(rows, weights), columns())


def judged_by_window(compiling: Compiling) -> tuple[Relation, Number, Frame] | None:
    """Return what picks the row of a table by member and window, with the days of each, and the last window's frame.

    None where the clause has no window, or reads no table that one sum decides.
    """
    slots = compiling.slots()
    if not slots or not isinstance(slots[-1][2].clause.mechanic, Brackets):
        return None
    if any(by_line(frame.clause) for _, _, frame in slots):
        return None
    mechanics = [frame.clause.mechanic for _, _, frame in slots]
    if any(mechanic.picked_by is not None or mechanic.row_gates for mechanic in mechanics):
        return None
    column = number_of(compiling.ground, "period", slots[0][2].clause.measure)
    paid = [paid_under(each, column) for each in versions_in(compiling, slots)]
    days = tuple((number, slot.key.start, slot.key.last) for number, slot, _ in slots)
    dated = Rows((("slot", "integer"), ("start", "day"), ("last", "day")), days)
    kept = {name: col(name) for name in ("member", "start", "last")}
    judged = total(paid)
    found = select(
        Join(gather(compiling, slots, known=asks_known(slots)), dated, ("slot",)),
        {**kept, "judged": judged.expression},
    )
    return found, judged.named("judged"), slots[-1][2]
