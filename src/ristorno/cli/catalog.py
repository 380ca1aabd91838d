"""``ristorno catalog``: the products and the tree of their groups, from lists."""

from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.keeping import kept, now
from ristorno.cli.lists import PartlyOption, SheetOption, show_imported
from ristorno.cli.loading import as_of_day
from ristorno.cli.screen import progress, screen, show_table

app = typer.Typer(help="Products and the tree of their groups.", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or Parquet file, or a workbook.")],
    what: Annotated[
        str | None, typer.Option("--what", help="products or groups; told by the headers if left out.")
    ] = None,
    sheet: SheetOption = None,
    partly: PartlyOption = False,
) -> None:
    """Import a list of products, or of their groups. Again, nothing changes."""
    with kept():
        from ristorno.apps.catalog.importing import import_list

        with progress("Importing the list") as bar:
            done = import_list(
                file, what=what, sheet=sheet, partly=partly, at=now(), actor="command:catalog import", progress=bar
            )
    show_imported(file, done.what, done.rows, done.changed, done.problems, done.unread)


@app.command("list")
def list_(
    search: Annotated[str, typer.Argument(metavar="WORDS", help="Parts of keys, names or brands.")] = "",
    groups: Annotated[bool, typer.Option("--groups", help="The groups, each with those above it.")] = False,
    on: Annotated[str | None, typer.Option("--on", help="As they lie on this day; today if left out.")] = None,
    after: Annotated[str, typer.Option("--after", help="Only those behind this key.")] = "",
    most: Annotated[int, typer.Option("--most", help="At most so many.", min=1, max=1000)] = 50,
) -> None:
    """List products with their groups, or the groups."""
    with kept():
        from ristorno.apps.catalog import queries

        day = as_of_day(on, None if on else now().date(), "--on")
        if groups:
            branches = [(each.key, each.name, " < ".join(each.above)) for each in queries.groups(day)]
            show_table("Groups", ("group", "name", "under"), branches)
            return
        found = queries.products(day, search, after, most + 1)
    rows = [(each.key, each.name, each.brand, ", ".join(each.groups)) for each in found[:most]]
    show_table("Products", ("product", "name", "brand", "groups"), rows)
    if len(found) > most:
        screen.print(f"There are more: --after {found[most - 1].key}", markup=False)


@app.command("zone")
def zone(
    name: Annotated[
        str | None, typer.Argument(metavar="ZONE", help="Such as Europe/Moscow; tell it if left out.")
    ] = None,
) -> None:
    """Say in which time zone a sale at a moment belongs to a day, where products lie elsewhere from a day on."""
    with kept():
        from ristorno.apps.catalog import operations, queries

        if name is not None:
            operations.say_zone(name=name, at=now(), actor="command:catalog zone")
        screen.print(queries.zone().key, markup=False)
