"""Relations whose rows are known: numbers at the borders, rounding with both signs, nothing at all, odd texts.

Every dialect must come to these rows. A new operator of the plan brings its rows along.
"""

# ruff: noqa: S608 - the names in the queries are ours

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import get_args

from ristorno.bulk.plan.expressions import NO_TEXT, NULL, TRUE, Expression, call, col, some, value, when
from ristorno.bulk.plan.numbers import NARROW, Number, TooLarge, constant
from ristorno.bulk.plan.relations import (
    AsOf,
    Days,
    Join,
    Kind,
    Numbered,
    Relation,
    Rows,
    Running,
    Step,
    Summed,
    aggregate,
    extended,
    select,
    union,
)
from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.tables import Row
from ristorno.engine.fact import line_order
from ristorno.kernel.number import RoundingMode, exactly, round_to

LARGE = 10**37
NUMBERS = (
    0, 1, 4, 5, 6, 9_999, 10_000, 12_500, 14_999, 15_000, 15_001, 25_000, 35_000, 50_000, 2**31, 2**32 + 5,
    2**53 + 1, 2**62, 2**63 - 1,
)  # fmt: skip
WIDE_NUMBERS = (*NUMBERS, 2**63, 2**63 + 25_000, 2**64, 10**22 + 15_000, 10**31 + 5, LARGE - 1, LARGE - 4_999, LARGE)
STEPS = tuple(map(Decimal, ("0.0001", "0.01", "0.05", "0.5", "1", "3", "7", "1000000")))
MODES: Sequence[RoundingMode] = get_args(RoundingMode)


@dataclass(frozen=True)
class Known:
    """A relation with the rows that it has."""

    name: str
    relation: Relation
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def disagreements(database: Database) -> Iterator[str]:
    """Yield what a database says otherwise."""
    for number, known in enumerate(corpus()):
        step = Step(f"awkward {number}", known.relation, known.name)
        database.keep(step)
        listed = ", ".join(map(database.dialect.name, known.columns))
        told = Counter(map(_plain, database.rows(f"select {listed} from {database.dialect.name(step.name)}")))
        expected = Counter(known.rows)
        if told != expected:
            yield f"{known.name}: lacks {list(expected - told)}, says {list(told - expected)}"


def _plain(row: Row) -> Row:
    """Return a row with all numbers as integers; one that is none fails."""
    assert all(each == int(each) for each in row if isinstance(each, Decimal)), row
    return tuple(int(each) if isinstance(each, Decimal) else each for each in row)


def corpus() -> Iterator[Known]:
    """Yield everything that every dialect must agree on."""
    yield from _roundings()
    yield from _sums()
    yield from _reckoned()
    yield from _joined()
    yield from _ordered()
    yield _days()
    yield _texts()
    yield _lines()
    yield _told_by_name()
    yield _nothing_said()


def _roundings() -> Iterator[Known]:
    """Yield a relation for each kind of numbers, with a column for every way to round them."""
    cases: tuple[tuple[Kind, tuple[int, ...], int, int], ...] = (
        ("integer", NUMBERS, NARROW, 0),
        ("integer", NUMBERS, NARROW, 4),
        ("wide", WIDE_NUMBERS, LARGE, 0),
        ("wide", WIDE_NUMBERS, LARGE, 4),
    )
    for kind, numbers, most, decimals in cases:
        signed = sorted({sign * number for number in numbers for sign in (1, -1)})
        number = Number(col("number"), decimals, most)
        ways = {f"{step} {mode}": (step, mode) for step in STEPS for mode in MODES}
        rounded = {name: found for name, way in ways.items() if (found := _rounded(number, *way)) is not None}
        columns = {name: call("wide", each.expression) for name, each in rounded.items()}
        source = _table(("number", kind), rows=[(each,) for each in signed])
        rows = tuple(
            (each, *(_known(each, decimals, *ways[name], rounded[name].decimals) for name in rounded))
            for each in signed
        )
        name = f"{kind} numbers of {decimals} decimals"
        yield Known(name, select(source, {"number": col("number"), **columns}), ("number", *columns), rows)


def _rounded(number: Number, step: Decimal, mode: RoundingMode) -> Number | None:
    """Return a number rounded; None where nobody promises that it fits."""
    try:
        return number.rounded(step, mode)
    except TooLarge:
        return None


def _known(number: int, decimals: int, step: Decimal, mode: RoundingMode, places: int) -> int:
    with exactly():
        return int(round_to(Decimal(number).scaleb(-decimals), step, mode).scaleb(places))


def _sums() -> Iterator[Known]:
    rows = [(1, 2**62, None), (1, 2**62 - 1, None), (2, -(2**62), 5), (2, -(2**62), None), (3, None, None)]
    source = _table(("key", "integer"), ("number", "integer"), ("other", "integer"), rows=rows)
    values = {
        "sum": Summed("sum", col("number")),
        "some": Summed("sum", col("other"), call(">", col("other"), value(4))),
        "counted": Summed("count", col("number")),
        "alike": Summed("distinct", col("number")),
        "least": Summed("least", col("number")),
        "greatest": Summed("greatest", col("other")),
        "first": Summed("first", col("key")),
        "any": Summed("any", call(">", col("number"), value(0))),
    }
    told = (
        (1, 2**63 - 1, None, 2, 2, 2**62 - 1, None, 1, True),
        (2, -(2**63), 5, 2, 1, -(2**62), 5, 2, False),
        (3, None, None, 0, 0, None, None, 3, False),
    )
    yield Known("sums", aggregate(source, {"key": col("key")}, values), ("key", *values), told)
    empty = _table(("key", "integer"), ("number", "integer"), ("other", "integer"), rows=[])
    yield Known("sums of nothing", aggregate(empty, {"key": col("key")}, values), ("key", *values), ())
    nothing = ((None, None, 0, 0, None, None, None, False),)
    yield Known("one sum of nothing", aggregate(empty, {}, values), tuple(values), nothing)
    alone = aggregate(source, {"key": col("key"), "one": value(1)}, {"counted": Summed("count", value(1))})
    yield Known("a constant key", alone, ("key", "one", "counted"), ((1, 1, 2), (2, 1, 2), (3, 1, 1)))


def _reckoned() -> Iterator[Known]:
    pairs = [(2**62, -3), (-(2**63) + 1, 2), (7, 0), (0, -5), (2**63 - 1, 2**63 - 1)]
    one, other = (Number(col(name), 4, NARROW) for name in ("one", "other"))
    source = _table(("one", "integer"), ("other", "integer"), rows=pairs)
    columns = {
        "one": col("one"),
        "product": one.multiplied(other).expression,
        "sum": one.plus(other).expression,
        "less": one.minus(other).expression,
        "least": one.least(constant(Decimal("0.0003"))).expression,
        "size": one.absolute.expression,
        "above": one.above(other),
        "share": one.times(Decimal("0.0125")).expression,
    }
    rows = tuple((a, a * b, a + b, a - b, min(a, 3), abs(a), a > b, a * 125) for a, b in pairs)
    yield Known("reckoned", select(source, columns), tuple(columns), rows)
    divided = [(LARGE, 7), (LARGE - 1, 2**39 + 1), (2**64, 3), (2**63, 2**63 - 1), (0, 5), (6, 7)]
    source = _table(("one", "wide"), ("other", "integer"), rows=divided)
    quotient = call("wide", call("div", call("wide", col("one")), col("other")))
    whole = tuple((one, one // other) for one, other in divided)
    yield Known(
        "divided by a column", select(source, {"one": col("one"), "quotient": quotient}), ("one", "quotient"), whole
    )


def _joined() -> Iterator[Known]:
    left = _table(("key", "integer"), ("left", "text"), rows=[(1, "a"), (2, "b"), (2, "c"), (None, "d")])
    right = _table(("key", "integer"), ("right", "text"), rows=[(2, "x"), (3, "y"), (None, "z")])
    both, own = ("key", "left", "right"), ("key", "left")
    yield Known("inner", Join(left, right, ("key",)), both, ((2, "b", "x"), (2, "c", "x")))
    all_left = ((1, "a", None), (2, "b", "x"), (2, "c", "x"), (None, "d", None))
    yield Known("left", Join(left, right, ("key",), "left"), both, all_left)
    yield Known("semi", Join(left, right, ("key",), "semi"), own, ((2, "b"), (2, "c")))
    yield Known("anti", Join(left, right, ("key",), "anti"), own, ((1, "a"), (None, "d")))
    long_ago, *moments = (
        datetime.fromisoformat(f"2026-03-01T12:00:0{second}") for second in ("0", "1", "1.000001", "2")
    )
    asked = _table(("key", "integer"), ("at", "moment"), rows=[(1, at) for at in moments] + [(2, moments[0])])
    said = _table(("key", "integer"), ("since", "moment"), ("what", "text"), rows=[
        (1, moments[1], "new"), (1, long_ago, "old"), (3, moments[0], "other"),
    ])  # fmt: skip
    known = select(said, {name: col(name) for name in ("key", "since", "what")})
    for strictly, words in ((False, ("old", "new", "new", None)), (True, ("old", "old", "new", None))):
        rows = tuple((*row, word) for row, word in zip(asked.rows, words, strict=True))
        relation = AsOf(asked, known, ("key",), "at", "since", strictly)
        yield Known(f"as of, strictly {strictly}", relation, ("key", "at", "what"), rows)


def _ordered() -> Iterator[Known]:
    rows = [("b", 1), ("B", 2), ("a", None), ("~", 2), ("Ж", 5), ("é", 2**62)]
    source = _table(("line", "text"), ("number", "integer"), rows=rows)
    by_bytes = sorted(rows, key=lambda row: row[0].encode())
    numbered = Numbered(source, (), ("line",), "place")
    yield Known("by bytes", numbered, ("line", "place"), tuple((row[0], i) for i, row in enumerate(by_bytes, 1)))
    ties = Numbered(source, (), ("number",), "place", frozenset({"number"}), ties=True)
    told = (("é", 1), ("Ж", 2), ("~", 3), ("B", 3), ("b", 5), ("a", 6))
    yield Known("with ties, falling", ties, ("line", "place"), told)
    values = (("sum", Summed("sum", col("number"))), ("most", Summed("greatest", col("number"))))
    for before in (False, True):
        expected = []
        for place, row in enumerate(by_bytes):
            earlier = [n for _, n in by_bytes[: place + (not before)] if n is not None]
            expected.append((row[0], sum(earlier), max(earlier, default=None)))
        running = Running(source, (), ("line",), values, before)
        yield Known(f"running, before {before}", running, ("line", "sum", "most"), tuple(expected))


def _days() -> Known:
    stretches = ((date(2024, 2, 28), date(2024, 3, 1), 7), (date(2025, 12, 31), date(2025, 12, 31), 8))
    days = [(date(2024, 2, 28), 7), (date(2024, 2, 29), 7), (date(2024, 3, 1), 7), (date(2025, 12, 31), 8)]
    source = Days("day", "stretch", stretches)
    told = select(source, {"day": col("day"), "stretch": col("stretch"), "text": call("text", col("day"))})
    return Known("days", told, ("day", "stretch", "text"), tuple((*row, row[0].isoformat()) for row in days))


def _texts() -> Known:
    texts = ("", "'", '"', "\\", "\\n", "a\nb", "\x1f", "--", "%s", "{}", "ж", "`", "$1", "\\N", "/* */")
    source = _table(("text", "text"), rows=[(text,) for text in texts])
    columns = {
        "text": col("text"),
        "twice": call("joined", col("text"), value("/"), col("text")),
        "same": some(call("=", col("text"), value(text)) for text in texts),
    }
    return Known("texts", select(source, columns), tuple(columns), tuple((t, f"{t}/{t}", True) for t in texts))


def _lines() -> Known:
    """The names of lines of a document, which stand like numbers where they are numbers."""
    lines = ("1", "01", "10", "2", "", "1a", "-1", " 1", "~R-1/1", "123456789012", "1234567890123", "²", "٣", "é")
    source = _table(("line", "text"), rows=[(line,) for line in lines])
    columns = {"line": col("line"), "order": call("line order", col("line"))}
    rows = tuple((line, line_order(line)) for line in lines)
    return Known("lines of a document", select(source, columns), tuple(columns), rows)


def _told_by_name() -> Known:
    """What JSON of texts says under names that JSON paths would take apart."""
    names = ("plain", "a.b", "a b", "a/b", "~", "'", '"', "$", "[0]", "ж")
    document = json.dumps({name: f"of {name}" for name in names}, ensure_ascii=False)
    source = _table(("key", "integer"), ("told", "text"), rows=[(1, document), (2, None), (3, '{"other":"x"}')])
    columns = {f"name {number}": call("said", col("told"), value(name)) for number, name in enumerate(names)}
    nothing = (None,) * len(names)
    rows = ((1, *(f"of {name}" for name in names)), (2, *nothing), (3, *nothing))
    return Known("told by name", extended(source, columns), ("key", *columns), rows)


def _nothing_said() -> Known:
    """Columns of which only some relations of a union say anything."""
    silent = select(_table(("key", "integer"), rows=[(1,)]), {"key": col("key"), "number": NULL, "text": NO_TEXT})
    telling = select(
        _table(("key", "integer"), ("said", "text"), rows=[(2, "x"), (3, None)]),
        {
            "key": col("key"),
            "number": when(call("same", col("said"), value("x")), NULL, col("key")),
            "text": col("said"),
        },
    )
    again = select(union([silent, silent, telling]), {name: col(name) for name in ("key", "number", "text")}, _told())
    return Known("nothing said", again, ("key", "number", "text"), ((1, None, None), (1, None, None), (3, 3, None)))


def _told() -> Expression:
    return some([call("is null", call("coalesce", col("text"), NO_TEXT)), call("not", TRUE)])


def _table(*columns: tuple[str, Kind], rows: Sequence[Row]) -> Rows:
    return Rows(columns, tuple(rows))  # type: ignore[arg-type]
