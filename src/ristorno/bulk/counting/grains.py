"""Facts summed once for all clauses: by line, by document, by stretch of days; each with the sort of the facts."""

from collections.abc import Iterator

from ristorno.bulk.counting.ground import FIELDS, Grain, Ground
from ristorno.bulk.plan.expressions import NULL, Expression, call, col, value, when
from ristorno.bulk.plan.relations import (
    Aggregate,
    Days,
    Join,
    Relation,
    Rows,
    Select,
    Step,
    Summed,
    Table,
    aggregate,
    select,
)

BY_DOCUMENT, BY_PERIOD, SORTED, ITEM_SORTS = "facts by document", "facts by period", "facts by line", "sorts of items"


def grain_of(grain: Grain) -> Table:
    """Return the relation in which facts lie by a grain."""
    return Table({"period": BY_PERIOD, "document": BY_DOCUMENT, "line": SORTED}[grain])


def steps(ground: Ground) -> Iterator[Step]:
    """Yield the steps that sum facts as the clauses need them."""
    if ground.sorts.number > 1:
        yield Step(ITEM_SORTS, _item_sorts(ground), "Items by which sets hold them")
    if "line" in ground.fields:
        yield Step(SORTED, _lines(ground), "Lines with their sorts")
    if "document" in ground.fields:
        yield Step(BY_DOCUMENT, _by_document(ground), "Facts summed by document")
    if "period" in ground.fields:
        yield Step(BY_PERIOD, _by_period(ground), "Facts summed by stretches of days that no clause cuts")


def _item_sorts(ground: Ground) -> Relation:
    names = sorted(ground.sorts.fields)
    looks = Rows(
        (*((name, "text") for name in names), ("sort", "integer")),
        tuple((*look, sort) for look, sort in ground.sorts.of_looks),
    )
    items = select(
        Table("items"), {"item": col("item"), **{name: call("coalesce", col(name), value("")) for name in names}}
    )
    return select(Join(items, looks, tuple(names)), {"item": col("item"), "sort": col("sort")})


def _sorted_lines(ground: Ground) -> tuple[Relation, Expression]:
    """Return the lines, and how the sort of each is found."""
    if ground.sorts.number == 1:
        return Table("lines"), value(1)
    return Join(Table("lines"), Table(ITEM_SORTS), ("item",)), col("sort")


def _lines(ground: Ground) -> Select:
    source, sort = _sorted_lines(ground)
    kept = ("member", "document", "line", "at", "day", "contact", "amount", "quantity", "cost", "tax")
    margin = call("-", col("amount"), col("cost"))
    return select(source, {**{name: col(name) for name in kept}, "margin": margin, "sort": sort})


def _by_document(ground: Ground) -> Aggregate:
    wanted = (ground.fields["document"] | ground.fields.get("period", set())) - {"first_day"}
    source, sort = _sorted_lines(ground)
    keys = {"member": col("member"), "document": col("document"), "sort": sort}
    moments = {"day": Summed("first", col("day"))}
    if "at" in wanted:
        moments["at"] = Summed("first", col("at"))
    return aggregate(source, keys, {**moments, **{name: _summed(name) for name in sorted(wanted - {"at"})}})


def _by_period(ground: Ground) -> Aggregate:
    wanted = sorted(ground.fields["period"] - {"first_day"})
    days = Days("day", "stretch", tuple(ground.calendar()))
    if "document" in ground.fields:
        source: Relation = Table(BY_DOCUMENT)
        sort: Expression = col("sort")
        values = {name: Summed("sum", col(name)) for name in wanted}
    else:
        source, sort = _sorted_lines(ground)
        values = {name: _summed(name) for name in wanted}
    keys = {"member": col("member"), "stretch": col("stretch"), "sort": sort}
    if "first_day" in ground.fields["period"]:
        values["first_day"] = Summed("least", col("day"))
    return aggregate(Join(source, days, ("day",)), keys, values)


def _summed(name: str) -> Summed:
    """Return how a column of a grain follows from lines."""
    if name == "facts":
        return Summed("count", value(1))
    if name.endswith("_known"):
        return Summed("count", _field(name.removesuffix("_known")))
    assert name in FIELDS
    return Summed("sum", _field(name))


def _field(name: str) -> Expression:
    if name != "margin":
        return col(name)
    lacking = call("is null", col("cost"))
    return when(lacking, NULL, call("-", col("amount"), col("cost")))
