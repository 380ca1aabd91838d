"""With what a document of the designer begins: a template, nothing, an earlier draft, the version that rules."""

from datetime import date

from ristorno.apps.agreements import queries
from ristorno.apps.agreements.continuing import next_version
from ristorno.kernel.editing import flow
from ristorno.kernel.problem import Refused
from ristorno.templates import find
from ristorno.web.ground.door import not_there
from ristorno.web.ground.voice import Voice


def template(name: str) -> str:
    """Return the program of a template."""
    try:
        return find(name).text
    except Refused:
        raise not_there() from None


def empty(voice: Voice) -> str:
    """Return the least that a program says, with a title for its reader.

    Its time zone and its currency are those of the programs that are there already.
    """
    ruling = next(iter(queries.rulings().values()), None)
    terms = ruling.calculation.program.terms if ruling else None
    zone, currency = terms.time_zone if terms else "Europe/Berlin", (terms.fact_currency if terms else None) or "EUR"
    title = flow({voice.language: voice("console.design.new")})
    head = f"program: new-program\ntitle: {title}\ntime_zone: {zone}\ncurrency: {currency}\n"
    return f"{head}units:\n  {currency}: {{kind: money}}\nclauses: {{}}\n"


def agreement_under(program: str, begins: date) -> str:
    """Return what a new agreement under a program begins with."""
    if program not in queries.programs():
        raise not_there()
    head = f"agreement: A-{begins.year}-1\nprogram: {flow(program)}\nmember: KEY"
    return f"{head}\nversions:\n  - effective_from: {begins}\n"


def next_of(key: str, today: date) -> str:
    """Return a next version of a program or an agreement, from the next quarter on."""
    try:
        return next_version(key, next_quarter(today))
    except Refused:
        raise not_there() from None


def earlier(number: str, key: str) -> str:
    """Return what a draft of a program or an agreement says, however it ended; without a key, any draft."""
    try:
        found = queries.draft(int(number[:9]))
    except (Refused, ValueError):
        raise not_there() from None
    if key not in ("", found.key):
        raise not_there()
    return found.text


def next_quarter(day: date) -> date:
    """Return the first day of the quarter after the one in which a day lies."""
    month = day.month - (day.month - 1) % 3 + 3
    return date(day.year + month // 12, month % 12, 1) if month > 12 else date(day.year, month, 1)
