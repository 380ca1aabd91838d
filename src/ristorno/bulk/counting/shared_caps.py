"""What the clauses give that share a cap with one: each counted for itself, before the cap, in the same windows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.counted_documents import CountedDocuments, counted_documents
from ristorno.bulk.counting.counted_windows import CountedWindows, counted_windows
from ristorno.bulk.counting.entitlement import charging_of, given_alone
from ristorno.bulk.counting.remembered import remembers
from ristorno.bulk.counting.together import Beside, Together
from ristorno.bulk.plan.expressions import FALSE, Expression, call, col, every, value
from ristorno.bulk.plan.numbers import Number, aligned
from ristorno.bulk.plan.relations import Join, Relation, Rows, extended, select, union
from ristorno.bulk.reasons import NotCompiled

_EXACT, _ROUNDED, _BACK = "exact", "rounded", "back"


@dataclass(frozen=True, slots=True)
class _Alone:
    """What some windows of a clause give before the cap."""

    relation: Relation
    where: Expression
    exact: Number
    rounded: Number
    back: Expression


def with_others(counted: CountedWindows) -> CountedWindows:
    """Return windows with what the other clauses give in each that share a cap with this one."""
    compiling, slots = counted.compiling, {slot.key: number for number, slot, _ in counted.slots}
    relation, besides = counted.relation, list[Beside]()
    for place, name in enumerate(_sharing(compiling), start=1):
        other = compiling.beside(name)
        if not other.slots():
            continue
        found = counted_windows(other, other.slots())
        if remembers(found.clauses) or remembers(counted.clauses):
            raise NotCompiled("a shared cap over windows that hand something on")
        given, beside = _given(other, found.keys, list(_of_windows(found)), place)
        same = tuple((number, slots[slot.key]) for number, slot, _ in found.slots if slot.key in slots)
        renamed = {name: col(name) for name in _columns(place)}
        keys = {name: col("own") if name == "slot" else col(name) for name in found.keys}
        mapping = Rows((("slot", "integer"), ("own", "integer")), same)
        relation = Join(relation, select(Join(given, mapping, ("slot",)), {**keys, **renamed}), counted.keys, "left")
        besides.append(beside)
    if not besides:
        return counted
    reckonings = [replace(each, besides=besides) for each in counted.reckonings]
    return replace(counted, relation=relation, reckonings=reckonings)


def with_others_by_document(counted: CountedDocuments) -> CountedDocuments:
    """Return documents or lines with what the other clauses give for each that share a cap with this one."""
    compiling, relation, besides = counted.compiling, counted.relation, list[Beside]()
    for place, name in enumerate(_sharing(compiling), start=1):
        other = compiling.beside(name)
        found = [counted_documents(other, span, clause) for span, clause in other.holders.spans(name)]
        if not found:
            continue
        given, beside = _given(other, counted.keys, [_of_documents(each) for each in found], place)
        relation = Join(relation, given, counted.keys, "left")
        besides.append(beside)
    if not besides:
        return counted
    limits, caps = counted.frame.clause.limits, counted.frame.rules.terms.caps
    together = None
    if limits.shared is not None:
        together = Together(compiling.name, caps[limits.shared].amount, besides)
    asked = replace(counted.asked, together=together)
    if together is not None:
        exact = given_alone(counted.asked)
        relation = extended(relation, {"before_cap": call("wide", exact.expression)})
        asked = replace(asked, alone=exact.named("before_cap"))
    return replace(counted, relation=relation, asked=asked)


def _sharing(compiling: Compiling) -> Sequence[str]:
    """Return the names of the other clauses that share a cap with one, in any version of the terms."""
    names: set[str] = set()
    for span, clause in compiling.holders.spans(compiling.name):
        names.update(span.rules.terms.sharing(clause.limits.shared))
    return sorted(names - {compiling.name})


def _of_windows(counted: CountedWindows) -> Iterator[_Alone]:
    for each in counted.reckonings:
        exact, back = each.alone()
        clause, step = each.alike.frame.clause, each.alike.frame.step
        verdict = each.known.gates.verdict(each.alike.slots[0][1], each.alike.frame)
        rounded = exact.rounded(step, clause.rounding.mode)
        yield _Alone(counted.relation, every([each.alike.among, verdict.counts]), exact, rounded, back)


def _of_documents(counted: CountedDocuments) -> _Alone:
    asked = counted.asked
    exact = given_alone(asked)
    rounded = exact.rounded(asked.step, asked.clause.rounding.mode)
    return _Alone(counted.relation, counted.verdict.counts, exact, rounded, charging_of(asked))


def _given(other: Compiling, keys: Sequence[str], parts: Sequence[_Alone], place: int) -> tuple[Relation, Beside]:
    """Return by window what another clause gives, and its columns, whose names end with a number."""
    exact, rounded = aligned([each.exact for each in parts]), aligned([each.rounded for each in parts])
    names = dict(zip((_EXACT, _ROUNDED, _BACK), _columns(place), strict=True))
    kept = {name: col(name) for name in keys}
    relations = [
        select(
            each.relation,
            {
                **kept,
                _EXACT: call("wide", one.expression),
                _ROUNDED: call("wide", other_one.expression),
                _BACK: each.back,
            },
            each.where,
        )
        for each, one, other_one in zip(parts, exact, rounded, strict=True)
    ]
    alone = other.keep(union(relations), "What it gives before a cap that is shared")
    told = select(alone, {**kept, **{new: col(old) for old, new in names.items()}})
    found = [
        replace(each, expression=call("coalesce", col(names[name]), value(0)), most=max(one.most for one in numbers))
        for name, each, numbers in ((_EXACT, exact[0], exact), (_ROUNDED, rounded[0], rounded))
    ]
    return told, Beside(other.name, found[0], found[1], call("coalesce", col(names[_BACK]), FALSE))


def _columns(place: int) -> tuple[str, str, str]:
    return f"{_EXACT}_{place}", f"{_ROUNDED}_{place}", f"{_BACK}_{place}"
