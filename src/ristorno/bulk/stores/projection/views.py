"""The flat facts of a projection as relations of a connection, for one question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb

from ristorno.bulk.counting.payments import NOTHING_ASKED, Asked
from ristorno.bulk.stores.projection.codes import CODE
from ristorno.bulk.stores.projection.entries import show_entries
from ristorno.bulk.stores.projection.manifest import FlatFile, FlatManifest
from ristorno.bulk.stores.projection.netted import ASIDE, NETTED, Reading, net
from ristorno.bulk.stores.projection.schema import read_files
from ristorno.bulk.stores.tables import NUMBERS, TABLES
from ristorno.engine.fact import Fact
from ristorno.engine.history.taken import not_taken
from ristorno.intake.duck import text
from ristorno.intake.store.columns import LINE_KEY

_GONE = "flat_gone"
_FOREIGN = "flat_foreign"
_LINE_ORDER = (
    "case when regexp_full_match({0}, '[0-9]+') "
    "then lpad({0}, cast(greatest(12, length({0})) as integer), '0') || ' ' || {0} else {0} end"
)
"""Lines of one document stand in the order of ``engine.fact.line_order``."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much the flat facts of a question hold at most, for proofs that no sum runs over."""

    lines: int
    most: Mapping[str, int]
    """The sums of the absolute values of amount, quantity, cost and tax, in ten-thousandths."""
    first_day: date | None
    last_day: date | None
    tendered: bool
    """Whether any document may have been paid for by tenders: their shares are not in the flat facts."""
    states: int


def show(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    manifest: FlatManifest,
    reading: Reading,
    as_of: date,
    asked: Asked = NOTHING_ASKED,
) -> Extent:
    """Make the relations of the flat facts in a connection; return how much they hold at most.

    Also that of the facts before returns were taken off, where anything is ``asked`` for which it is needed.
    """
    for name in CODE:
        rows = read_files(manifest.paths(folder, name), name)
        connection.execute(f"create or replace temp view {name} as from {rows}")
    settled = _settled(connection, folder, manifest, reading, as_of)
    gone = _name_gone(connection, manifest.paths(folder, "gone"))
    foreign = _name_foreign(connection, reading.currency)
    files = [file for file in manifest.of("lines") if file.first_day is None or file.first_day <= as_of]
    rest = _Rest(folder, as_of, gone, foreign=foreign)
    _show_lines(connection, [*settled.lines, *rest.branches(files)])
    involved = f"(from {read_files(manifest.paths(folder, 'involved'), 'involved')} where from_day <= date '{as_of}')"
    if asked.entries(tendered=manifest.tendered):
        show_entries(connection, list(rest.branches(files)), involved, reading, as_of)
    _show_states(connection, rest, manifest.paths(folder, "states"), settled.states)
    _show_aside(connection, rest, files, manifest.paths(folder, "states"), settled.aside)
    return _extent(connection, settled, files, manifest)


@dataclass(frozen=True, slots=True)
class _Settled:
    """The SQL of what involved documents come to: as it was netted before, and as it was netted for the question."""

    lines: Sequence[str]
    states: Sequence[str]
    aside: Sequence[str]


def _settled(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: FlatManifest, reading: Reading, as_of: date
) -> _Settled:
    """Net what was not settled on the day of the question, or not for its currency."""
    holds = f"to_day <= date '{as_of}'"
    if reading.currency:
        holds += f" and coalesce(only_currency = {text(reading.currency)}, true)"
    facts = read_files(manifest.paths(folder, "involved"), "involved")
    net(connection, f"(from {facts} where from_day <= date '{as_of}' and not (plain and {holds}))", reading, as_of)
    settled = f"(from {read_files(manifest.paths(folder, 'settled'), 'settled')} where {holds})"
    aside = f"(from {read_files(manifest.paths(folder, 'aside'), 'aside')} where {holds})"
    told = ", ".join(TABLES["aside"])
    return _Settled(
        [f"from (select *, null as line_number from {rows} where not state) as told" for rows in (settled, NETTED)],
        [f"from {rows} where state" for rows in (settled, NETTED)],
        [f"select {told} from {rows}" for rows in (aside, ASIDE)],
    )


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left out of the rows of files: days to come, dead lines, other currencies."""

    folder: Path
    as_of: date
    gone: int
    """The last generation that told documents of older ones anew; 0 where none did."""
    foreign: bool

    def branches(self, files: Sequence[FlatFile], *, foreign: bool = False) -> Iterator[str]:
        """Yield the SQL of the lines; each group of files leaves out no more than it must."""

        def kind(file: FlatFile) -> tuple[bool, bool]:
            return file.generation < self.gone, file.last_day is None or file.last_day > self.as_of

        for (dying, cut), group in groupby(sorted(files, key=kind), key=kind):
            rows = read_files([str(self.folder / file.path) for file in group], "lines")
            yield self.left(rows, dying=dying, cut=cut, foreign=foreign)

    def left(self, rows: str, *, dying: bool, cut: bool, foreign: bool = False) -> str:
        """Return the SQL of the rows that count, or of those ``foreign`` ones that would."""
        dead = f"anti join {_GONE} on {_GONE}.document = told.document and {_GONE}.generation > told.generation"
        others = f"{'semi' if foreign else 'anti'} join {_FOREIGN} on {_FOREIGN}.item = told.item"
        return (
            f"from {rows} as told {dead if dying else ''} {others if self.foreign else ''} {self.until if cut else ''}"
        )

    @property
    def until(self) -> str:
        """The SQL condition of the days that have come."""
        return f"where day <= date '{self.as_of}'"


def _name_gone(connection: duckdb.DuckDBPyConnection, paths: list[str]) -> int:
    """Read at once which documents are told anew: few, and the file may be replaced while the question is answered."""
    connection.execute(f"create or replace temp table {_GONE} as from {read_files(paths, 'gone')}")
    ((last,),) = connection.execute(f"select coalesce(max(generation), 0) from {_GONE}").fetchall()
    return int(last)


def _name_foreign(connection: duckdb.DuckDBPyConnection, currency: str | None) -> bool:
    """Fill the items whose facts the engine does not take for their currency, each with its words; tell if any are."""
    rows = connection.execute("select distinct currency from items where currency is not null").fetchall()
    connection.execute(f"create or replace temp table {_FOREIGN} (item integer, code varchar, reason varchar)")
    found = False
    for (other,) in rows:
        told = not_taken(Fact(document="", occurred_at=date.min, member="", currency=other), currency)
        if told is not None:
            found = True
            words = f"{text(told.code)}, {text(told.reason)}"
            connection.execute(f"insert into {_FOREIGN} select item, {words} from items where currency = {text(other)}")
    return found


def _show_lines(connection: duckdb.DuckDBPyConnection, branches: Sequence[str]) -> None:
    named = {"line": f"{LINE_KEY} as line"}
    told = ", ".join(named.get(name, f'told."{name}"') for name in TABLES["lines"])
    selected = [f"select {told} {branch}" for branch in branches]
    connection.execute(f"create or replace temp view lines as {' union all '.join(selected)}")


def _show_states(connection: duckdb.DuckDBPyConnection, rest: _Rest, paths: list[str], netted: Sequence[str]) -> None:
    """States are few: they are put in order at once."""
    columns = 'member, "at", day, kind, contact, segment, detail, source, number, line'
    here = rest.left(f"({read_files(paths, 'states')} join documents using (document))", dying=True, cut=True)
    told = " union all by name ".join(f"select {columns} {rows}" for rows in (here, *netted))
    order = f'"at", source, number, {_LINE_ORDER.format("line")}'
    place = f"row_number() over (partition by member order by {order}) - 1"
    connection.execute(
        f'create or replace temp table states as select member, "at", day, cast({place} as integer) as place, '
        f"kind, contact, segment, detail from ({told})"
    )


def _show_aside(
    connection: duckdb.DuckDBPyConnection,
    rest: _Rest,
    files: Sequence[FlatFile],
    states: list[str],
    netted: Sequence[str],
) -> None:
    selected = list(netted)
    if rest.foreign:
        fact = "case when source = '' then '' else source || '/' end || number || '/' || line"
        whole = f"select told.* replace ({LINE_KEY} as line)"
        branches = [f"{whole} {branch}" for branch in rest.branches(files, foreign=True)]
        told = rest.left(read_files(states, "states"), dying=True, cut=True, foreign=True)
        branches.append(f"select told.* {told}")
        selected += [
            f"select {fact} as fact, members.id as member, code, reason from ({branch}) as told "
            f"join {_FOREIGN} using (item) join members using (member) join documents using (document)"
            for branch in branches
        ]
    connection.execute(f"create or replace temp view aside as {' union all '.join(selected)}")


def _extent(
    connection: duckdb.DuckDBPyConnection,
    settled: _Settled,
    files: Sequence[FlatFile],
    manifest: FlatManifest,
) -> Extent:
    sums = ", ".join(f"coalesce(sum(abs(cast({name} as hugeint))), 0)" for name in NUMBERS)
    ((netted, first, last, *most),) = connection.execute(
        f"select count(*), min(day), max(day), {sums} from ({' union all by name '.join(settled.lines)})"
    ).fetchall()
    ((states,),) = connection.execute("select count(*) from states").fetchall()
    firsts = [day for day in (first, *(file.first_day for file in files)) if day is not None]
    lasts = [day for day in (last, *(file.last_day for file in files)) if day is not None]
    return Extent(
        lines=netted + sum(file.rows for file in files),
        most={
            name: int(most[place]) + sum(file.most.get(name, 0) for file in files) for place, name in enumerate(NUMBERS)
        },
        first_day=min(firsts, default=None),
        last_day=max(lasts, default=None),
        tendered=manifest.tendered,
        states=states,
    )
