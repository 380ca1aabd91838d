"""What counts in windows of many days: facts in the set, of those for whom the clause is, by version of the terms."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ristorno.bulk.counting.acting import Parting, parted
from ristorno.bulk.counting.audience import Meant, told_facts, told_windows
from ristorno.bulk.counting.clauses import Compiling, is_in, one_measure
from ristorno.bulk.counting.ground import Grain
from ristorno.bulk.counting.measuring import Judges, once, sums
from ristorno.bulk.counting.picked import Rates, in_rows, numbers_of
from ristorno.bulk.plan.expressions import NULL, TRUE, Expression, col, every, some, when
from ristorno.bulk.plan.relations import Join, Relation, Rows, filtered, select
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame, Reading
from ristorno.engine.counting.slots import Slot
from ristorno.engine.measures.base import MeasureKind

Numbered: TypeAlias = tuple[int, Slot, Frame]
"""A window with its number."""


class _Judging(NamedTuple):
    """How a version judges facts of a window."""

    slot: int
    reading: Reading
    judge: int


class Gathering:
    """The windows of a clause while their facts are gathered."""

    def __init__(self, compiling: Compiling, slots: Sequence[Numbered]) -> None:
        self.compiling = compiling
        self.slots = slots
        self.judges = Judges(compiling.ground)
        self.meant: list[Meant] = []
        """For whom versions are, where not for everybody."""
        self.judging = [
            _Judging(number, reading, self._judge(reading)) for number, _, frame in slots for reading in frame.readings
        ]

    def _judge(self, reading: Reading) -> int:
        rules, clause = reading.span.rules, reading.clause
        return self.judges.number(rules, clause.earn_on, (reading.version, self.place(reading)))

    def place(self, reading: Reading) -> int:
        """Return for whom a version is, as a place among :attr:`meant`; 0 for everybody."""
        if reading.clause.who.everybody:
            return 0
        own = Meant(reading.span.rules, reading.clause.who)
        if own not in self.meant:
            self.meant.append(own)
        return self.meant.index(own) + 1

    def judged_by(self, version: int) -> Expression:
        """Return whether a row is judged by a version."""
        own = sorted({each.judge for each in self.judging if each.reading.version == version})
        return TRUE if len(own) == len(self.judges.all) else is_in("judge", own)

    def rows(self) -> Mapping[int, Rates]:
        """Return the rows of rates that depend on the fact, by version of the terms."""
        found: dict[int, Rates] = {}
        for _, reading, _ in self.judging:
            keyed = reading.clause.mechanic.keyed
            if keyed is not None:
                own = Rates(self.compiling, reading.span.rules, keyed, f"row_{reading.version}")
                if found.setdefault(reading.version, own).said != own.said:
                    raise NotCompiled("rows of a rate whose levels or groups change")
        return found

    def judged(self, rows: Mapping[int, Rates]) -> Mapping[int, Expression]:
        """Return whether a row is judged by a version, by the number of each of the rows of its rate."""
        found: dict[int, Expression] = {}
        context = self.compiling.holders.context
        for version, clause in sorted({each.reading.version: each.reading.clause for each in self.judging}.items()):
            own = self.judged_by(version)
            if version not in rows:
                found[version] = own
                continue
            picked = in_rows(context, version, clause, rows[version].number())
            found |= {number: every([own, held]) for number, held in picked.items()}
        return found

    def mapping(self) -> Rows:
        """Return into which windows the stretches of days fall, and who judges them there."""
        rows = []
        for slot, reading, judge in self.judging:
            days = self.compiling.held_days(reading.span.rules, reading.clause.earn_on, reading.days)
            rows += [(stretch, slot, judge) for stretch in self.compiling.ground.stretches(days)]
        return Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows))


def gather(
    compiling: Compiling,
    slots: Sequence[Numbered],
    *,
    known: bool,
    measure: MeasureKind | None = None,
    parting: Parting | None = None,
) -> Relation:
    """Return by member and window what was measured under every version, and how many lines say it if ``known``.

    The same facts may be asked for another measure than that of the clause. With a parting, also by ``part``.
    """
    gathering = Gathering(compiling, slots)
    measure = measure or one_measure(frame.clause for _, _, frame in slots)
    rows = gathering.rows()
    if rows and once(compiling.ground, measure):
        raise NotCompiled("what is counted once, by rows of a rate")
    mapping = gathering.mapping()
    dated = any(meant.who.at == "fact" for meant in gathering.meant) or any(own.dated for own in rows.values())
    grain: Grain = "act" if parting is not None else "document" if dated else "period"
    facts: Relation = compiling.measured(measure, grain)
    if parting is not None:
        facts = filtered(parted(compiling.ground, facts, parting), parting.where)
    if grain != "period":
        compiling.ground.use(grain, "at")
        facts = compiling.ground.in_stretches(facts)
    for own in rows.values():
        facts = own.told(facts)
    judged = gathering.judged(rows)
    wanted = {f"paid_{version}": held for version, held in judged.items()}
    counted = {f"known_{version}": held for version, held in judged.items()} if known else {}
    facts = of_those(gathering, Join(facts, mapping, ("stretch",)))
    alone = grain == "period" and len({row[1] for row in mapping.rows}) == len(mapping.rows)
    keys, judges = ("member", "slot", *(("part",) if parting else ())), gathering.judges.all
    found = sums(compiling.ground, facts, grain, measure, judges, keys, wanted, counted, alone=alone)
    return _of_those_in_windows(gathering, found, keys, {**wanted, **counted})


def of_those(gathering: Gathering, facts: Relation) -> Relation:
    """Return the facts of those who earn when a fact happens."""
    places = [place for place, meant in enumerate(gathering.meant, start=1) if meant.who.at == "fact"]
    if not places:
        return facts
    facts, earns = told_facts(gathering.compiling, facts, [gathering.meant[place - 1] for place in places])
    flags = dict(zip(places, earns, strict=True))
    judges: dict[int, set[int]] = {}
    for each in gathering.judging:
        judges.setdefault(gathering.place(each.reading), set()).add(each.judge)
    held = [every([is_in("judge", sorted(own)), flags.get(place, TRUE)]) for place, own in judges.items()]
    return filtered(facts, flags[places[0]] if len(judges) == 1 else some(held))


def _of_those_in_windows(
    gathering: Gathering, found: Relation, keys: Sequence[str], columns: Mapping[str, Expression]
) -> Relation:
    """Return what was measured for those who earn when a window begins or ends."""
    found, earns = told_of_windows(gathering, found)
    if not earns:
        return found
    kept = {name: when(earns[int(name.rpartition("_")[2])], col(name), NULL) for name in columns}
    return select(found, {**{name: col(name) for name in keys}, **kept})


def told_of_windows(gathering: Gathering, found: Relation) -> tuple[Relation, Mapping[int, Expression]]:
    """Return rows by member and slot, and whether the member earns there, by the number of every version and row.

    By nothing where no version asks for whom it is when a window begins or ends.
    """
    flags: dict[int, Expression] = {}
    windows = {number: slot.window for number, slot, _ in gathering.slots}
    for place, meant in enumerate(gathering.meant, start=1):
        if meant.who.at != "fact":
            own = {each.slot for each in gathering.judging if gathering.place(each.reading) == place}
            asked = {number: window for number, window in windows.items() if number in own}
            found, flags[place] = told_windows(gathering.compiling, found, f"for_{place}", meant, asked)
    context = gathering.compiling.holders.context
    return found, {
        number: _earns(gathering, each.reading.version, flags)
        for each in (gathering.judging if flags else ())
        for number in numbers_of(context, each.reading.version, each.reading.clause)
    }


def _earns(gathering: Gathering, version: int, flags: Mapping[int, Expression]) -> Expression:
    """Return whether a member earns under a version in the window of a row."""
    slots: dict[int, set[int]] = {}
    for each in gathering.judging:
        if each.reading.version == version:
            slots.setdefault(gathering.place(each.reading), set()).add(each.slot)
    if sum(map(len, slots.values())) > len(set().union(*slots.values())):
        raise NotCompiled("levels that change their meaning inside of a window")
    if len(slots) == 1:
        return flags.get(next(iter(slots)), TRUE)
    return some([every([is_in("slot", sorted(own)), flags.get(place, TRUE)]) for place, own in slots.items()])
