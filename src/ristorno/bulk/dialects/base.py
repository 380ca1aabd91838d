"""Printing a plan as SQL. What all databases spell alike is here; a dialect says the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar

from ristorno.bulk.plan.expressions import Apply, Case, Column, Constant, Expression, Null, Value
from ristorno.bulk.plan.relations import (
    Aggregate,
    AsOf,
    Days,
    Extended,
    Fold,
    Join,
    Kind,
    Numbered,
    Relation,
    Repeated,
    Rows,
    Running,
    Select,
    Step,
    Summed,
    Table,
    Union,
)

_WIDTH = 100
_FOLLOWING = "at of the next one"
_INFIX = frozenset({"+", "-", "*", "=", "<>", "<", "<=", ">", ">="})


class Dialect:
    """The SQL of one database: deterministic text, readable, one statement for every step."""

    KEY: ClassVar[str]
    TYPES: ClassVar[Mapping[Kind, str]]
    """How the kinds of columns are called."""
    SUMMARIES: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "count": "count({})",
            "distinct": "count(distinct {})",
            "least": "min({})",
            "greatest": "max({})",
            "first": "any_value({})",
            "any": "coalesce(bool_or({}), false)",
        }
    )
    """How many rows become one value; sums apart."""
    JOINS: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"inner": "join", "left": "left join", "semi": "semi join", "anti": "anti join"}
    )

    def create(self, step: Step, *, kept: bool = True) -> str:
        """Return the statement that works a step out and keeps it, or names it to be worked out when it is read."""
        what = "table" if kept else "view"
        return f"{_comment(step.title)}create temp {what} {self.name(step.name)} as\n{self.relation(step.relation)}"

    def name(self, identifier: str) -> str:
        """Return a quoted identifier, which lies on one line."""
        return '"' + _on_one_line(identifier).replace('"', '""') + '"'

    def text(self, value: str) -> str:
        """Return a text literal; ends of lines are spelled out, so that text may be indented."""
        lines = [self.quoted(line) for line in value.split("\n")]
        return lines[0] if len(lines) == 1 else f"({' || chr(10) || '.join(lines)})"

    def quoted(self, line: str) -> str:
        """Return the literal of a text that is on one line."""
        return "'" + line.replace("'", "''") + "'"

    def relation(self, relation: Relation) -> str:
        """Return the query of a relation."""
        printers: Mapping[type, Callable[..., str]] = {
            Table: self._table,
            Rows: self.rows,
            Days: self.days,
            Select: self._select,
            Extended: self._extended,
            Aggregate: self._aggregate,
            Join: self.join,
            Running: self._running,
            Numbered: self._numbered,
            Repeated: self._repeated,
            Fold: self._fold,
            AsOf: self.as_of,
            Union: self._union,
        }
        return printers[type(relation)](relation)

    def expression(self, expression: Expression) -> str:
        """Return an expression."""
        if isinstance(expression, Column):
            return self.name(expression.name)
        if isinstance(expression, Constant):
            return self.constant(expression.value)
        if isinstance(expression, Null):
            return "null"
        if isinstance(expression, Case):
            return self._case(expression)
        return self._apply(expression)

    def constant(self, value: Value) -> str:
        """Return a literal."""
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return self.integer(value)
        if isinstance(value, datetime):
            return f"timestamp '{value:%Y-%m-%d %H:%M:%S.%f}'"
        return f"date '{value.isoformat()}'" if isinstance(value, date) else self.text(value)

    def integer(self, value: int) -> str:
        """Return a whole number of any size."""
        return str(value) if value >= 0 else f"({value})"

    # What databases spell differently.

    def quotient(self, left: Expression, right: Expression) -> str:
        """Return the quotient of two numbers from 0 up, rounded down."""
        return self.divided(self.expression(left), self.expression(right))

    def divided(self, left: str, right: str) -> str:
        """Return the quotient of two numbers from 0 up, rounded down, where all sizes of numbers divide alike."""
        raise NotImplementedError

    def rest(self, left: str, right: str) -> str:
        """Return what a division leaves."""
        return f"({left} % {right})"

    def wide(self, argument: str) -> str:
        """Return a number in 128 bits or more."""
        return f"cast({argument} as {self.TYPES['wide']})"

    def narrow(self, argument: str) -> str:
        """Return a number in 64 bits; an error where it does not fit."""
        return f"cast({argument} as {self.TYPES['integer']})"

    def summed(self, argument: str) -> str:
        """Return the sum of 64-bit numbers in 64 bits; an error where it does not fit."""
        return self.narrow(f"sum({argument})")

    def days_between(self, later: str, earlier: str) -> str:
        """Return the days from one day to another."""
        return self.narrow(f"({later} - {earlier})")

    def said(self, document: str, name: str) -> str:
        """Return what a JSON object of texts says under a name; null where it says nothing."""
        raise NotImplementedError

    def ordered(self, column: str, *, falling: bool) -> str:
        """Return a column to order by, so that what is null comes last."""
        return f"{column} desc nulls last" if falling else f"{column} nulls last"

    def rows(self, rows: Rows) -> str:
        """Return the query of constant rows."""
        names = ", ".join(self.name(name) for name, _ in rows.columns)
        if not rows.rows:
            nulls = ", ".join(f"cast(null as {self.TYPES[kind]}) as {self.name(name)}" for name, kind in rows.columns)
            return f"select {nulls} where false"
        listed = _filled(["(" + ", ".join(map(self.constant, row)) + ")" for row in rows.rows])
        typed = ", ".join(
            f"cast({self.name(name)} as {self.TYPES[kind]}) as {self.name(name)}" for name, kind in rows.columns
        )
        return f"select {typed} from (values\n  {listed}\n) as listed({names})"

    def days(self, days: Days) -> str:
        """Return the query of all days of some stretches."""
        if not days.stretches:
            return self.rows(Rows(((days.day, "day"), (days.number, "integer")), ()))
        first, last, number = (self.name(name) for name in ("first", "last", days.number))
        listed = _filled(
            [f"({self.constant(one)}, {self.constant(two)}, {three})" for one, two, three in days.stretches]
        )
        day = f"{self.each_day(first, last)} as {self.name(days.day)}"
        return f"select {day}, {number} from (values\n  {listed}\n) as listed({first}, {last}, {number})"

    def each_day(self, first: str, last: str) -> str:
        """Return an expression that makes a row for every day from the first to the last."""
        raise NotImplementedError

    def each_number(self, last: str) -> str:
        """Return an expression that makes a row for every whole number from 1 to the last."""
        raise NotImplementedError

    def hashed(self, text: str) -> str:
        """Return the SHA-256 of a text in UTF-8, in hexadecimal digits."""
        raise NotImplementedError

    def as_of(self, relation: AsOf) -> str:
        """Return the query of rows with the latest of another relation: each of its rows holds until the next one."""
        after, until = (">", "<=") if relation.strictly else (">=", "<")
        at, since, following = self.name(relation.at), self.name(relation.right_at), self.name(_FOLLOWING)
        matched = [f"one.{self.name(name)} = other.{self.name(name)}" for name in relation.on]
        matched.append(f"one.{at} {after} other.{since}")
        matched.append(f"(one.{at} {until} other.{following} or other.{following} is null)")
        hidden = {*relation.on, relation.right_at}
        brought = [f"other.{self.name(name)}" for name, _ in relation.right.columns if name not in hidden]
        window = self._window(relation.on, (relation.right_at,))
        held = f"select *, lead({since}) over ({window}) as {following}\nfrom {self.source(relation.right)}"
        return (
            f"select {', '.join(['one.*', *brought])}\nfrom {self.source(relation.left, 'one')}\n"
            f"left join (\n{_indented(held)}\n) as other on {' and '.join(matched)}"
        )

    # What all spell alike.

    def line_order(self, line: str) -> str:
        """Return the text by which the lines of one document stand in order: numbers by value, then text."""
        number = f"{line} <> '' and translate({line}, '0123456789', '') = ''"
        padded = f"lpad({line}, cast(greatest(12, length({line})) as int), '0')"
        return f"case when {number} then {padded} || ' ' || {line} else {line} end"

    def same(self, left: str, right: str) -> str:
        """Return whether two values are equal, or both null."""
        return f"({left} is not distinct from {right})"

    def _apply(self, apply: Apply) -> str:
        if apply.function == "div":
            return self.quotient(*apply.arguments)
        if apply.function == "said":
            document, name = apply.arguments
            assert isinstance(name, Constant)
            return self.said(self.expression(document), str(name.value))
        arguments = [self.expression(argument) for argument in apply.arguments]
        function = apply.function
        if function in _INFIX:
            return f"({f' {function} '.join(arguments)})"
        if function in {"and", "or"}:
            return f"({f' {function} '.join(arguments)})"
        spelled: Mapping[str, Callable[..., str]] = {
            "rest": self.rest,
            "wide": self.wide,
            "days": self.days_between,
            "narrow": self.narrow,
            "hashed": self.hashed,
            "not": lambda argument: f"(not {argument})",
            "in": lambda of, *among: f"({of} in ({', '.join(among)}))",
            "is null": lambda argument: f"({argument} is null)",
            "same": self.same,
            "text": lambda argument: f"cast({argument} as {self.TYPES['text']})",
            "line order": self.line_order,
            "joined": lambda *parts: f"({' || '.join(parts)})",
        }
        if function in spelled:
            return spelled[function](*arguments)
        return f"{function}({', '.join(arguments)})"

    def _case(self, case: Case) -> str:
        branches = " ".join(
            f"when {self.expression(condition)} then {self.expression(then)}" for condition, then in case.branches
        )
        text = f"case {branches} else {self.expression(case.otherwise)} end"
        results = (*(then for _, then in case.branches), case.otherwise)
        # Small literals are small integers, and a product of them would pass their 32 bits.
        plain = all(isinstance(each, Constant) and type(each.value) is int for each in results)
        return self.narrow(text) if plain else text

    def source(self, relation: Relation, alias: str = "part") -> str:
        """Return a relation as it stands behind ``from``."""
        if isinstance(relation, Table):
            return self.name(relation.name) + ("" if alias == "part" else f" as {alias}")
        return f"(\n{_indented(self.relation(relation))}\n) as {alias}"

    def _table(self, table: Table) -> str:
        return f"select * from {self.name(table.name)}"

    def _columns(self, columns: Iterable[tuple[str, Expression]]) -> list[str]:
        return [
            self.name(name) if column == Column(name) else f"{self._column(column)} as {self.name(name)}"
            for name, column in columns
        ]

    def _column(self, column: Expression) -> str:
        """Return an expression that stands alone, where nothing beside it tells what kind it is of."""
        if isinstance(column, Null):
            return f"cast(null as {self.TYPES[column.kind]})"
        return self.expression(column)

    def _select(self, select: Select) -> str:
        distinct = "distinct " if select.distinct else ""
        listed = ",\n  ".join(self._columns(select.columns))
        title = _comment(select.title) if select.title else ""
        return f"{title}select {distinct}\n  {listed}\nfrom {self.source(select.source)}{self._where(select.where)}"

    def _extended(self, relation: Extended) -> str:
        listed = ",\n  ".join(["*", *self._columns(relation.columns)])
        return f"select\n  {listed}\nfrom {self.source(relation.source)}{self._where(relation.where)}"

    def _where(self, where: Expression | None) -> str:
        return "" if where is None else f"\nwhere {self.expression(where)}"

    def _aggregate(self, aggregate: Aggregate) -> str:
        keys = self._columns(aggregate.keys)
        values = [f"{self._summary(summed)} as {self.name(name)}" for name, summed in aggregate.values]
        grouped = f"\ngroup by {', '.join(str(number + 1) for number in range(len(keys)))}" if keys else ""
        listed = ",\n  ".join([*keys, *values])
        return f"select\n  {listed}\nfrom {self.source(aggregate.source)}{self._where(aggregate.where)}{grouped}"

    def _summary(self, summed: Summed) -> str:
        argument = self.expression(summed.of)
        if summed.where is not None:
            argument = f"case when {self.expression(summed.where)} then {argument} end"
        if summed.how == "sum":
            return self.summed(argument)
        if summed.how == "total":
            return self.wide(f"sum({argument})")
        return self.SUMMARIES[summed.how].format(argument)

    def join(self, join: Join) -> str:
        """Return the query of the rows of two relations that agree."""
        if join.how == "cross":
            return f"select *\nfrom {self.source(join.left, 'one')}\ncross join {self.source(join.right, 'other')}"
        on = ", ".join(map(self.name, join.on))
        word = self.JOINS[join.how]
        return (
            f"select *\nfrom {self.source(join.left, 'one')}\n{word} {self.source(join.right, 'other')}\nusing ({on})"
        )

    def _running(self, running: Running) -> str:
        frame = "rows between unbounded preceding and " + ("1 preceding" if running.before else "current row")
        over = f"over ({self._window(running.partition, running.order)} {frame})"
        values = [f"{self._over(summed, over)} as {self.name(name)}" for name, summed in running.values]
        return f"select *,\n  {', '.join(values)}\nfrom {self.source(running.source)}"

    def _over(self, summed: Summed, over: str) -> str:
        argument = self.expression(summed.of)
        if summed.where is not None:
            argument = f"case when {self.expression(summed.where)} then {argument} end"
        named = {"sum": "sum", "count": "count", "least": "min", "greatest": "max"}[summed.how]
        running = f"{named}({argument}) {over}"
        return self.narrow(f"coalesce({running}, 0)") if summed.how == "sum" else running

    def _window(self, partition: Iterable[str], order: Iterable[str], falling: frozenset[str] = frozenset()) -> str:
        parted = ", ".join(map(self.name, partition))
        ordered = ", ".join(self.ordered(self.name(name), falling=name in falling) for name in order)
        return f"partition by {parted} order by {ordered}" if parted else f"order by {ordered}"

    def _numbered(self, numbered: Numbered) -> str:
        counting = "rank" if numbered.ties else "row_number"
        window = self._window(numbered.partition, numbered.order, numbered.falling)
        return (
            f"select *, {counting}() over ({window}) as {self.name(numbered.name)}\nfrom {self.source(numbered.source)}"
        )

    def _repeated(self, repeated: Repeated) -> str:
        times, name = self.name(repeated.times), self.name(repeated.name)
        return f"select *, {self.each_number(times)} as {name}\nfrom {self.source(repeated.source)}\nwhere {times} > 0"

    def _fold(self, fold: Fold) -> str:
        assert isinstance(fold.source, Table)  # kept, so that it is not worked out for every place anew
        rows, names = self.name(fold.source.name), [self.name(name) for name, _ in fold.state]
        key, place = ", ".join(map(self.name, fold.key)), self.name(fold.place)
        handed = [f"{self.expression(handed)} as {self.name(name)}" for name, handed in fold.state]
        begun = ", ".join(f"{self.wide('0')} as {name}" for name in names)
        next_one = ",\n    ".join([key, f"{place} + 1 as {place}", *handed])
        listed = ", ".join(f"before.{name}" for name in names)
        return (
            f"with recursive handed_on as (\n  select *, {begun} from {rows} where {place} = 1\n  union all\n"
            f"  select now.*, {listed} from (\n    select {next_one}\n    from handed_on\n  ) as before\n"
            f"  join {rows} as now using ({key}, {place})\n)\nselect * from handed_on"
        )

    def _union(self, relation: Union) -> str:
        plain = (Table, Select)
        return "\nunion all\n".join(
            self.relation(part) if isinstance(part, plain) else f"select * from {self.source(part)}"
            for part in relation.parts
        )


def _filled(items: Sequence[str]) -> str:
    """Return items in lines that are as long as people read."""
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) > _WIDTH:
            lines.append("")
        lines[-1] += f"{item}, "
    return "\n  ".join(line.rstrip() for line in lines).removesuffix(",")


def _on_one_line(text: str) -> str:
    return " ".join(text.splitlines())


def _comment(title: str) -> str:
    return f"-- {_on_one_line(title)}\n"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
