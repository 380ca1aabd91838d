"""``ristorno operators``: people who work at the supplier and sign in to the console."""

from typing import Annotated

import typer
from rich.table import Table

from ristorno.cli.keeping import kept
from ristorno.cli.screen import screen

ACTOR = "command:operators"
Email = Annotated[str, typer.Argument(help="The address to which codes go.")]

app = typer.Typer(help="People who sign in to the console.", no_args_is_help=True)


@app.command("add")
def add(
    email: Email,
    role: Annotated[list[str], typer.Option("--role", help="operator, approver, finance, analyst, administrator.")],
    name: Annotated[str, typer.Option("--name", help="What the person is called.")] = "",
) -> None:
    """Let somebody operate with these roles, instead of those that were there before."""
    with kept():
        from ristorno.apps.identity.operators import add_operator

        changed = add_operator(email=email, roles=role, name=name, actor=ACTOR)
    screen.print("Noted: sign in at /console with a code by mail." if changed else "It was so already.")


@app.command("remove")
def remove(email: Email) -> None:
    """Let somebody operate no longer, from the next page on."""
    with kept():
        from ristorno.apps.identity.operators import remove_operator

        changed = remove_operator(email=email, actor=ACTOR)
    screen.print("Noted." if changed else "It was so already.")


@app.command("list")
def list_operators() -> None:
    """Tell who operates, and in which roles."""
    with kept():
        from ristorno.apps.identity.queries import operators

        found = operators()
    table = Table("Address", "Name", "Roles")
    for each in found:
        table.add_row(each.email, each.name, ", ".join(each.roles))
    if found:
        screen.print(table)
    else:
        screen.print("Nobody operates yet; begin with `ristorno operators add ADDRESS --role administrator`.")
