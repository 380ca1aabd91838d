"""Facts summed once for all clauses: by line, by document, by stretch of days; each with the sort of the facts."""

from collections.abc import Iterator, Sequence

from ristorno.bulk.counting.acting import PERSON, with_actors, with_consent
from ristorno.bulk.counting.ground import FIELDS, Grain, Ground
from ristorno.bulk.counting.looks import PARTY, acted, described, keys_of
from ristorno.bulk.counting.reckoning import NUMBERS
from ristorno.bulk.counting.things import with_thing
from ristorno.bulk.plan.expressions import NULL, TRUE, Expression, call, col, some, value, when
from ristorno.bulk.plan.relations import (
    Aggregate,
    Days,
    Join,
    Numbered,
    Relation,
    Rows,
    Step,
    Summed,
    Table,
    aggregate,
    extended,
    select,
)

BY_DOCUMENT, BY_PERIOD, BY_ACT, SORTED = "facts by document", "facts by period", "facts by act", "facts by line"
LOOKS, SORTS, PLAIN_DOCUMENTS = "looks of facts", "sorts of facts", "lines by document"


def grain_of(ground: Ground, grain: Grain) -> Table:
    """Return the relation in which facts lie by a grain."""
    return Table(ground.named({"period": BY_PERIOD, "document": BY_DOCUMENT, "act": BY_ACT, "line": SORTED}[grain]))


def things_of(ground: Ground, thing: str, grain: Grain) -> Table:
    """Return the relation in which things that are counted once lie by a grain."""
    return Table(ground.named(f"{thing} by {grain}"))


def steps(ground: Ground) -> Iterator[Step]:
    """Yield the steps that sum facts as the clauses need them."""
    if ground.sorts.number > 1:
        yield Step(LOOKS, _looks(ground), "Looks of facts, each with its sort")
        yield Step(SORTS, _sorts(ground), "Sorts of facts, by which sets hold them")
    if ground.reckoning.attributes:
        yield Step(NUMBERS, ground.reckoning.details(), "Attributes that are numbers")
    for each in ground.all:
        yield from _summed_by(each)


def _summed_by(ground: Ground) -> Iterator[Step]:
    """Yield the steps of facts that count on the same days."""
    if ground.seen and (ground.fields or ground.things):
        yield Step(ground.lines.name, ground.seen.lines, f"Lines {ground.seen.name}")
    if "line" in ground.fields:
        yield _step(ground, "line", _lines(ground), "Lines with their sorts")
    if "act" in ground.fields:
        yield _step(ground, "act", _by_act(ground), "Facts summed by document and by who acted in it")
    if "document" in ground.fields:
        yield from _by_document(ground)
    if "period" in ground.fields:
        yield _step(ground, "period", _by_period(ground), "Facts summed by stretches of days that no clause cuts")
    for thing, grain in sorted(ground.things):
        title = f"Every {thing} by stretches of days" if grain == "period" else f"Every {thing} by {grain}"
        yield Step(things_of(ground, thing, grain).name, _things(ground, thing, grain), ground.named(title))


def _step(ground: Ground, grain: Grain, relation: Relation, title: str) -> Step:
    return Step(grain_of(ground, grain).name, relation, ground.named(title))


def _looks(ground: Ground) -> Rows:
    names = sorted(ground.sorts.fields)
    return Rows(
        (*((name, "text") for name in names), ("era", "integer"), ("sort", "integer")),
        tuple((*look, era, sort) for look, era, sort in ground.sorts.of_looks),
    )


def _sorts(ground: Ground) -> Relation:
    names = sorted(ground.sorts.fields)
    kept = {name: col(name) for name in (*keys_of(names), *_era(ground), "sort")}
    return select(Join(described(names), Table(LOOKS), tuple(names)), kept)


def _sorted_lines(ground: Ground) -> tuple[Relation, Expression]:
    """Return the lines with what is reckoned of them, and how the sort of each is found."""
    lines = ground.reckoning.joined(ground.lines)
    if ground.sorts.number == 1:
        return lines, value(1)
    keys = keys_of(ground.sorts.fields)
    lines = extended(lines, acted(keys))
    if ground.sorts.eras:
        happened = "happened_on" if ground.seen.days else "day"
        lines = Join(lines, Days(happened, "era", ground.sorts.eras), (happened,))
    return Join(lines, Table(SORTS), (*keys, *_era(ground))), col("sort")


def _era(ground: Ground) -> tuple[str, ...]:
    """Return the column by which a sort is found besides what a fact says of itself."""
    return ("era",) if ground.sorts.eras else ()


def _lines(ground: Ground) -> Relation:
    source, sort = _sorted_lines(ground)
    kept: tuple[str, ...] = ("member", "document", "line", "at", "day", "contact", "item", "detail")
    wanted = {name: _field(ground, name) for name in (*FIELDS, *sorted(ground.reckoned))}
    if "place" in ground.fields["line"]:
        source, kept = _placed(source), (*kept, "place")
    return select(source, {**{name: col(name) for name in kept}, **wanted, "sort": sort})


def _placed(lines: Relation) -> Relation:
    """Return lines with the place of each among all lines of its member, in the order that means something."""
    named = extended(Join(lines, Table("documents"), ("document",)), {"line_order": call("line order", col("line"))})
    return Numbered(named, ("member",), ("at", "source", "number", "line_order"), "place")


def _by_act(ground: Ground) -> Relation:
    source, sort = _sorted_lines(ground)
    parties = [f"{PARTY}{role}" for role in sorted(ground.roles)]
    counted, moments = _when(ground, ("day", "at"))
    by = {**{name: col(name) for name in ("member", "document", PERSON, *parties)}, **counted}
    values = {**moments, **{name: _summed(ground, name) for name in sorted(ground.fields["act"] - {"at", "first_day"})}}
    return with_consent(aggregate(with_actors(source, ground.roles), {**by, "sort": sort}, values))


def _by_document(ground: Ground) -> Iterator[Step]:
    """Yield the facts by document; a document is counted in one of its rows, the first sort that a set holds of it."""
    wanted = (ground.fields["document"] | ground.fields.get("period", set())) - {"first_day"}
    counted = [name for name in sorted(wanted) if name in ground.counts]
    source, sort = _sorted_lines(ground)
    times, moments = _when(ground, ("day", "at") if "at" in wanted else ("day",))
    keys = {"member": col("member"), "document": col("document"), **times, "sort": sort}
    values = {**moments, **{name: _summed(ground, name) for name in sorted(wanted.difference(counted, {"at"}))}}
    relation: Relation = aggregate(source, keys, values)
    title = "Facts summed by document"
    if counted:
        yield Step(ground.named(PLAIN_DOCUMENTS), relation, ground.named(title))
        relation, title = _counted(ground, counted), "Facts summed by document, each document counted once by set"
    yield _step(ground, "document", relation, title)


def _when(ground: Ground, names: Sequence[str]) -> tuple[dict[str, Expression], dict[str, Summed]]:
    """Return when a document is, as what tells its rows apart or as what all of them say alike.

    Where it counts when it is paid, it may be on several days.
    """
    if ground.seen.days:
        return {name: col(name) for name in names}, {}
    return {}, {name: Summed("first", col(name)) for name in names}


def _counted(ground: Ground, names: list[str]) -> Relation:
    """Return facts by document with columns that are 1 in one row of each document."""
    lines, sorts = Table(ground.named(PLAIN_DOCUMENTS)), {name: ground.counts[name]() for name in names}
    firsts = {name: Summed("least", col("sort"), held) for name, held in sorts.items()}
    keys = {name: col(name) for name in ("member", "document", *(("day",) if ground.seen.days else ()))}
    values = {f"first of {name}": first for name, first in firsts.items()}
    counting = some(list(sorts.values()))
    found = aggregate(lines, keys, values, None if counting == TRUE else counting)
    ones = {name: when(call("same", col("sort"), col(f"first of {name}")), value(1), value(0)) for name in names}
    return extended(Join(lines, found, tuple(keys), "left"), ones)


def _by_period(ground: Ground) -> Aggregate:
    wanted = sorted(ground.fields["period"] - {"first_day"})
    if "document" in ground.fields:
        source: Relation = grain_of(ground, "document")
        sort: Expression = col("sort")
        values = {name: Summed("sum", col(name)) for name in wanted}
    else:
        source, sort = _sorted_lines(ground)
        values = {name: _summed(ground, name) for name in wanted}
    keys = {"member": col("member"), "stretch": col("stretch"), "sort": sort}
    if "first_day" in ground.fields["period"]:
        values["first_day"] = Summed("least", col("day"))
    return aggregate(ground.in_stretches(source), keys, values)


def _things(ground: Ground, thing: str, grain: Grain) -> Aggregate:
    """Return how many lines name each thing, by member and stretch of days, or document."""
    source, sort = _sorted_lines(ground)
    lines = with_thing(source, thing, "thing")
    place: dict[str, Expression] = {"document": col("document"), "at": col("at"), "day": col("day")}
    if grain == "period":
        lines, place = ground.in_stretches(lines), {"stretch": col("stretch")}
    keys = {"member": col("member"), **place, "sort": sort, "thing": col("thing")}
    return aggregate(lines, keys, {"lines": Summed("count", value(1))}, call("not", call("is null", col("thing"))))


def _summed(ground: Ground, name: str) -> Summed:
    """Return how a column of a grain follows from lines."""
    if name == "facts":
        return Summed("count", value(1))
    if name.endswith("_known"):
        return Summed("count", _field(ground, name.removesuffix("_known")))
    return Summed("sum", _field(ground, name))


def _field(ground: Ground, name: str) -> Expression:
    if name in ground.reckoned:
        return ground.reckoned[name]().of_line.expression
    if name != "margin":
        return col(name)
    lacking = call("is null", col("cost"))
    return when(lacking, NULL, call("-", col("amount"), col("cost")))
