"""``ristorno members``: the companies that take part, from lists or one by one."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ristorno.cli.keeping import kept, now
from ristorno.cli.lists import PartlyOption, SheetOption, show_imported
from ristorno.cli.loading import as_of_day
from ristorno.cli.screen import progress, screen, show_table
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from ristorno.apps.members.kinds import MemberKind
    from ristorno.apps.members.queries import Known

app = typer.Typer(help="The companies that take part, their people and groups.", no_args_is_help=True)

KeyArgument = Annotated[str, typer.Argument(metavar="MEMBER", help="The key of a member, or a code of another system.")]
ContactArgument = Annotated[str, typer.Argument(metavar="CONTACT", help="The key of one of its people.")]
OnOption = Annotated[str | None, typer.Option("--on", help="From which day; today if left out.")]
_ACTOR = "command:members"


@app.command("add")
def add(
    key: Annotated[str, typer.Argument(metavar="KEY", help="What sales files and agreements call it.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    kind: Annotated[str, typer.Option("--kind", help="company, sole_trader or person.")] = "company",
    country: Annotated[str, typer.Option("--country", help="In two letters, such as RU.")] = "",
    legal: Annotated[
        list[str] | None,
        typer.Option("--legal", help="A legal number with its kind: ru.inn=7707083893, de.vat=136695976."),
    ] = None,
    joined: Annotated[str | None, typer.Option("--joined", help="It takes part from this day on.")] = None,
) -> None:
    """Add a member; again, just so, nothing changes."""
    numbers = dict(_pair(each) for each in legal or ())
    with kept():
        from django.db import transaction

        from ristorno.apps.members.operations import add, enrol

        with transaction.atomic():
            fresh = add(
                key=key,
                name=name,
                kind=cast("MemberKind", kind),  # any other one is refused there
                country=country,
                legal_ids=numbers,
                actor=_ACTOR,
            )
            if joined is not None:
                enrol(key=key, on=_day(joined, "--joined"), at=now(), actor=_ACTOR)
    screen.print(f"Added {key}." if fresh else f"{key} was there already.", markup=False)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or Parquet file, or a workbook.")],
    what: Annotated[
        str | None, typer.Option("--what", help="members, contacts, groups or codes; told by the headers if left out.")
    ] = None,
    sheet: SheetOption = None,
    on: OnOption = None,
    partly: PartlyOption = False,
) -> None:
    """Import a list of members, contacts, buying groups or codes of other systems. Again, nothing changes."""
    with kept():
        from ristorno.apps.members.importing import import_list

        with progress("Importing the list") as bar:
            done = import_list(
                file, what=what, sheet=sheet, partly=partly, on=_day(on), at=now(), actor=_ACTOR, progress=bar
            )
    show_imported(file, done.what, done.rows, done.changed, done.problems, done.unread)


@app.command("list")
def list_(
    search: Annotated[str, typer.Argument(metavar="WORDS", help="Parts of names, codes or legal numbers.")] = "",
    after: Annotated[str, typer.Option("--after", help="Only those behind this key.")] = "",
    most: Annotated[int, typer.Option("--most", help="At most so many.", min=1, max=1000)] = 50,
    doublets: Annotated[
        bool, typer.Option("--doublets", help="Only those that may be one: their tax number is.")
    ] = False,
) -> None:
    """List members, those that were merged into others too."""
    with kept():
        from ristorno.apps.members import queries

        if doublets:
            alike = [(each.scheme, each.number, ", ".join(each.members)) for each in queries.doublets()]
            show_table("May be one", ("kind", "number", "members"), alike)
            return
        found = queries.members(search, after, most + 1)
    rows = [(each.key, each.name, each.country, _numbers(each), _merged(each)) for each in found[:most]]
    show_table("Members", ("key", "name", "country", "legal numbers", "counts as"), rows)
    if len(found) > most:
        screen.print(f"There are more: --after {found[most - 1].key}", markup=False)


@app.command("show")
def show(key: KeyArgument, on: OnOption = None) -> None:
    """Show a member: its codes, what holds of it on a day, its people, and all that was said of it."""
    with kept():
        from ristorno.apps.members.queries import access_member, contacts, held, said_of

        known = access_member(key)
        holds, people, said = held(known.key, _day(on)), contacts(known.key), said_of(known.key)
    screen.print(f"{known.key}: {known.name} ({known.kind})", markup=False, soft_wrap=True)
    told = {
        "counts as": _merged(known), "codes": ", ".join(known.codes), "legal numbers": _numbers(known),
        "country": known.country, "takes part since": str(holds.enrolled_on or ""), "segment": holds.segment or "",
        "group": f"{holds.group}{' (head)' if holds.head else ''}" if holds.group else "",
        "supplied by": holds.supplier or "", "subsidiary of": holds.parent or "",
    }  # fmt: skip
    for label, text in told.items():
        if text:
            screen.print(f"  {label}: {text}", markup=False, soft_wrap=True)
    if people:
        rows = [(each.key, each.name, ", ".join(each.roles), each.influence, each.email) for each in people]
        show_table("People", ("key", "name", "roles", "influence", "e-mail"), rows)
    if said:
        words = [
            (
                str(each.number),
                str(each.on),
                each.kind,
                each.contact or each.group or each.other or each.text,
                each.origin,
            )
            for each in said
        ]
        show_table("Said", ("number", "from", "what", "of", "known from"), words, numbers=("number",))


@app.command("merge")
def merge(
    key: KeyArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The member that remains.")],
) -> None:
    """Let a member count as another one: all that happened to it counts there, until it is split off again."""
    with kept():
        from ristorno.apps.members.operations import merge

        fresh = merge(key=key, into=into, at=now(), actor=_ACTOR)
    screen.print(f"{key} counts as {into} now." if fresh else f"{key} counted as {into} already.", markup=False)


@app.command("split")
def split(key: KeyArgument) -> None:
    """Let a member that was merged stand for itself again; both are as they were."""
    with kept():
        from ristorno.apps.members.operations import split

        fresh = split(key=key, actor=_ACTOR)
    screen.print(f"{key} stands for itself {'again' if fresh else 'already'}.", markup=False)


@app.command("leave")
def leave(key: KeyArgument, on: OnOption = None) -> None:
    """Let a member leave; ``--on`` is the last day on which it takes part."""
    with kept():
        from ristorno.apps.members.operations import leave

        day = _day(on)
        fresh = leave(key=key, on=day, at=now(), actor=_ACTOR).fresh
    screen.print(f"{key} has left on {day}." if fresh else f"{key} had left on {day} already.", markup=False)


@app.command("about")
def about(key: KeyArgument, contact: ContactArgument) -> None:
    """Print all that is kept of a contact as JSON, for that person to have."""
    with kept():
        from ristorno.apps.members.queries import about

        told = asdict(about(key, contact))
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))


@app.command("erase")
def erase(
    key: KeyArgument,
    contact: Annotated[
        str | None, typer.Argument(metavar="[CONTACT]", help="Of a company, whom of its people.")
    ] = None,
) -> None:
    """Erase by what a person is known: name, address, number. Its key, its consents and what counted stay."""
    with kept():
        from ristorno.apps.members.operations import erase_contact, erase_person

        if contact is None:
            fresh = erase_person(key=key, at=now(), actor=_ACTOR)
        else:
            fresh = erase_contact(key=key, contact=contact, at=now(), actor=_ACTOR)
    screen.print("Erased." if fresh else "That was erased already.")


def _day(told: str | None, option: str = "--on") -> date:
    return as_of_day(told, None if told else now().date(), option)


def _pair(told: str) -> tuple[str, str]:
    scheme, mark, number = told.partition("=")
    if not mark:
        reason = f"{told!r} is no legal number with its kind."
        raise Refused([Problem("usage.legal", reason, "Write it as ru.inn=7707083893.")])
    return scheme.strip(), number.strip()


def _numbers(known: "Known") -> str:
    return ", ".join(f"{scheme} {number}" for scheme, number in known.legal_ids.items())


def _merged(known: "Known") -> str:
    return known.stands_for if known.stands_for != known.key else ""
