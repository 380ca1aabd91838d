"""The whole world, made from one seed, and the files that a new user gets to see of it."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ristorno.demo.corrections import make_corrections
from ristorno.demo.invoices import make_invoices
from ristorno.demo.members import Member, make_members
from ristorno.demo.mistakes import Mistake, make_mistakes
from ristorno.demo.orders import make_orders
from ristorno.demo.payments import make_payments
from ristorno.demo.relations import make_relations, segment_on_last_day
from ristorno.demo.returns import make_returns
from ristorno.demo.supplier import MONTHS, SUPPLIER, Supplier
from ristorno.demo.table import COLUMNS, Row, as_row
from ristorno.engine.fact import Fact, instant, line_order

SEED = 2026
_MEMBER_COLUMNS = ("id", "name", "city", "country", "segment", "joined_on", "contacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One supplier with its members and everything that happened.

    ``history`` holds every version of every sound fact in the order of recording. ``facts`` are the rows of
    the export, the rows of ``mistakes`` scattered among them.
    """

    supplier: Supplier
    members: tuple[Member, ...]
    history: tuple[Fact, ...]
    mistakes: tuple[Mistake, ...]
    facts: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldFiles:
    """Where the world was written to."""

    facts: Path
    members: Path
    program: Path
    agreements: Path


def build_world(seed: int = SEED) -> World:
    """Return the world of a seed, always the same one; takes about a second."""
    members = make_members(seed)
    history = _make_history(seed, members)
    rows = [as_row(fact) for fact in history]
    mistakes = make_mistakes(seed, rows)
    return World(
        supplier=SUPPLIER,
        members=members,
        history=history,
        mistakes=mistakes,
        facts=tuple(_scattered(rows, [mistake.row for mistake in mistakes])),
    )


def write_world(folder: Path, world: World) -> WorldFiles:
    """Write the world into a folder, made if need be, over what is there; return the paths.

    The facts and members are CSV (UTF-8, LF, comma, header line); the program and its agreements are the ones
    that come with the product. Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return WorldFiles(
        facts=write_facts(folder / "facts.csv", world.facts),
        members=_write_table(folder / "members.csv", _MEMBER_COLUMNS, _member_rows(world)),
        program=_copy(folder / "program.yaml"),
        agreements=_copy(folder / "agreements.yaml"),
    )


def write_facts(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows of facts into a file, over what is there; return its path."""
    return _write_table(path, COLUMNS, rows)


def _make_history(seed: int, members: tuple[Member, ...]) -> tuple[Fact, ...]:
    invoices = {invoice.document: invoice for invoice in make_invoices(seed, make_orders(seed, members))}
    corrected = {invoice.document: invoice for invoice in make_corrections(seed, invoices.values())}
    untouched = [invoice for document, invoice in invoices.items() if document not in corrected]
    valid = [invoice for invoice in (invoices | corrected).values() if not invoice.retracted]
    facts: list[Fact] = [
        *(fact for invoice in (*invoices.values(), *corrected.values()) for fact in invoice.facts()),
        *make_returns(seed, untouched),
        *make_payments(seed, valid),
        *make_relations(seed, members),
    ]
    return tuple(sorted(facts, key=_recording_order))


def _recording_order(fact: Fact) -> tuple[object, ...]:
    recorded_at = instant(fact.recorded_at or fact.occurred_at, SUPPLIER.zone)
    return recorded_at, fact.source, fact.document, line_order(fact.line), fact.version


def _scattered(rows: list[Row], strangers: list[Row]) -> Iterator[Row]:
    """Yield the rows with the strangers spread evenly among them."""
    gap = len(rows) // (len(strangers) + 1)
    waiting = iter(strangers)
    for place, row in enumerate(rows, start=1):
        yield row
        if place % gap == 0 and (stranger := next(waiting, None)):
            yield stranger


def _member_rows(world: World) -> Iterator[Row]:
    segments = segment_on_last_day(world.history)
    for member in world.members:
        yield {
            "id": member.id,
            "name": member.name,
            "city": member.city,
            "country": member.country,
            "segment": segments[member.id],
            "joined_on": MONTHS[member.course.first_month].isoformat(),
            "contacts": str(len(member.contacts)),
        }


def _write_table(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _copy(path: Path) -> Path:
    path.write_bytes((files(__package__) / path.name).read_bytes())
    return path
